// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "tests/app/commands/command_test_case.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QFileInfo>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// `tidemark rebuild`, beside `tidemark check`, on a store with a series.
class RebuildCommandTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aSoundStoreStaysAsItIs();
    void lostAggregatesComeBack();
    void samplesThatCannotBeReadAreNamedAndKept();
    void wrongUses();

private:
    static constexpr int kSamples = 60'000; // some chunks of 8192, one a second

    void damage(const QString &sql) const;
};

void RebuildCommandTest::init()
{
    begin(u"my series.tidemark"_s);
    const auto store = openStore(m_store).value();
    const DataPorts ports = store->ports();
    const auto metric = answer(ports.catalog->create({u"load"_s}));
    QVERIFY(metric);
    const auto series = answer(ports.series->open({metric->definition.id, {}}));
    QVERIFY(series);
    SampleBatch batch{series->id, {}, {}};
    for (int i = 0; i < kSamples; ++i) {
        batch.times.push_back(std::int64_t{i} * 1'000'000'000);
        batch.values.push_back(i % 100);
    }
    QVERIFY(answer(ports.series->append({batch})));
}

void RebuildCommandTest::damage(const QString &sql) const
{
    const auto connection = store::Connection::open({m_store, store::OpenMode::ReadWrite});
    QVERIFY(connection);
    QVERIFY((*connection)->execute(sql, "damage"_L1));
}

void RebuildCommandTest::aSoundStoreStaysAsItIs()
{
    const ProgramResult before = run({u"check"_s});
    QCOMPARE(before.exitCode, 0);
    const ProgramResult result = run({u"rebuild"_s});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.err.contains("Aggregates of 1 series were computed anew. Samples: 60000."),
             result.err.constData());
    QCOMPARE(json({u"rebuild"_s}), QJsonArray());
    const ProgramResult after = run({u"check"_s});
    QCOMPARE(after.exitCode, 0);
    QCOMPARE(after.err, before.err);
}

void RebuildCommandTest::lostAggregatesComeBack()
{
    damage(u"UPDATE rung_block SET data = x'00' WHERE rung > 5"_s);
    const ProgramResult found = run({u"check"_s});
    QCOMPARE(found.exitCode, 1);
    QVERIFY2(found.out.contains("\"tidemark rebuild\"") ||
                 found.out.contains("\"\"tidemark rebuild\"\""),
             found.out.constData());
    QCOMPARE(run({u"rebuild"_s}).exitCode, 0);
    const ProgramResult sound = run({u"check"_s});
    QVERIFY2(sound.exitCode == 0, sound.out.constData());
}

void RebuildCommandTest::samplesThatCannotBeReadAreNamedAndKept()
{
    damage(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE t0 = 0"_s);
    damage(u"DELETE FROM rung_block WHERE rung = 8"_s);
    const QJsonArray left = json({u"rebuild"_s});
    QCOMPARE(left.size(), 1);
    QVERIFY(left.first()
                .toObject()
                .value(u"problem"_s)
                .toString()
                .startsWith(u"Samples from 1970-01-01T00:00:00"_s));
    const ProgramResult again = run({u"rebuild"_s});
    QCOMPARE(again.exitCode, 3);
    QVERIFY2(again.err.contains("1 problem of"), again.err.constData());
    QVERIFY2(again.err.contains("my series"), again.err.constData());
    const ProgramResult checked = run({u"check"_s, u"--format"_s, u"jsonl"_s});
    QCOMPARE(checked.exitCode, 1); // the samples, and nothing else
    QCOMPARE(checked.out.count('\n'), 1);
}

void RebuildCommandTest::wrongUses()
{
    QCOMPARE(run({u"rebuild"_s, u"load"_s}).exitCode, 2);
    const QString other = path(u"none.tidemark"_s);
    QCOMPARE(runTidemark({u"rebuild"_s, u"--store"_s, other}).exitCode, 4);
    QVERIFY(!QFileInfo::exists(other));
    QCOMPARE(run({u"rebuild"_s, u"--help"_s}).exitCode, 0);
}

TIDEMARK_TEST(RebuildCommandTest)
#include "rebuild_command_test.moc"
