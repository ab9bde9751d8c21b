// SPDX-License-Identifier: GPL-3.0-or-later
// What the window keeps of a person's work and choices: after crashes, over unsaved entries, in
// tabs that were not looked at, and in docks that gave way.
#include "app/window/status_bar.h"
#include "app/window_session.h"
#include "model/items/record_table_model.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/entry/entry_bar.h"
#include "views/entry/entry_fields.h"
#include "views/entry/entry_presenter.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QThreadPool>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class KeptWorkTest final : public QObject
{
    Q_OBJECT

    static void end(WindowFixture &f)
    {
        f.window->close();
        QThreadPool::globalInstance()->waitForDone();
    }
    /// A store whose last two windows were never closed, with a dashboard "Mine" in the session.
    static bool crashTwice(WindowFixture &f)
    {
        if (!f.open())
            return false;
        f.addValues(u"speed"_s, 3);
        f.window->actions().action(u"dashboard.new"_s)->trigger();
        f.view()->setTitle(u"Mine"_s);
        end(f);
        for (int i = 0; i < 2; ++i) {
            f.makeWindow();
            if (!f.open())
                return false;
        }
        f.makeWindow();
        return f.open();
    }
    static QStringList titles(const WindowFixture &f)
    {
        QStringList found;
        const DashboardTabs &tabs = f.window->workspace()->tabs();
        for (int i = 0; i < tabs.count(); ++i)
            found.append(tabs.view(i)->dashboard().title);
        return found;
    }
    static const Message *told(const WindowFixture &f, const QString &text)
    {
        for (const Message &message : f.window->messages().messages()) {
            if (message.text == text)
                return &message;
        }
        return nullptr;
    }
    /// An entry that the store refuses, so that it stays open.
    static bool enterRefused(const WindowFixture &f)
    {
        f.window->actions().action(u"entry.record"_s)->trigger();
        auto *fields = f.window->findChild<EntryFields *>();
        const auto *presenter = f.window->findChild<EntryPresenter *>();
        // Else it would be a new metric.
        if (!QTest::qWaitFor([presenter] { return !presenter->definitions().empty(); }, 20'000))
            return false;
        fields->setMetric(u"speed"_s);
        auto *device = qobject_cast<QComboBox *>(fields->field(EntryField::Device));
        device->setCurrentText(QString(5000, u'd'));
        fields->setValueText(u"7"_s);
        fields->focusField(EntryField::Value);
        QTest::keyClick(fields->value(), Qt::Key_Return);
        return QTest::qWaitFor([&f] { return f.button(u"Put back"_s) != nullptr; }, 20'000);
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void workAfterTwoCrashesIsSavedAndTheSessionBeforeIsKept() // Q2
    {
        WindowFixture f;
        QVERIFY(crashTwice(f));
        QVERIFY(!titles(f).contains(u"Mine"_s));
        f.window->actions().action(u"dashboard.new"_s)->trigger();
        f.view()->setTitle(u"Since then"_s);
        end(f);
        f.makeWindow();
        QVERIFY(f.open());
        QVERIFY(titles(f).contains(u"Since then"_s));
        end(f);
    }

    void theSessionBeforeTwoCrashesComesBackAlsoFromAnotherStore()
    {
        WindowFixture f;
        QVERIFY(crashTwice(f));
        const QString store = f.window->storePath();
        QVERIFY(f.open(u"other.tidemark"_s));
        f.window->actions().action(u"dashboard.new"_s)->trigger();
        f.view()->setTitle(u"Elsewhere"_s);
        const QString text = u"Tidemark ended unexpectedly twice in a row, so it began without "
                             "the last session."_s;
        QVERIFY(told(f, text));
        QSignalSpy opened(f.window.get(), &MainWindow::storeOpened);
        told(f, text)->action();
        QVERIFY(opened.wait(20'000));
        QCOMPARE(f.window->storePath(), store);
        QVERIFY(titles(f).contains(u"Mine"_s));
        QVERIFY(QThreadPool::globalInstance()->waitForDone(
            20'000)); // the session of the other one is written
        QVERIFY(f.open(u"other.tidemark"_s));
        QVERIFY(titles(f).contains(u"Elsewhere"_s));
        end(f);
    }

    void entriesThatAreNotSavedAreToldAtTheNextStart()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"speed"_s));
        QVERIFY(enterRefused(f));
        QVERIFY(!told(f, u"Some entries are not saved yet."_s));
        end(f);
        f.makeWindow();
        QVERIFY(f.open());
        QVERIFY(!f.window->workspace()->entry().isVisible());
        QTRY_VERIFY(f.button(u"Show them"_s));
        QTest::mouseClick(f.button(u"Show them"_s), Qt::LeftButton);
        QVERIFY(f.window->workspace()->entry().isVisible());
        QTRY_VERIFY(f.button(u"Put back"_s));
        end(f);
    }

    void whatIsTypedIntoTheTableOfRecordsIsThereAtTheNextStart() // Q2, E12
    {
        using Column = RecordTableModel::Column;
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const auto records = [&f] { return f.window->workspace()->table().records(); };
        const auto select = [&f] {
            const Definition *speed = f.window->workspace()->metrics().findName(u"speed"_s);
            if (speed != nullptr)
                f.window->context().setSelectedMetrics({speed->id});
            return speed != nullptr;
        };
        const auto cell = [&records](Column column) {
            const RecordTableModel *model = records()->model();
            return model->index(model->draftRow().value_or(-1), static_cast<int>(column));
        };
        const auto type = [&](Column column, const QString &text) {
            return records()->model()->setData(cell(column), text, Qt::EditRole);
        };
        QTRY_VERIFY(select());
        f.window->workspace()->table().setCurrentTab(TableTab::Records);
        QTRY_COMPARE(records()->model()->recordCount(), 3);
        // A new record that is asked about, and a half-typed one with an editor open.
        QVERIFY(type(Column::End, u"2027-01-01 08:00"_s));
        QVERIFY(type(Column::Value, u"9"_s));
        records()->model()->commitDraft();
        QVERIFY(records()->model()->changes().isAsking());
        DataTable *table = records()->table();
        table->setFocus();
        table->selectionModel()->setCurrentIndex(cell(Column::Note),
                                                 QItemSelectionModel::ClearAndSelect);
        table->edit(cell(Column::Note));
        QTRY_VERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
        QTest::keyClicks(QApplication::focusWidget(), u"by hand"_s);
        end(f);
        f.makeWindow();
        QVERIFY(f.open());
        QTRY_VERIFY(select());
        QTRY_VERIFY(records()->model()->hasDraft());
        QCOMPARE(cell(Column::Note).data(Qt::EditRole).toString(), u"by hand"_s);
        QVERIFY(told(f, u"Some entries are not saved yet."_s));
        QVERIFY(f.window->workspace()->entry().hasOpenEntries());
        end(f);
    }

    void aCorrectionThatIsAskedAboutIsThereAtTheNextStart() // Q2, E12
    {
        using Column = RecordTableModel::Column;
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const auto records = [&f] { return f.window->workspace()->table().records(); };
        const auto select = [&f] {
            const Definition *speed = f.window->workspace()->metrics().findName(u"speed"_s);
            if (speed != nullptr)
                f.window->context().setSelectedMetrics({speed->id});
            return speed != nullptr;
        };
        QTRY_VERIFY(select());
        QTRY_COMPARE(records()->model()->recordCount(), 3);
        const RecordKey corrected = records()->model()->record(1)->key;
        const QModelIndex cell = records()->model()->index(1, static_cast<int>(Column::End));
        QVERIFY(records()->model()->setData(cell, u"2027-01-01 08:00"_s, Qt::EditRole));
        QVERIFY(records()->model()->changes().isAsking());
        f.window->workspace()->table().setCurrentTab(TableTab::Sessions);
        end(f);
        f.makeWindow();
        QVERIFY(f.open());
        const QString text = u"Some corrections are not saved yet."_s;
        QTRY_VERIFY(told(f, text));
        QVERIFY(!f.window->workspace()->entry().hasOpenEntries());
        QVERIFY(told(f, text)->canAct());
        told(f, text)->action();
        QCOMPARE(f.window->workspace()->table().currentTab(), TableTab::Records);
        QVERIFY(f.button(u"Save anyway"_s));
        QTest::mouseClick(f.button(u"Save anyway"_s), Qt::LeftButton);
        QTRY_VERIFY(!told(f, text)->canAct());
        const auto isStored = [&] {
            const auto page = test::await(
                f.window->workspace()->ports().records->page({}, SortOrder::Descending, {}, 10));
            return page && page->records.size() == 3 && page->records.at(0).key == corrected;
        };
        QTRY_VERIFY(isStored());
        end(f);
    }

    void eachWaitingCorrectionIsSaved() // Q2
    {
        using Column = RecordTableModel::Column;
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        RecordTableModel *records = f.window->workspace()->table().records()->model();
        const auto select = [&f] {
            const Definition *speed = f.window->workspace()->metrics().findName(u"speed"_s);
            if (speed != nullptr)
                f.window->context().setSelectedMetrics({speed->id});
            return speed != nullptr;
        };
        QTRY_VERIFY(select());
        QTRY_COMPARE(records->recordCount(), 3);
        QSignalSpy changed(f.window->workspace(), &Workspace::stateChanged);
        for (const int row : {0, 1}) { // the question about the first one stays
            const qsizetype before = changed.count();
            const QModelIndex cell = records->index(row, static_cast<int>(Column::End));
            QVERIFY(records->setData(cell, u"2027-01-01 08:00"_s, Qt::EditRole));
            QVERIFY(changed.count() > before);
        }
        end(f);
    }

    void closingTheBarOverOpenEntriesTellsThem()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"speed"_s));
        QVERIFY(enterRefused(f));
        auto *fields = f.window->findChild<EntryFields *>();
        fields->focusField(EntryField::Value);
        for (int i = 0; i < 3 && f.window->workspace()->entry().isVisible(); ++i)
            f.press(Qt::Key_Escape);
        QVERIFY(!f.window->workspace()->entry().isVisible());
        QVERIFY(told(f, u"Some entries are not saved yet."_s));
        end(f);
    }

    void tabsThatWereNotLookedAtKeepTheirPlace() // Q2
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 30);
        QTRY_VERIFY(!f.view()->panels().isEmpty());
        f.window->actions().action(u"dashboard.new"_s)->trigger();
        f.view()->setTitle(u"Mine"_s);
        for (int i = 0; i < 4; ++i)
            f.window->actions().action(u"panel.chart"_s)->trigger();
        const auto bar = [](const DashboardView *view) {
            return view->findChild<QScrollArea *>(QString(), Qt::FindDirectChildrenOnly)
                ->verticalScrollBar();
        };
        QTRY_VERIFY(bar(f.view())->maximum() > 200);
        bar(f.view())->setValue(150);
        f.window->workspace()->tabs().setCurrentIndex(0);
        for (int start = 0; start < 2; ++start) { // "Mine" is never looked at
            end(f);
            f.makeWindow();
            QVERIFY(f.open());
            QCOMPARE(f.window->workspace()->tabs().currentIndex(), 0);
        }
        f.window->workspace()->tabs().setCurrentIndex(1);
        QTRY_COMPARE(bar(f.view())->value(), 150);
        end(f);
    }

    void docksThatGaveWayComeBackWithTheRoom() // W6
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.view() && f.view()->isVisible());
        const auto shown = [&f] {
            QStringList names;
            for (const QString &name : {u"metricsDock"_s, u"detailsDock"_s, u"tableDock"_s})
                if (f.window->dock(name)->isVisible())
                    names.append(name);
            return names;
        };
        const QStringList all = shown();
        QCOMPARE(all.size(), 3);
        f.window->setMinimumSize(1, 1);
        f.window->resize(480, 300);
        QVERIFY(shown().isEmpty());
        f.window->resize(1280, 800);
        QCOMPARE(shown(), all);
        // At the next start too; but what the person hid stays hidden.
        f.press(Qt::Key_F9);
        f.window->resize(480, 300);
        QVERIFY(shown().isEmpty());
        end(f);
        f.makeWindow();
        QVERIFY(f.open());
        f.window->resize(1280, 800);
        QCOMPARE(shown(), QStringList({u"detailsDock"_s, u"tableDock"_s}));
        end(f);
    }
};

TIDEMARK_TEST(KeptWorkTest)
#include "kept_work_test.moc"
