// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark fetch`, from another program that serves a store.
#include "tests/app/commands/source_command_case.h"
#include "tests/app/commands/terminal.h"
#include "tests/services/roboto/fault_proxy.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

class FetchCommandTest : public SourceCommandCase
{
    Q_OBJECT

private Q_SLOTS:
    void publishesAndFetchesTheSame();
    void tellsHowMuchCameOnATerminal();
    void tellsNothingMeanwhileElsewhere();
    void keepsWhenTheServerWasContacted();
    void aFetchIsInterrupted();
    void conflictsMakeThePartialCode();
    void whatIsRefusedMakesThePartialCode();

private:
    /// Publishes two values of `load`.
    void sendTwoValues()
    {
        addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00.000000001Z"_s);
        addAt(u"load"_s, u"0.1"_s, u"2026-05-01T10:00:01Z"_s);
        addFar();
        setEnvironmentToken();
        const auto sent = run({u"publish"_s, u"far"_s, u"--all"_s});
        QVERIFY2(sent.exitCode == 0, sent.err.constData());
    }
    /// A new store with the same source.
    [[nodiscard]] QString thirdStore() const
    {
        QString third = path(u"third.tidemark"_s);
        const auto added = runTidemark({u"sources"_s, u"add"_s, u"far"_s, u"--endpoint"_s,
                                        m_served->url(), u"--store"_s, third});
        return added.exitCode == 0 ? third : QString();
    }
    /// What the program writes on a terminal as its standard error.
    [[nodiscard]] static QByteArray onTerminal(const QStringList &arguments);
};

QByteArray FetchCommandTest::onTerminal(const QStringList &arguments)
{
    Terminal terminal;
    if (!terminal.isOpen())
        return "no terminal";
    const auto process = startTidemark(arguments, terminal.file());
    if (!process->waitForFinished(60'000) || process->exitCode() != 0)
        return "the command failed: " + terminal.written();
    return terminal.written();
}

void FetchCommandTest::publishesAndFetchesTheSame()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00.000000001Z"_s);
    addAt(u"load"_s, u"0.1"_s, u"2026-05-01T10:00:01Z"_s);
    addFar();
    setEnvironmentToken();
    const auto sent = run({u"publish"_s, u"far"_s, u"--all"_s});
    QVERIFY2(sent.exitCode == 0, sent.err.constData());
    QCOMPARE(sent.out, QByteArray());
    const QString third = path(u"third.tidemark"_s);
    for (const QStringList &step :
         {QStringList{u"sources"_s, u"add"_s, u"far"_s, u"--endpoint"_s, m_served->url()},
          QStringList{u"fetch"_s, u"far"_s}}) {
        const auto done = runTidemark(step + QStringList{u"--store"_s, third});
        QVERIFY2(done.exitCode == 0, done.err.constData());
    }
    const QByteArray here = valuesOf(m_store);
    QCOMPARE(here.count('\n'), 3);
    QVERIFY(here.contains("10:00:00.000000001"));
    const auto timesAndValues = [](const QByteArray &csv) {
        QList<QByteArray> rows;
        for (const QByteArray &line : csv.split('\n'))
            rows.append(line.split(',').mid(0, 3).join(','));
        return rows;
    };
    QCOMPARE(timesAndValues(valuesOf(third)), timesAndValues(here));
    const auto again = runTidemark(
        {u"fetch"_s, u"far"_s, u"--full"_s, u"--format"_s, u"csv"_s, u"--store"_s, third});
    QCOMPARE(again.exitCode, 0);
    QVERIFY2(again.out.contains("records,0,0,0,2"), again.out.constData());
}

void FetchCommandTest::tellsHowMuchCameOnATerminal() // R3
{
    sendTwoValues();
    const QByteArray shown = onTerminal({u"fetch"_s, u"far"_s, u"--store"_s, thirdStore()});
    QVERIFY2(shown.contains("\rDefinitions: 1"), shown.constData());
    QVERIFY2(shown.contains("\rSessions: 2"), shown.constData());
    QVERIFY2(shown.contains("\rRecords: 2 (metric 1 of 1, load)"), shown.constData());
    QVERIFY2(shown.endsWith(" \r"), shown.constData()); // and taken away
}

void FetchCommandTest::tellsNothingMeanwhileElsewhere() // Z4
{
    sendTwoValues();
    const auto piped = runTidemark({u"fetch"_s, u"far"_s, u"--store"_s, thirdStore()});
    QCOMPARE(piped.exitCode, 0);
    QVERIFY2(!piped.err.contains('\r') && !piped.err.contains("Records"), piped.err.constData());
    QCOMPARE(onTerminal({u"fetch"_s, u"far"_s, u"--full"_s, u"--quiet"_s, u"--store"_s,
                         path(u"third.tidemark"_s)}),
             QByteArray());
}

// Q3: the window's page on privacy tells of it.
void FetchCommandTest::keepsWhenTheServerWasContacted()
{
    sendTwoValues();
    QFile kept(path(u"state/tidemark/contacts.json"_s));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    const QByteArray content = kept.readAll();
    QVERIFY2(content.contains(m_served->url().toUtf8()), content.constData());
    QVERIFY(!content.contains(m_token.toUtf8()));
}

void FetchCommandTest::aFetchIsInterrupted()
{
    addFar();
    setEnvironmentToken();
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGSTOP); // it answers no more
    const auto fetch = startTidemark(withStore({u"fetch"_s, u"far"_s}));
    QVERIFY(fetch->waitForStarted());
    // The store is open once its lock is there; the fetch then waits for an answer.
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_store + u"-wal"_s), 20'000);
    ::kill(static_cast<pid_t>(fetch->processId()), SIGINT);
    QVERIFY(fetch->waitForFinished(20'000));
    QCOMPARE(fetch->exitCode(), 130);
    const QByteArray told = fetch->readAllStandardError();
    QVERIFY2(told.contains("definitions 0, sessions 0, records 0"), told.constData());
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGCONT);
    QCOMPARE(run({u"fetch"_s, u"far"_s}).exitCode, 0);
}

