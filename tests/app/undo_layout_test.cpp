// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/undo_fixture.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// Steps of layout whose dashboard is gone.
class UndoLayoutTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void stepsOfWhatIsGoneLeaveTheStack()
    {
        test::HistoryBench bench;
        const QObject gone;
        const QObject other;
        QStringList log;
        const auto push = [&](const QString &label, const QObject *owner) {
            bench.history.pushLayout(
                label, [&log, label] { log.append(u"undo "_s + label); },
                [&log, label] { log.append(u"redo "_s + label); }, owner);
        };
        push(u"a"_s, &gone);
        push(u"b"_s, &other);
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(bench.history.stack().count(), 3);
        push(u"c"_s, &gone);
        push(u"d"_s, &other);
        push(u"e"_s, &gone);
        bench.history.goTo(4); // d and e are undone
        log.clear();
        QSignalSpy changed(&bench.history, &UndoHistory::changed);
        bench.history.dropLayout(&gone);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(log, QStringList()); // nothing was done for it
        const QUndoStack &stack = bench.history.stack();
        QCOMPARE(stack.count(), 3);
        QCOMPARE(stack.index(), 2);
        QCOMPARE(stack.text(0), u"b"_s);
        QCOMPARE(stack.redoText(), u"d"_s);
        bench.history.undo(); // the metric, which c lay above
        QTRY_COMPARE(stack.index(), 1);
        QVERIFY(!test::await(bench.ports.catalog->find(u"m"_s)).has_value());
        bench.history.undo();
        QTRY_COMPARE(stack.index(), 0);
        QCOMPARE(log, QStringList{u"undo b"_s});
        bench.history.goTo(3);
        QTRY_COMPARE(stack.index(), 3);
        QCOMPARE(log, (QStringList{u"undo b"_s, u"redo b"_s, u"redo d"_s}));
        QVERIFY(test::await(bench.ports.catalog->find(u"m"_s)).has_value());
    }

    void stepsThatGoWhileTheStoreWorksGoAfterwards()
    {
        test::HistoryBench bench;
        const QObject gone;
        bench.history.pushLayout(
            u"a"_s, [] {}, [] {}, &gone);
        bench.addMetric(u"below"_s);
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(bench.history.stack().count(), 3);
        bench.history.goTo(2);
        QVERIFY(bench.history.isBusy());
        bench.history.dropLayout(&gone);
        QCOMPARE(bench.history.stack().count(), 3);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        QTRY_VERIFY(!bench.history.isBusy());
        QCOMPARE(bench.history.stack().index(), 1); // and no step more than was wished
    }
};

TIDEMARK_TEST(UndoLayoutTest)
#include "undo_layout_test.moc"
