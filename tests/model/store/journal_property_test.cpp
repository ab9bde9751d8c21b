// SPDX-License-Identifier: GPL-3.0-or-later
// Undo and redo of changes of every kind.
#include "model/ports/change_journal.h"
#include "model/ports/store_admin.h"
#include "tests/model/store/random_user.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class JournalPropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void undoAndRedoOfRandomChangesGiveTheSameBits_data();
    void undoAndRedoOfRandomChangesGiveTheSameBits();
};

void JournalPropertyTest::undoAndRedoOfRandomChangesGiveTheSameBits_data()
{
    QTest::addColumn<std::uint32_t>("seed");
    for (const std::uint32_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U})
        QTest::addRow("seed %u", seed) << seed;
}

void JournalPropertyTest::undoAndRedoOfRandomChangesGiveTheSameBits()
{
    QFETCH(const std::uint32_t, seed);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    RandomUser user(ports, seed);
    std::vector<ChangeId> changes;
    std::vector<QByteArray> states{contentDump(path)};
    for (int i = 0; i < 90; ++i) {
        const ChangeId change = user.act();
        const QByteArray state = contentDump(path);
        if (!change.isValid()) {
            QCOMPARE(state, states.back()); // refused or nothing to do: nothing half-written
            continue;
        }
        changes.push_back(change);
        states.push_back(state);
    }
    QVERIFY(changes.size() > 25);
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = changes.size(); i-- > 0;) {
            const auto undone = answer(ports.journal->undo(changes[i]));
            QVERIFY2(undone, qPrintable(undone ? QString() : undone.error().detail));
            QCOMPARE(contentDump(path), states[i]);
        }
        for (std::size_t i = 0; i < changes.size(); ++i) {
            const auto redone = answer(ports.journal->redo(changes[i]));
            QVERIFY2(redone, qPrintable(redone ? QString() : redone.error().detail));
            QCOMPARE(contentDump(path), states[i + 1]);
        }
    }
    const auto report = answer(ports.admin->check());
    QVERIFY(report);
    for (const CheckFinding &finding : report->findings)
        qInfo().noquote() << finding.where << finding.problem;
    QVERIFY(report->isSound());
}

TIDEMARK_TEST(JournalPropertyTest)
#include "journal_property_test.moc"