void FetchCommandTest::conflictsMakeThePartialCode() // Z5: 3
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addFar();
    setEnvironmentToken();
    QCOMPARE(run({u"publish"_s, u"far"_s, u"--all"_s}).exitCode, 0);
    for (const auto &[store, value] : {std::pair(m_store, u"2"_s), std::pair(m_there, u"3"_s)}) {
        const auto listed =
            runTidemark({u"query"_s, u"load"_s, u"--format"_s, u"json"_s, u"--store"_s, store});
        const QString session =
            QJsonDocument::fromJson(listed.out).array().at(0)[u"session"].toString();
        const auto changed = runTidemark({u"add"_s, u"load"_s, value, u"--session"_s, session,
                                          u"--replace"_s, u"--store"_s, store});
        QVERIFY2(changed.exitCode == 0, changed.err.constData());
    }
    const auto fetched = run({u"fetch"_s, u"far"_s});
    QVERIFY2(fetched.exitCode == 3, fetched.err.constData());
    QVERIFY2(fetched.err.contains("Changed here and there"), fetched.err.constData());
    QVERIFY2(valuesOf(m_store).contains(",2,"), valuesOf(m_store).constData()); // nothing is lost
}

void FetchCommandTest::whatIsRefusedMakesThePartialCode() // Z5: 3
{
    FaultProxy proxy([](const SeenRequest &) { return ProxyFault::None; },
                     [](const SeenRequest &request) -> std::optional<FaultProxy::Answer> {
                         if (!request.firstLine().contains("/v1/metrics/definitions"))
                             return std::nullopt;
                         return FaultProxy::Answer{
                             200, R"({"data":{"items":[{"org_id":"og_local","metric_id":"mt_1",)"
                                  R"("name":"tab\tin it","created_by":"a","modified_by":"a",)"
                                  R"("created":"2026-05-01T08:00:00Z",)"
                                  R"("modified":"2026-05-01T08:00:00Z"}],"next_token":null}})"};
                     });
    proxy.setUpstream(m_served->port());
    addFarAt(proxy.url());
    const auto fetched = run({u"fetch"_s, u"far"_s});
    QVERIFY2(fetched.exitCode == 3, fetched.err.constData());
    QVERIFY2(fetched.err.contains("in it"), fetched.err.constData());
}

TIDEMARK_TEST(FetchCommandTest)
#include "fetch_command_test.moc"
