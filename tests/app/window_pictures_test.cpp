// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the whole window: both themes, two sizes, empty, full and in error. Each is checked
// for what must not happen in any of them, and written to the folder TIDEMARK_PICTURES when that
// is set.
#include "app/sample_rows.h"
#include "tests/app/clipping.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/entry/entry_bar.h"
#include "views/range/range_picker.h"

#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QMenuBar>
#include <QStatusBar>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class WindowPictures final : public QObject
{
    Q_OBJECT

    enum class Content
    {
        Empty,
        Full,
        Error
    };

    static void keep(QWidget *widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
        if (!folder.isEmpty())
            QVERIFY(widget->grab().save(QDir(folder).filePath(name % u".png"_s)));
    }
    static void fill(const WindowFixture &f)
    {
        ImportOptions options;
        options.label = u"fill"_s;
        options.definitions = SampleRows::definitions();
        QVERIFY(test::await(f.window->workspace()->ports().records->importRows(
            std::make_shared<SampleRows>(f.clock.now()), options, {}, {})));
        QTRY_VERIFY_WITH_TIMEOUT(f.view() && f.view()->panel(u"main"_s), 20'000);
        for (const PanelCard *panel : f.view()->panels())
            QTRY_COMPARE_WITH_TIMEOUT(panel->state(), PanelCard::State::Data, 20'000);
    }
    /// The parts of the frame lie inside the window and not over each other.
    static void checkFrame(const MainWindow &window)
    {
        QList<QRect> parts;
        for (const QWidget *part :
             {static_cast<QWidget *>(window.menuBar()), static_cast<QWidget *>(window.statusBar()),
              window.centralWidget(), static_cast<QWidget *>(window.dock(u"metricsDock"_s)),
              static_cast<QWidget *>(window.dock(u"detailsDock"_s)),
              static_cast<QWidget *>(window.dock(u"tableDock"_s))}) {
            const auto *dock = qobject_cast<const QDockWidget *>(part);
            if (!part->isVisible() || (dock && !dock->widget()))
                continue;
            const QRect place(part->mapTo(&window, QPoint()), part->size());
            QVERIFY2(window.rect().contains(place), qPrintable(part->objectName()));
            for (const QRect &other : std::as_const(parts))
                QVERIFY2(!place.intersects(other), qPrintable(part->objectName()));
            parts.append(place);
        }
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void looksAsDesigned_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("content");
        for (const QSize size : {QSize(1440, 900), QSize(1024, 640)}) {
            for (const bool dark : {false, true}) {
                for (const Content content : {Content::Empty, Content::Full, Content::Error}) {
                    const char *name = content == Content::Empty  ? "empty"
                                       : content == Content::Full ? "full"
                                                                  : "error";
                    QTest::addRow("window_%s_%s_%dx%d", name, dark ? "dark" : "light", size.width(),
                                  size.height())
                        << size << dark << static_cast<int>(content);
                }
            }
        }
    }
    void looksAsDesigned()
    {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        QFETCH(int, content);
        WindowFixture f;
        f.window->resize(size);
        f.theme.setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
        if (static_cast<Content>(content) == Content::Error) {
            QFile broken(f.path(u"broken.tidemark"_s));
            QVERIFY(broken.open(QIODevice::WriteOnly));
            broken.write(QByteArray(20'000, 'x'));
            broken.close();
            QSignalSpy failed(f.window.get(), &MainWindow::storeFailed);
            f.window->openStore(broken.fileName());
            QVERIFY(failed.size() > 0 || failed.wait(20'000));
        } else {
            QVERIFY(f.open());
            if (static_cast<Content>(content) == Content::Full)
                fill(f);
        }
        f.window->resize(size);
        QTest::qWait(50); // one more turn of the event loop, for the layouts
        QCOMPARE(f.window->size(), size);
        checkFrame(*f.window);
        keep(f.window.get(), QString::fromLatin1(QTest::currentDataTag()));
        QCOMPARE(test::clippedControl(*f.window), QString());
        f.theme.setMode(theme::Mode::Light);
    }

    void entryBarAndPickerFit()
    {
        WindowFixture f;
        f.window->resize(1024, 640);
        QVERIFY(f.open());
        fill(f);
        f.window->workspace()->startEntry();
        QTest::qWait(50);
        checkFrame(*f.window);
        keep(f.window.get(), u"window_entry_1024x640"_s);
        QCOMPARE(test::clippedControl(*f.window), QString());
        for (const QString &id : {u"range.choose"_s, u"range.filter"_s, u"file.export"_s,
                                  u"help.palette"_s, u"help.shortcuts"_s}) {
            f.window->actions().action(id)->trigger();
            QTRY_VERIFY(QApplication::activeModalWidget());
            QWidget *dialog = QApplication::activeModalWidget();
            QVERIFY(dialog->width() <= 1024 && dialog->height() <= 640);
            QTest::qWait(50);
            keep(dialog, u"dialog_"_s % QString(id).replace(u'.', u'_'));
            QCOMPARE(test::clippedControl(*dialog), QString());
            dialog->close();
            QTRY_VERIFY(!QApplication::activeModalWidget());
        }
    }
};

TIDEMARK_TEST(WindowPictures)
#include "window_pictures_test.moc"
