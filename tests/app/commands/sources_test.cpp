// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark sources`, from one program to another that serves a store.
#include "tests/app/commands/source_command_case.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

class SourcesTest : public SourceCommandCase
{
    Q_OBJECT

private Q_SLOTS:
    void addsListsChangesAndRemoves();
    void refusesWhatIsNoSource_data();
    void refusesWhatIsNoSource();
    void triesEachStep();
    void anotherAddressSaysWhatItMeans();
    void aDryRunForeseesARefusal();
    void aDryRunForeseesARefusedAddition_data();
    void aDryRunForeseesARefusedAddition();
    void comparesAggregates();
    void comparesARenamedMetricByItsNameThere();
    void addsAtTheAddressOfTheConfiguration();
    void theTimeoutOfTheConfigurationCounts_data();
    void theTimeoutOfTheConfigurationCounts();
};

void SourcesTest::addsListsChangesAndRemoves()
{
    addFar({u"--level"_s, u"detailed"_s, u"--interval"_s, u"10min"_s, u"--org"_s, u"og_local"_s});
    QJsonArray listed = json({u"sources"_s});
    QCOMPARE(listed.size(), 1);
    const QJsonObject far = listed.at(0).toObject();
    QCOMPARE(far[u"name"].toString(), u"far"_s);
    QCOMPARE(far[u"kind"].toString(), u"roboto"_s);
    QCOMPARE(far[u"endpoint"].toString(), m_served->url());
    QCOMPARE(far[u"organisation"].toString(), u"og_local"_s);
    QCOMPARE(far[u"level"].toString(), u"detailed"_s);
    QCOMPARE(far[u"waiting"].toInt(-1), 0);
    QCOMPARE(run({u"sources"_s, u"add"_s, u"far"_s, u"--endpoint"_s, m_served->url()}).exitCode, 1);
    QCOMPARE(
        run({u"sources"_s, u"set"_s, u"far"_s, u"--rename"_s, u"lab"_s, u"--level"_s, u"off"_s})
            .exitCode,
        0);
    listed = json({u"sources"_s, u"list"_s});
    QCOMPARE(listed.at(0)[u"name"].toString(), u"lab"_s);
    QCOMPARE(listed.at(0)[u"level"].toString(), u"off"_s);
    QCOMPARE(listed.at(0)[u"organisation"].toString(), u"og_local"_s); // what was not named stays
    const auto missing = run({u"sources"_s, u"remove"_s, u"far"_s});
    QCOMPARE(missing.exitCode, 4);
    QVERIFY2(missing.err.contains("lab"), missing.err.constData());
    QCOMPARE(run({u"sources"_s, u"remove"_s, u"lab"_s, u"--dry-run"_s}).exitCode, 0);
    QCOMPARE(json({u"sources"_s}).size(), 1);
    QCOMPARE(run({u"sources"_s, u"remove"_s, u"lab"_s}).exitCode, 0);
    QCOMPARE(json({u"sources"_s}).size(), 0);
}

void SourcesTest::refusesWhatIsNoSource_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("word");
    const QString at = u"--endpoint"_s;
    QTest::newRow("no address") << QStringList{u"add"_s, u"x"_s} << QByteArray("--endpoint");
    QTest::newRow("file") << QStringList{u"add"_s, u"x"_s, at, u"file:///etc"_s}
                          << QByteArray("http");
    QTest::newRow("password") << QStringList{u"add"_s, u"x"_s, at, u"https://a:b@host"_s}
                              << QByteArray("token");
    QTest::newRow("level") << QStringList{u"add"_s,       u"x"_s,       at,
                                          u"https://h"_s, u"--level"_s, u"all"_s}
                           << QByteArray("summary");
    QTest::newRow("interval") << QStringList{u"add"_s,       u"x"_s,          at,
                                             u"https://h"_s, u"--interval"_s, u"soon"_s}
                              << QByteArray("soon");
    QTest::newRow("pin") << QStringList{u"add"_s, u"x"_s, at, u"https://h"_s, u"--pin"_s, u"12"_s}
                         << QByteArray("64");
    QTest::newRow("action") << QStringList{u"frobnicate"_s} << QByteArray("sources");
    QTest::newRow("too many") << QStringList{u"test"_s, u"a"_s, u"b"_s} << QByteArray("sources");
}

