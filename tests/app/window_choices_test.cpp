// SPDX-License-Identifier: GPL-3.0-or-later
// What a person chose for the window: session, sizes, times, keys, and what it does by itself.
#include "app/paths.h"
#include "model/time/time_presets.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/actions/command_palette.h"
#include "views/actions/shortcut_list.h"
#include "views/charts/chart_widget.h"
#include "views/dashboards/dashboard_file.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QThreadPool>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class WindowChoicesTest final : public QObject
{
    Q_OBJECT

    static QScrollBar *scrollBar(const WindowFixture &f)
    {
        return f.view()
            ->findChild<QScrollArea *>(QString(), Qt::FindDirectChildrenOnly)
            ->verticalScrollBar();
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void sessionComesBackAtTheNextStart()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 30);
        QTRY_VERIFY(!f.view()->panels().isEmpty());
        f.window->actions().action(u"dashboard.new"_s)->trigger();
        f.view()->setTitle(u"Mine"_s);
        for (int i = 0; i < 4; ++i)
            f.window->actions().action(u"panel.chart"_s)->trigger();
        QScrollBar *scroll = scrollBar(f);
        QTRY_VERIFY(scroll->maximum() > 200);
        scroll->setValue(150);
        QVERIFY(f.window->context().setRange(presetRange(u"last-30d"_s).value()));
        f.window->context().setPeriod(Period::Weekly);
        f.window->context().setFunction(AggregateFunction::Max);
        f.window->dock(u"detailsDock"_s)->hide();
        f.window->close();
        QThreadPool::globalInstance()->waitForDone();
        f.makeWindow();
        QVERIFY(f.open());
        QCOMPARE(f.window->workspace()->tabs().count(), 2);
        QCOMPARE(f.view()->dashboard().title, u"Mine"_s);
        QTRY_COMPARE(scrollBar(f)->value(), 150);
        QCOMPARE(f.window->context().range(), presetRange(u"last-30d"_s).value());
        QCOMPARE(f.window->context().period(), Period::Weekly);
        QCOMPARE(f.window->context().function(), AggregateFunction::Max);
        QVERIFY(!f.window->dock(u"detailsDock"_s)->isVisible());
    }

    void tablesAndMetricsComeBackScrolled() // Q2
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"a0"_s, 400);
        for (int i = 1; i < 80; ++i)
            f.addValues(u"a%1"_s.arg(i), 1);
        const auto tree = [&f] {
            return f.window->workspace()->browser().findChild<QTreeView *>()->verticalScrollBar();
        };
        const auto table = [&f] {
            return f.window->workspace()->table().records()->table()->verticalScrollBar();
        };
        QTRY_COMPARE(f.window->context().selectedMetrics().size(), std::size_t{1});
        QVERIFY(f.window->context().setRange(TimeRange::allData()));
        f.window->workspace()->table().setCurrentTab(TableTab::Records);
        QTRY_VERIFY(table()->maximum() > 200);
        QTRY_VERIFY(tree()->maximum() > 20);
        table()->setValue(123);
        tree()->setValue(17);
        f.window->close();
        QThreadPool::globalInstance()->waitForDone();
        f.makeWindow();
        QVERIFY(f.open());
        QTRY_COMPARE(table()->value(), 123);
        QTRY_COMPARE(tree()->value(), 17);
    }

    void changedZoneAndThemeAreKept()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->actions().action(u"theme.dark"_s)->trigger();
        QVERIFY(f.theme.isDark());
        QCOMPARE(f.settings.settings().themeMode, theme::Mode::Dark);
        f.press(Qt::Key_U, Qt::AltModifier);
        QCOMPARE(f.settings.settings().zoneId, f.window->context().calendar().zone.id());
        f.window->actions().action(u"theme.light"_s)->trigger();
    }

    void shortcutListHoldsEveryKeyOfTheChart()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.window->findChild<charts::ChartWidget *>());
        f.window->actions().action(u"help.shortcuts"_s)->trigger();
        QStringList lines;
        for (const ShortcutLine &line : f.window->findChild<ShortcutList *>()->shownLines())
            lines.append(line.text % u'\t' % line.keys);
        int keys = 0;
        for (const QAction *action : f.window->findChild<charts::ChartWidget *>()->chartActions()) {
            if (!action->text().contains(u'\t'))
                continue;
            ++keys;
            QVERIFY2(lines.contains(action->text()), qPrintable(action->text()));
        }
        QVERIFY(keys >= 15);
        lines.sort();
        const qsizetype count = lines.size();
        lines.removeDuplicates();
        QCOMPARE(lines.size(), count);
    }

    void paletteListsDashboardFilesToo()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const QString path = dashboardsFolder() % u"/Night shift.json"_s;
        QDir().mkpath(dashboardsFolder());
        QVERIFY(test::await(writeDashboard(path, emptyDashboard(u"Night shift"_s))));
        f.press(Qt::Key_K, Qt::ControlModifier);
        const auto *palette = f.window->findChild<CommandPalette *>();
        QVERIFY(palette);
        QTRY_VERIFY(palette->titles().contains(u"Night shift"_s));
        QTest::keyClicks(palette->findChild<QLineEdit *>(), u"night sh"_s);
        QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
        QTRY_COMPARE(f.view()->dashboard().title, u"Night shift"_s);
        QVERIFY(QFile::remove(path));
    }

    void dialogsRememberTheirSize()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QAction *shortcuts = f.window->actions().action(u"help.shortcuts"_s);
        shortcuts->trigger();
        QWidget *list = QApplication::activeModalWidget();
        QVERIFY(list);
        list->resize(501, 402);
        list->close();
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QCOMPARE(f.settings.settings().dialogSizes.value(u"shortcutList"_s), QSize(501, 402));
        f.makeWindow(); // the next start
        QVERIFY(f.open());
        f.window->actions().action(u"help.shortcuts"_s)->trigger();
        QVERIFY(QApplication::activeModalWidget());
        QCOMPARE(QApplication::activeModalWidget()->size(), QSize(501, 402));
        QApplication::activeModalWidget()->close();
    }

    void docksGiveWayBeforeTheChart()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.view() && f.view()->isVisible());
        f.window->setMinimumSize(1, 1);
        f.window->resize(1024, 640);
        QCoreApplication::processEvents();
        const QSize centre = f.window->workspace()->tabs().size();
        QVERIFY2(centre.width() >= 320 && centre.height() >= 200,
                 qPrintable(u"%1x%2"_s.arg(centre.width()).arg(centre.height())));
        f.window->resize(480, 300);
        QCoreApplication::processEvents();
        QVERIFY(f.window->workspace()->tabs().width() >= 320);
        QVERIFY(!f.window->dock(u"detailsDock"_s)->isVisible());
        QVERIFY(!f.window->dock(u"tableDock"_s)->isVisible());
    }

    void chartKeepsItsRoomInSmallWindows_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("docks");
        QTest::newRow("1024x640") << QSize(1024, 640) << 3;
        QTest::newRow("1024x480") << QSize(1024, 480) << 2;
        QTest::newRow("800x500") << QSize(800, 500) << 2;
        QTest::newRow("720x480") << QSize(720, 480) << 1;
        QTest::newRow("640x640") << QSize(640, 640) << 2;
        QTest::newRow("600x480") << QSize(600, 480) << 1;
    }
    void chartKeepsItsRoomInSmallWindows() // W6
    {
        QFETCH(QSize, size);
        QFETCH(int, docks);
        WindowFixture f;
        QVERIFY(f.open());
        f.settings.change([](Settings &settings) { settings.showsEntryHint = false; });
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.view() && f.view()->panel(u"main"_s));
        f.window->setMinimumSize(1, 1);
        f.window->resize(size);
        QCoreApplication::processEvents();
        QCOMPARE(f.window->size(), size);
        const auto *chart = f.view()->panel(u"main"_s)->findChild<charts::ChartWidget *>();
        QVERIFY2(chart->width() >= 320 && chart->height() >= 200,
                 qPrintable(u"%1x%2"_s.arg(chart->width()).arg(chart->height())));
        QVERIFY2(scrollBar(f)->pageStep() >= 200,
                 qPrintable(QString::number(scrollBar(f)->pageStep())));
        int shown = 0;
        for (const QString &name : {u"metricsDock"_s, u"detailsDock"_s, u"tableDock"_s})
            shown += f.window->dock(name)->isVisible() ? 1 : 0;
        QCOMPARE(shown, docks);
    }

    void fullScreenAndReloadByKey()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.view() && f.view()->panel(u"main"_s));
        f.press(Qt::Key_F11);
        QVERIFY(f.window->isFullScreen());
        f.press(Qt::Key_F11);
        QVERIFY(!f.window->isFullScreen());
        QTRY_COMPARE(f.view()->panel(u"main"_s)->state(), PanelCard::State::Data);
        QSignalSpy answered(f.window->workspace(), &Workspace::answered);
        f.press(Qt::Key_F5);
        QTRY_VERIFY(!answered.empty());
    }

    void hoursAndDatesCanDifferFromTheLocale()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const Timestamp at = test::at(u"2026-03-01T14:30:00Z"_s);
        QSignalSpy changed(&f.window->context(), &ViewContext::calendarChanged);
        f.window->actions().action(u"hours.12"_s)->trigger();
        f.window->actions().action(u"dates.ymd"_s)->trigger();
        QCOMPARE(changed.size(), 2);
        QVERIFY(f.settings.settings().timeStyle.uses24Hours == false);
        const TimeFormatter times(QLocale::c(), Zone(), f.settings.settings().timeStyle);
        QVERIFY(!times.uses24Hours());
        QCOMPARE(f.window->formatter().time(at),
                 Formatter(formatChoices(f.settings.settings(), f.window->locale())).time(at));
        QVERIFY2(f.window->formatter().time(at).contains(u"2:30"_s),
                 qPrintable(f.window->formatter().time(at)));
        f.window->actions().action(u"hours.24"_s)->trigger();
        QVERIFY(f.window->formatter().time(at).contains(u"14:30"_s));
        f.makeWindow(); // the next start
        QVERIFY(f.window->actions().action(u"hours.24"_s)->isChecked());
        QVERIFY(f.window->actions().action(u"dates.ymd"_s)->isChecked());
    }

    void bytesCanBeOfTenOrTwo() // N2
    {
        WindowFixture f;
        QVERIFY(f.open());
        const Unit bytes = Unit::of(u"B");
        QVERIFY(f.window->actions().action(u"bytes.iec"_s)->isChecked());
        QCOMPARE(f.window->formatter().value(2048.0, bytes), u"2\u00a0KiB"_s);
        QSignalSpy changed(&f.window->context(), &ViewContext::calendarChanged);
        f.window->actions().action(u"bytes.si"_s)->trigger();
        QCOMPARE(changed.size(), 1);
        QVERIFY(!f.window->actions().action(u"bytes.iec"_s)->isChecked());
        QCOMPARE(f.window->formatter().value(2000.0, bytes), u"2\u00a0kB"_s);
        f.makeWindow(); // the next start
        QVERIFY(f.window->actions().action(u"bytes.si"_s)->isChecked());
        QCOMPARE(f.window->formatter().value(2000.0, bytes), u"2\u00a0kB"_s);
    }

    void safeStartLeavesTheSessionAloneAndSoDoesOneAfterTwoCrashes()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        f.window->actions().action(u"dashboard.new"_s)->trigger();
        f.view()->setTitle(u"Mine"_s);
        f.window->close();
        QThreadPool::globalInstance()->waitForDone();
        f.window = std::make_unique<MainWindow>(
            ProgramParts{&f.clock, &f.theme, &f.settings, WindowUse::Interactive, true});
        f.window->show();
        QVERIFY(f.open());
        QCOMPARE(f.window->workspace()->tabs().count(), 1);
        // Windows that go without being closed are as good as crashes.
        f.makeWindow();
        QVERIFY(f.open());
        QCOMPARE(f.window->workspace()->tabs().count(), 2);
        f.makeWindow();
        QVERIFY(f.open());
        QCOMPARE(f.window->workspace()->tabs().count(), 1);
        QSignalSpy opened(f.window.get(), &MainWindow::storeOpened);
        QVERIFY(f.button(u"Bring the session back"_s));
        QTest::mouseClick(f.button(u"Bring the session back"_s), Qt::LeftButton);
        QVERIFY(opened.wait(20'000));
        QCOMPARE(f.window->workspace()->tabs().count(), 2);
        QCOMPARE(f.view()->dashboard().title, u"Mine"_s);
        f.window->actions().action(u"view.restore_session"_s)->trigger();
        QVERIFY(!f.settings.settings().restoresSession);
        f.makeWindow();
        QVERIFY(f.open());
        QCOMPARE(f.window->workspace()->tabs().count(), 1);
    }
};

TIDEMARK_TEST(WindowChoicesTest)
#include "window_choices_test.moc"
