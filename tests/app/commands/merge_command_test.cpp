// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"
#include "tests/support/test_registry.h"

#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// `tidemark definitions merge`.
class MergeCommandTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void saysWhatItWouldDo();
    void mergesBothKinds();
    void keepsOrReplaces();
    void asksAboutUnits();
    void wrongUses_data();
    void wrongUses();

private:
    [[nodiscard]] ProgramResult merge(const QStringList &more) const
    {
        return run(QStringList{u"definitions"_s, u"merge"_s} + more);
    }
    [[nodiscard]] QList<double> values(const QString &metric) const
    {
        QList<double> found;
        for (const QJsonValue &row : json({u"query"_s, metric}))
            found.append(row[u"value"_s].toDouble());
        std::sort(found.begin(), found.end());
        return found;
    }
};

void MergeCommandTest::init()
{
    begin(u"merge.tidemark"_s);
    QCOMPARE(run({u"definitions"_s, u"create"_s, u"load"_s, u"--unit"_s, u"s"_s}).exitCode, 0);
    QCOMPARE(run({u"definitions"_s, u"create"_s, u"old"_s, u"--unit"_s, u"ms"_s}).exitCode, 0);
    QCOMPARE(run({u"definitions"_s, u"create"_s, u"size"_s, u"--unit"_s, u"B"_s}).exitCode, 0);
    addAt(u"load"_s, u"1"_s, u"2026-03-01"_s);
    addAt(u"old"_s, u"2500"_s, u"2026-03-01"_s);
    addAt(u"old"_s, u"3500"_s, u"2026-03-02"_s);
    const ProgramResult samples = run({u"import"_s,
                                       csvFile("time,metric,value\n2026-03-01,old,4000\n"
                                               "2026-03-02,old,5000\n2026-03-02,load,6\n"),
                                       u"--as"_s, u"samples"_s});
    QVERIFY2(samples.exitCode == 0, samples.err.constData());
}

void MergeCommandTest::saysWhatItWouldDo()
{
    const ProgramResult dry = merge({u"old"_s, u"load"_s, u"--dry-run"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(dry.exitCode == 0, dry.err.constData());
    QCOMPARE(dry.out.trimmed().replace('\r', ""),
             QByteArray("from,into,records,samples,in_both\nold,load,2,2,2"));
    QVERIFY2(dry.err.contains("converted from ms to s"), dry.err.constData());
    const ProgramResult asked = merge({u"old"_s, u"load"_s});
    QCOMPARE(asked.exitCode, 2);
    QVERIFY2(asked.err.contains("Add --convert --yes to do it."), asked.err.constData());
    QCOMPARE(json({u"definitions"_s}).size(), 3);
    QCOMPARE(values(u"old"_s), (QList<double>{2500, 3500}));
}

void MergeCommandTest::mergesBothKinds()
{
    const ProgramResult done = merge({u"old"_s, u"load"_s, u"--convert"_s, u"--yes"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QCOMPARE(json({u"definitions"_s}).size(), 2);
    QCOMPARE(values(u"load"_s), (QList<double>{1, 3.5}));
    const ProgramResult samples =
        run({u"query"_s, u"load"_s, u"--samples"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(samples.out.contains(",4") && samples.out.contains(",6") &&
                 !samples.out.contains(",5"),
             samples.out.constData());
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

void MergeCommandTest::keepsOrReplaces()
{
    QCOMPARE(
        merge({u"old"_s, u"load"_s, u"--convert"_s, u"--yes"_s, u"--conflicts"_s, u"replace"_s})
            .exitCode,
        0);
    QCOMPARE(values(u"load"_s), (QList<double>{2.5, 3.5}));
}

void MergeCommandTest::asksAboutUnits()
{
    const ProgramResult asked = merge({u"old"_s, u"load"_s, u"--yes"_s});
    QCOMPARE(asked.exitCode, 2);
    QVERIFY2(asked.err.contains("Add --convert to do it."), asked.err.constData());
    const ProgramResult refused = merge({u"old"_s, u"size"_s, u"--convert"_s, u"--yes"_s});
    QVERIFY(refused.exitCode != 0);
    QVERIFY2(refused.err.contains("\"old\" is in ms and \"size\" in B"), refused.err.constData());
    QCOMPARE(json({u"definitions"_s}).size(), 3);
}

void MergeCommandTest::wrongUses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("one name") << QStringList{u"old"_s} << 2;
    QTest::newRow("unknown") << QStringList{u"old"_s, u"nothing"_s, u"--yes"_s} << 4;
    QTest::newRow("itself") << QStringList{u"old"_s, u"old"_s, u"--yes"_s} << 2;
    QTest::newRow("policy") << QStringList{u"old"_s, u"load"_s, u"--yes"_s, u"--conflicts"_s,
                                           u"both"_s}
                            << 2;
}

void MergeCommandTest::wrongUses()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    const ProgramResult refused = merge(arguments);
    QVERIFY2(refused.exitCode == exitCode, refused.err.constData());
    QVERIFY(!refused.err.isEmpty());
    QCOMPARE(json({u"definitions"_s}).size(), 3);
}

} // namespace

TIDEMARK_TEST(MergeCommandTest)
#include "merge_command_test.moc"
