// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "views/actions/action_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

class ActionRegistryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void runsTheCommandOnTrigger()
    {
        ActionRegistry actions;
        int runs = 0;
        actions.add({u"file.open"_s, u"File"_s, u"&Open"_s}, [&runs] { ++runs; })->trigger();
        QCOMPARE(runs, 1);
        QCOMPARE(actions.find(u"file.open"_s), actions.action(u"file.open"_s));
        QCOMPARE(actions.find(u"file.close"_s), nullptr);
    }

    void namesTheShortcutAndTheHelpInTheToolTip()
    {
        ActionRegistry actions;
        const QAction *action = actions.add({u"a"_s,
                                             u"Edit"_s,
                                             u"Cut && &paste"_s,
                                             {QKeySequence(u"Ctrl+B"_s)},
                                             {},
                                             u"Does both."_s},
                                            [] {});
        QCOMPARE(action->toolTip(), u"Cut & paste (Ctrl+B)\nDoes both."_s);
    }

    void blocksWithAReasonAndReleases()
    {
        ActionRegistry actions;
        const QAction *action = actions.add({u"a"_s, u"Edit"_s, u"Undo"_s}, [] {});
        actions.setBlocked(u"a"_s, u"There is nothing to undo."_s);
        QVERIFY(!action->isEnabled());
        QCOMPARE(actions.blockedReason(action), u"There is nothing to undo."_s);
        QVERIFY(action->toolTip().contains(u"There is nothing to undo."_s));
        actions.setBlocked(u"a"_s, {});
        QVERIFY(action->isEnabled());
        QVERIFY(actions.blockedReason(action).isEmpty());
        QVERIFY(!action->toolTip().contains(u"nothing"_s));
    }

    void findsClashesOfWindowShortcuts()
    {
        ActionRegistry actions;
        const QKeySequence key(u"Ctrl+J"_s);
        actions.add({u"a"_s, u"File"_s, u"A"_s, {key}}, [] {});
        actions.add({u"b"_s, u"Edit"_s, u"B"_s, {QKeySequence(u"Ctrl+L"_s), key}}, [] {});
        QCOMPARE(actions.clashes(), (QList<QPair<QString, QString>>{{u"a"_s, u"b"_s}}));
    }

    void letsWidgetsOfDifferentAreasShareAKey()
    {
        ActionRegistry actions;
        const QKeySequence key(u"Del"_s);
        actions.add({u"a"_s, u"Table"_s, u"A"_s, {key}, {}, {}, Qt::WidgetShortcut}, [] {});
        actions.add({u"b"_s, u"Metrics"_s, u"B"_s, {key}, {}, {}, Qt::WidgetShortcut}, [] {});
        QVERIFY(actions.clashes().isEmpty());
        actions.add({u"c"_s, u"Table"_s, u"C"_s, {key}, {}, {}, Qt::WidgetShortcut}, [] {});
        QCOMPARE(actions.clashes(), (QList<QPair<QString, QString>>{{u"a"_s, u"c"_s}}));
    }
};

TIDEMARK_TEST(ActionRegistryTest)
#include "action_registry_test.moc"
