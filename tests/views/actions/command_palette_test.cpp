// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "views/actions/action_registry.h"
#include "views/actions/area_help.h"
#include "views/actions/command_palette.h"
#include "views/actions/shortcut_list.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QTest>
#include <QTextBrowser>

using namespace Qt::StringLiterals;
using namespace tidemark;

class CommandPaletteTest final : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        Fixture()
        {
            actions.add({u"file.export"_s, u"File"_s, u"&Export…"_s, {QKeySequence(u"Ctrl+E"_s)}},
                        [this] { ran = u"export"_s; });
            actions.add({u"edit.undo"_s, u"Edit"_s, u"&Undo"_s, {QKeySequence(u"Ctrl+Z"_s)}},
                        [this] { ran = u"undo"_s; });
            actions.setBlocked(u"edit.undo"_s, u"There is nothing to undo."_s);
            actions.addKey(u"Dashboard"_s, u"V"_s, u"Maximises the panel"_s);
            entries = {{u"drive.distance_km"_s, u"Metric"_s, {}, {}, [this] { ran = u"metric"_s; }},
                       {u"Fleet KPIs"_s, u"Dashboard"_s, {}, {}, [this] { ran = u"board"_s; }}};
        }
        ActionRegistry actions;
        QList<PaletteEntry> entries;
        QString ran;
    };

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void listsCommandsMetricsAndDashboards()
    {
        Fixture f;
        const CommandPalette palette(f.actions, f.entries);
        QCOMPARE(palette.titles(),
                 (QStringList{u"Export…"_s, u"Undo"_s, u"drive.distance_km"_s, u"Fleet KPIs"_s}));
    }

    void findsByAFewLetters_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("first");
        QTest::newRow("start") << u"exp"_s << u"Export…"_s;
        QTest::newRow("scattered letters") << u"ddk"_s << u"drive.distance_km"_s;
        QTest::newRow("other case") << u"FLEET"_s << u"Fleet KPIs"_s;
        QTest::newRow("with its kind") << u"dashb fleet"_s << u"Fleet KPIs"_s;
    }
    void findsByAFewLetters()
    {
        QFETCH(QString, typed);
        QFETCH(QString, first);
        Fixture f;
        CommandPalette palette(f.actions, f.entries);
        QTest::keyClicks(palette.findChild<QLineEdit *>(), typed);
        QCOMPARE(palette.titles().value(0), first);
    }

    void enterRunsTheRowAndCloses()
    {
        Fixture f;
        CommandPalette palette(f.actions, f.entries);
        palette.open();
        auto *search = palette.findChild<QLineEdit *>();
        QTest::keyClicks(search, u"distance"_s);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(f.ran, u"metric"_s);
        QVERIFY(!palette.isVisible());
    }

    void arrowsChooseAnotherRow()
    {
        Fixture f;
        CommandPalette palette(f.actions, f.entries);
        palette.open();
        auto *search = palette.findChild<QLineEdit *>();
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(f.ran, u"board"_s);
    }

    void saysWhyACommandIsNotPossibleAndDoesNotRunIt()
    {
        Fixture f;
        CommandPalette palette(f.actions, f.entries);
        palette.open();
        auto *search = palette.findChild<QLineEdit *>();
        QTest::keyClicks(search, u"undo"_s);
        QCOMPARE(palette.findChild<QLabel *>()->text(), u"There is nothing to undo."_s);
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(f.ran.isEmpty());
        QVERIFY(palette.isVisible());
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(!palette.isVisible());
    }

    void saysWhenNothingMatches()
    {
        Fixture f;
        CommandPalette palette(f.actions, f.entries);
        QTest::keyClicks(palette.findChild<QLineEdit *>(), u"qqq"_s);
        QVERIFY(palette.titles().isEmpty());
        QCOMPARE(palette.findChild<QLabel *>()->text(), u"No match for \"qqq\"."_s);
    }

    void shortcutListIsMadeOfTheRealActions()
    {
        Fixture f;
        const QList<ShortcutLine> lines{{u"File"_s, u"Ctrl+E"_s, u"Export"_s},
                                        {u"Edit"_s, u"Ctrl+Z"_s, u"Undo"_s},
                                        {u"Dashboard"_s, u"V"_s, u"Maximises the panel"_s}};
        QCOMPARE(shortcutLines(f.actions), lines);
        ShortcutList list(f.actions);
        QCOMPARE(list.shownLines().size(), lines.size());
        auto *search = list.findChild<QLineEdit *>();
        QTest::keyClicks(search, u"ctrl+z"_s);
        QCOMPARE(list.shownLines(), (QList<ShortcutLine>{lines[1]}));
        search->clear();
        QTest::keyClicks(search, u"maximise"_s);
        QCOMPARE(list.shownLines(), (QList<ShortcutLine>{lines[2]}));
    }

    void helpIsThatOfTheInnermostAreaAroundTheFocus()
    {
        QWidget window;
        window.setObjectName(u"mainWindow"_s);
        QWidget dock(&window);
        dock.setObjectName(u"metricsDock"_s);
        QLineEdit field(&dock);
        QLineEdit elsewhere(&window);
        QCOMPARE(topicFor(&field).id, u"metricsDock"_s);
        QCOMPARE(topicFor(&elsewhere).id, u"mainWindow"_s);
        QCOMPARE(topicFor(nullptr).id, u"mainWindow"_s);
    }

    void helpListsTheKeysOfItsArea()
    {
        Fixture f;
        HelpTopic topic = topicFor(nullptr);
        topic.title = u"Dashboard"_s;
        const AreaHelp help(topic, f.actions);
        const QString text = help.findChild<QTextBrowser *>()->toPlainText();
        QVERIFY(text.contains(u"Maximises the panel"_s));
        QVERIFY(!text.contains(u"Ctrl+E"_s));
    }
};

TIDEMARK_TEST(CommandPaletteTest)
#include "command_palette_test.moc"