void SourcesTest::refusesWhatIsNoSource()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, word);
    addAt(u"load"_s, u"1"_s, u"2026-05-01T10:00:00Z"_s);
    const auto refused = run(QStringList{u"sources"_s} + arguments);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(word), refused.err.constData());
    QCOMPARE(json({u"sources"_s}).size(), 0);
}

void SourcesTest::triesEachStep()
{
    addFar();
    const auto without = run({u"sources"_s, u"test"_s, u"far"_s});
    QCOMPARE(without.exitCode, 4);
    QVERIFY2(without.err.contains("ROBOTO_API_KEY"), without.err.constData());
    setEnvironmentToken();
    const auto fine = run({u"sources"_s, u"test"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(fine.exitCode == 0, fine.err.constData());
    QCOMPARE(fine.out.count(",ok"), 8);
    qputenv("ROBOTO_API_KEY", "wrong");
    const auto wrong = run({u"sources"_s, u"test"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(wrong.exitCode, 1);
    QVERIFY2(wrong.out.contains("token,failed"), wrong.out.constData());
    QVERIFY(!wrong.err.contains("wrong"));
    m_served->kill();
    const auto gone = run({u"sources"_s, u"test"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(gone.exitCode, 5);
    QVERIFY2(gone.out.contains("connection,failed"), gone.out.constData());
}

// R4, Z5: what came from the old server is not removed because the new one does not have it.
void SourcesTest::anotherAddressSaysWhatItMeans()
{
    addFar();
    setEnvironmentToken();
    QVERIFY(runTidemark({u"add"_s, u"load"_s, u"1.5"_s, u"--at"_s, u"2026-05-01T10:00:00Z"_s,
                         u"--store"_s, m_there})
                .exitCode == 0);
    QCOMPARE(run({u"fetch"_s, u"far"_s}).exitCode, 0);
    QCOMPARE(valuesOf(m_store).count('\n'), 2);
    const QString thereToo = path(u"other.tidemark"_s);
    const QString token = createToken(thereToo);
    const ServedStore other(thereToo, QStringList{u"--quiet"_s});
    QVERIFY(other.isServing());
    const QStringList set{u"sources"_s, u"set"_s, u"far"_s, u"--endpoint"_s, other.url()};
    const auto unsaid = run(set);
    QCOMPARE(unsaid.exitCode, 2);
    QVERIFY2(unsaid.err.contains("--same-service") && unsaid.err.contains("--other-service"),
             unsaid.err.constData());
    QCOMPARE(run({u"sources"_s, u"set"_s, u"far"_s, u"--org"_s, u"og_2"_s}).exitCode, 2);
    QCOMPARE(run(set + QStringList{u"--same-service"_s, u"--other-service"_s}).exitCode, 2);
    QCOMPARE(run({u"sources"_s, u"set"_s, u"far"_s, u"--same-service"_s}).exitCode, 2);
    QCOMPARE(json({u"sources"_s}).at(0)[u"endpoint"].toString(), m_served->url());
    QCOMPARE(run(set + QStringList{u"--other-service"_s}).exitCode, 0);
    qputenv("ROBOTO_API_KEY", token.toUtf8());
    qputenv("ROBOTO_SERVICE_ENDPOINT", other.url().toUtf8());
    QCOMPARE(run({u"fetch"_s, u"far"_s, u"--full"_s}).exitCode, 0);
    QCOMPARE(valuesOf(m_store).count('\n'), 2); // it is still here
    QCOMPARE(run({u"publish"_s, u"far"_s, u"--all"_s}).exitCode, 0);
    QCOMPARE(valuesOf(thereToo).count('\n'), 2); // and went to the new one as a new source's
}

// Z4: the same refusal and exit code, and nothing is changed.
void SourcesTest::aDryRunForeseesARefusal()
{
    addFar();
    setEnvironmentToken();
    const QStringList set{u"sources"_s, u"set"_s, u"far"_s, u"--endpoint"_s,
                          u"http://127.0.0.1:1"_s};
    const QStringList dry{u"--dry-run"_s};
    QCOMPARE(run(set + dry).exitCode, 0); // nothing is known of it yet
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    QCOMPARE(run({u"publish"_s, u"far"_s}).exitCode, 0);
    const auto foreseen = run(set + dry);
    const auto refused = run(set);
    QCOMPARE(refused.exitCode, 2);
    QCOMPARE(foreseen.exitCode, refused.exitCode);
    QCOMPARE(foreseen.err, refused.err);
    QVERIFY(foreseen.err.contains("--other-service"));
    const auto other = run(set + dry + QStringList{u"--other-service"_s});
    QCOMPARE(other.exitCode, 0);
    QVERIFY2(other.err.contains("tidemark publish \"far\" --all"), other.err.constData());
    const auto same = run(set + dry + QStringList{u"--same-service"_s});
    QCOMPARE(same.exitCode, 0);
    QVERIFY2(!same.err.contains("--all"), same.err.constData());
    QCOMPARE(json({u"sources"_s}).at(0)[u"endpoint"].toString(), m_served->url());
    QCOMPARE(run({u"sources"_s, u"add"_s, u"near"_s, u"--endpoint"_s, m_served->url()}).exitCode,
             0);
    QCOMPARE(
        run({u"sources"_s, u"set"_s, u"near"_s, u"--rename"_s, u"far"_s, u"--dry-run"_s}).exitCode,
        1); // the name is taken
}

void SourcesTest::aDryRunForeseesARefusedAddition_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    const QString endpoint = u"--endpoint"_s;
    const QStringList good{endpoint, u"https://metrics.example"_s};
    QTest::newRow("a name that is taken") << u" far "_s << good << 1;
    QTest::newRow("no name") << u"  "_s << good << 2;
    QTest::newRow("no address") << u"near"_s << QStringList{endpoint, u"no address"_s} << 2;
    QTest::newRow("no pin") << u"near"_s << good + QStringList{u"--pin"_s, u"ab"_s} << 2;
    QTest::newRow("an interval") << u"near"_s << good + QStringList{u"--interval"_s, u"-5s"_s} << 2;
}

// Z4: as the real one refuses, and nothing is added.
void SourcesTest::aDryRunForeseesARefusedAddition()
{
    QFETCH(const QString, name);
    QFETCH(const QStringList, options);
    QFETCH(const int, exitCode);
    addFar();
    const QStringList add = QStringList{u"sources"_s, u"add"_s, name} + options;
    const auto foreseen = run(add + QStringList{u"--dry-run"_s});
    const auto refused = run(add);
    QCOMPARE(refused.exitCode, exitCode);
    QCOMPARE(foreseen.exitCode, refused.exitCode);
    QCOMPARE(foreseen.err, refused.err);
    QVERIFY(!foreseen.err.isEmpty());
    const auto good = run({u"sources"_s, u"add"_s, u" near "_s, u"--endpoint"_s,
                           u"https://Metrics.Example/"_s, u"--dry-run"_s});
    QCOMPARE(good.exitCode, 0);
    QVERIFY2(good.err.contains("Would add near at https://metrics.example."), good.err.constData());
    QCOMPARE(json({u"sources"_s}).size(), 1);
}

void SourcesTest::comparesAggregates()
{
    for (int day = 1; day <= 9; ++day)
        addAt(u"load"_s, QString::number(day * 0.1), u"2026-05-0%1T23:59:59.999999999Z"_s.arg(day));
    addFar();
    setEnvironmentToken();
    QCOMPARE(run({u"publish"_s, u"far"_s, u"--all"_s}).exitCode, 0);
    const QStringList compare{u"sources"_s, u"compare"_s, u"far"_s, u"load"_s};
    const QJsonArray equal = json(compare);
    QCOMPARE(equal.size(), 25);
    QCOMPARE(equal.at(0)[u"buckets"].toInt(), 9);
    for (const auto &row : equal)
        QCOMPARE(row[u"different"].toInt(-1), 0);
    QCOMPARE(run(compare).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"set"_s, u"far"_s, u"--level"_s, u"off"_s}).exitCode, 0);
    addAt(u"load"_s, u"7"_s, u"2026-05-09T12:00:00Z"_s); // here only
    const auto other = run(compare);
    QCOMPARE(other.exitCode, 1);
    QVERIFY2(other.err.contains("differ"), other.err.constData());
    QCOMPARE(run({u"sources"_s, u"compare"_s, u"far"_s, u"nosuch"_s}).exitCode, 4);
    m_served.reset();
    const auto gone = run(compare + QStringList{u"--format"_s, u"json"_s});
    QCOMPARE(gone.exitCode, 5);
    QCOMPARE(gone.out, QByteArray()); // no half of an answer
}

// A source cannot rename a metric.
void SourcesTest::comparesARenamedMetricByItsNameThere()
{
    const auto rename = [this](const QString &from, const QString &to) {
        return run({u"definitions"_s, u"rename"_s, from, to}).exitCode;
    };
    const auto compare = [this](const QString &metric) {
        return run({u"sources"_s, u"compare"_s, u"far"_s, metric});
    };
    addAt(u"load"_s, u"3"_s, u"2026-05-01T12:00:00Z"_s);
    addFar();
    setEnvironmentToken();
    QCOMPARE(run({u"publish"_s, u"far"_s, u"--all"_s}).exitCode, 0);
    QCOMPARE(rename(u"load"_s, u"strain"_s), 0);
    QCOMPARE(compare(u"strain"_s).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"set"_s, u"far"_s, u"--level"_s, u"off"_s}).exitCode, 0);
    addAt(u"load"_s, u"4"_s, u"2026-05-01T12:00:00Z"_s); // another one, of which nothing is there
    const auto taken = compare(u"load"_s);
    QCOMPARE(taken.exitCode, 4);
    QVERIFY2(taken.err.contains("another one of this store has that name there"),
             taken.err.constData());
    QCOMPARE(compare(u"strain"_s).exitCode, 0);
    QCOMPARE(rename(u"load"_s, u"burden"_s), 0);
    const auto unknown = compare(u"burden"_s);
    QVERIFY2(unknown.exitCode != 0, unknown.err.constData());
    QVERIFY2(unknown.err.contains("burden"), unknown.err.constData());
}

// roboto-api 1.2: what the SDK would use.
void SourcesTest::addsAtTheAddressOfTheConfiguration()
{
    const QString file = path(u"config.json"_s);
    qputenv("ROBOTO_CONFIG_FILE", file.toUtf8());
    const auto add = [this](const QString &name) { return run({u"sources"_s, u"add"_s, name}); };
    const auto absent = add(u"a"_s);
    QCOMPARE(absent.exitCode, 2);
    QVERIFY2(absent.err.contains("--endpoint"), absent.err.constData());
    writeFile(file, "{");
    const auto broken = add(u"a"_s);
    QCOMPARE(broken.exitCode, 2);
    QVERIFY2(broken.err.contains("is not valid JSON"), broken.err.constData());
    writeFile(file, R"({"version":"v1","default_profile":"b","profiles":{)"
                    R"("a":{"api_key":"x"},"b":{"api_key":"y","endpoint":"http://127.0.0.1:1"}}})");
    const auto added = add(u"a"_s);
    QVERIFY2(added.exitCode == 0, added.err.constData());
    QVERIFY2(added.err.contains("http://127.0.0.1:1"), added.err.constData());
    setEnvironmentToken(); // which goes before the file
    QCOMPARE(add(u"b"_s).exitCode, 0);
    const QJsonArray listed = json({u"sources"_s});
    QCOMPARE(listed.at(0)[u"endpoint"].toString(), u"http://127.0.0.1:1"_s);
    QCOMPARE(listed.at(1)[u"endpoint"].toString(), m_served->url());
}

void SourcesTest::theTimeoutOfTheConfigurationCounts_data()
{
    QTest::addColumn<bool>("isFile");
    QTest::newRow("variable") << false;
    QTest::newRow("file") << true;
}

void SourcesTest::theTimeoutOfTheConfigurationCounts() // roboto-api 1.2, 1.4
{
    QFETCH(const bool, isFile);
    addFar();
    if (isFile) {
        const QString file = path(u"config.json"_s);
        writeFile(file, R"({"version":"v1","profiles":{"default":{"api_key":"x","endpoint":")" +
                            m_served->url().toUtf8() + R"(","default_http_timeout":1}}})");
        qputenv("ROBOTO_CONFIG_FILE", file.toUtf8());
    } else {
        setEnvironmentToken();
        qputenv("ROBOTO_DEFAULT_HTTP_TIMEOUT", "1");
    }
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGSTOP); // it answers no more
    const auto tried = run({u"sources"_s, u"test"_s, u"far"_s});
    const auto fetched = run({u"fetch"_s, u"far"_s});
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGCONT);
    for (const auto &each : {tried, fetched}) {
        QCOMPARE(each.exitCode, 5);
        QVERIFY2(each.err.contains("sent nothing for 1 s"), each.err.constData());
    }
}

TIDEMARK_TEST(SourcesTest)
#include "sources_test.moc"
