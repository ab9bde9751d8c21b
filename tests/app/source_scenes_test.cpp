// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the window with sources: what the status bar and the banner say, a fetch under way,
// and the dialogs over it, in both looks and two sizes. Written to the folder TIDEMARK_PICTURES
// when that is set; in none of them a control is cut.
#include "app/window/source_status.h"
#include "app/window/status_bar.h"
#include "model/items/record_table_model.h"
#include "tests/app/clipping.h"
#include "tests/app/source_fixture.h"
#include "tests/support/test_registry.h"
#include "views/sources/fetch_dialog.h"
#include "views/sources/publish_dialog.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QComboBox>
#include <QDir>
#include <QLineEdit>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

class SourceScenes final : public QObject
{
    Q_OBJECT

    static void take(QWidget &widget, const QString &scene)
    {
        QTest::qWait(50); // one more turn of the event loop, for the layouts
        const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
        const QString name = scene % u'_' % QString::fromLatin1(QTest::currentDataTag());
        if (!folder.isEmpty())
            QVERIFY(widget.grab().save(QDir(folder).filePath(name % u".png"_s)));
        QCOMPARE(clippedControl(widget), QString());
    }
    static void addLooks()
    {
        QTest::addColumn<theme::Mode>("mode");
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(1440, 900), QSize(1024, 640)}) {
            QTest::addRow("light_%d", size.width()) << theme::Mode::Light << size;
            QTest::addRow("dark_%d", size.width()) << theme::Mode::Dark << size;
        }
    }
    /// A window of that size with a metric that has values, some of which wait for a source.
    static Source fill(SourceFixture &f, theme::Mode mode, QSize size)
    {
        f.theme.setMode(mode);
        f.window->resize(size);
        [&] { QVERIFY(f.open()); }();
        f.addValues(u"drive.distance_km"_s, 60);
        [&] { QTRY_VERIFY(!f.window->context().selectedMetrics().empty()); }();
        const Source fleet = f.addSource(u"Fleet"_s);
        f.clock.set(f.clock.now() + Timedelta(kNsPerHour));
        f.addValues(u"drive.distance_km"_s, 3);
        [&] { QTRY_COMPARE(f.counts(fleet.id).waiting, 7); }();
        TableDock &table = f.window->workspace()->table();
        table.setCurrentTab(TableTab::Records);
        const int sending = static_cast<int>(RecordTableModel::Column::Sending);
        [&] { QTRY_VERIFY(!table.records()->table()->isColumnHidden(sending)); }();
        f.window->resize(size);
        return fleet;
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void firstRun_data() { addLooks(); }
    void firstRun() // F1: all four actions
    {
        QFETCH(const theme::Mode, mode);
        QFETCH(const QSize, size);
        SourceFixture f;
        f.theme.setMode(mode);
        f.window->resize(size);
        QVERIFY(f.open());
        QVERIFY(f.button(u"Connect to a server"_s));
        f.window->resize(size);
        take(*f.window, u"window_first_run"_s);
    }

    void offlineWithWaitingRecords_data() { addLooks(); }
    void offlineWithWaitingRecords()
    {
        QFETCH(const theme::Mode, mode);
        QFETCH(const QSize, size);
        SourceFixture f;
        const Source fleet = fill(f, mode, size);
        take(*f.window, u"window_sources_waiting"_s);
        f.links->setDelivery(fleet.id, DeliveryState::Retrying,
                             Error{ErrorCode::Network, u"Could not reach metrics.example."_s,
                                   u"connection refused"_s},
                             42s);
        QVERIFY(f.button(u"Retry now"_s));
        take(*f.window, u"window_sources_offline"_s);
        QTest::mouseClick(f.button(u"Details"_s), Qt::LeftButton);
        QVERIFY(f.button(u"Copy"_s));
        take(*f.window, u"window_sources_offline_details"_s);
        QCOMPARE(f.window->size(), size);
    }

    void fetchUnderWay_data() { addLooks(); }
    void fetchUnderWay()
    {
        QFETCH(const theme::Mode, mode);
        QFETCH(const QSize, size);
        SourceFixture f;
        const Source fleet = fill(f, mode, size);
        f.trigger(u"sources.fetch"_s);
        QTRY_VERIFY(qobject_cast<FetchDialog *>(QApplication::activeModalWidget()));
        take(*QApplication::activeModalWidget(), u"fetch_dialog"_s);
        f.click(*QApplication::activeModalWidget(), u"Fetch"_s);
        QTRY_COMPARE(f.links->fetches.size(), 1);
        FetchProgress progress;
        progress.phase = FetchPhase::Records;
        progress.metric = u"drive.distance_km"_s;
        progress.read = 48'000;
        progress.metricsRead = 1;
        progress.metricsTotal = 5;
        f.links->progress(fleet.id, progress);
        take(*f.window, u"window_fetch_running"_s);
        FetchSummary summary;
        summary.records = {1204, 3, 0, 46'793};
        summary.conflicts = 2;
        summary.isComplete = true;
        f.links->endFetch(fleet.id, summary);
        QTRY_VERIFY(f.button(u"Show both versions"_s));
        take(*f.window, u"window_fetch_done"_s);
    }

    void publishing_data() { addLooks(); }
    void publishing()
    {
        QFETCH(const theme::Mode, mode);
        QFETCH(const QSize, size);
        SourceFixture f;
        const Source fleet = fill(f, mode, size);
        f.window->context().setWindow(
            {at(u"2026-11-01T00:00:00Z"_s), at(u"2026-11-21T00:00:00Z"_s)});
        f.trigger(u"sources.publish"_s);
        QTRY_VERIFY(qobject_cast<PublishDialog *>(QApplication::activeModalWidget()));
        QWidget *dialog = QApplication::activeModalWidget();
        const auto publish = [dialog]() -> QPushButton * {
            for (QPushButton *button : dialog->findChildren<QPushButton *>())
                if (button->isVisible() && button->isEnabled() &&
                    button->text().startsWith(u"Publish "_s))
                    return button;
            return nullptr;
        };
        QTRY_VERIFY(publish());
        take(*dialog, u"publish_preview"_s);
        auto *device = shown<QComboBox>(*dialog, u"Device"_s);
        QVERIFY(device);
        device->setCurrentText(u"Inferred from the session"_s);
        QTRY_VERIFY(f.says(u"The source will refuse"_s, dialog));
        take(*dialog, u"publish_inferred"_s);
        device->setCurrentText(u"A device by name"_s);
        QTRY_VERIFY(shown<QLineEdit>(*dialog, u"Device name"_s));
        QTest::keyClicks(shown<QLineEdit>(*dialog, u"Device name"_s), u"test rig"_s);
        QTRY_VERIFY(f.says(u"which is created there"_s, dialog));
        take(*dialog, u"publish_chosen"_s);
        QTest::mouseClick(publish(), Qt::LeftButton);
        QTRY_VERIFY(f.says(u"waiting."_s, dialog));
        f.refuseOne(fleet.id, u"drive.distance_km"_s);
        f.settle(fleet.id);
        QTRY_VERIFY(f.says(u"saved, 1 failed."_s, dialog));
        take(*dialog, u"publish_result"_s);
        f.click(*dialog, u"Retry failed"_s);
        QTRY_VERIFY(f.says(u"0 failed, 1 waiting."_s, dialog));
        f.settle(fleet.id);
        QTRY_VERIFY(f.says(u"saved, 0 failed."_s, dialog));
        take(*dialog, u"publish_done"_s);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());

        f.trigger(u"sources.publish"_s); // once more, as before or otherwise
        QTRY_VERIFY(qobject_cast<PublishDialog *>(QApplication::activeModalWidget()));
        dialog = QApplication::activeModalWidget();
        QTRY_VERIFY(f.says(u"They went so before."_s, dialog));
        shown<QComboBox>(*dialog, u"Device"_s)->setCurrentText(u"As recorded"_s);
        QTRY_VERIFY(f.says(u"went with another choice of device before"_s, dialog));
        take(*dialog, u"publish_replaces"_s);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }
};

TIDEMARK_TEST(SourceScenes)
#include "source_scenes_test.moc"
