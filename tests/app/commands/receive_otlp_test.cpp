// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark receive otlp` as a person or a service manager uses it.
#include "tests/app/commands/command_test_case.h"
#include "tests/services/http/raw_client.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <QUrl>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

class ReceiveOtlpTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(u"otlp.tidemark"_s); }
    void receivesUntilItIsTold_data();
    void receivesUntilItIsTold();
    void listensToOthersWhenThatIsSaid();
    void tellsWhatItRefused();
    void endsByItself();
    void wrongUses_data();
    void wrongUses();
};

void ReceiveOtlpTest::receivesUntilItIsTold_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("interrupted") << SIGINT << 130;
    QTest::newRow("ended by a service manager") << SIGTERM << 0;
}

void ReceiveOtlpTest::receivesUntilItIsTold()
{
    QFETCH(int, signal);
    QFETCH(int, exitCode);
    const auto program =
        startTidemark(withStore({u"receive"_s, u"otlp"_s, u"--listen"_s, u"127.0.0.1:0"_s}));
    QVERIFY(program->waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(program->canReadLine(), 60'000);
    const QString url = QString::fromUtf8(program->readLine()).trimmed();
    const auto match =
        QRegularExpression(u"^http://127\\.0\\.0\\.1:(\\d+)/v1/metrics$"_s).match(url);
    QVERIFY2(match.hasMatch(), qPrintable(url));
    RawClient client(match.captured(1).toUShort());
    const QByteArray body = workedJson();
    QCOMPARE(client
                 .ask("POST /v1/metrics HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                      "application/json\r\nContent-Length: " +
                      QByteArray::number(body.size()) + "\r\n\r\n" + body)
                 .status,
             200);
    QCOMPARE(::kill(static_cast<pid_t>(program->processId()), signal), 0);
    QVERIFY(program->waitForFinished(10'000));
    QCOMPARE(program->exitStatus(), QProcess::NormalExit);
    QCOMPARE(program->exitCode(), exitCode);
    const QByteArray said = program->readAllStandardError();
    QVERIFY2(said.contains("1 requests, 5 points of 5 streams, 23 samples."), said.constData());
    QCOMPARE(run({u"check"_s}).exitCode, 0);
    const QJsonArray days = json({u"aggregate"_s, u"api.size.count"_s, u"--function"_s, u"max"_s});
    QCOMPARE(days.size(), 1);
}

void ReceiveOtlpTest::listensToOthersWhenThatIsSaid()
{
    const ProgramResult done = run({u"receive"_s, u"otlp"_s, u"--listen"_s, u"0.0.0.0:0"_s,
                                    u"--open-to-others"_s, u"--duration"_s, u"0.2"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.out.startsWith("http://0.0.0.0:"), done.out.constData());
}

void ReceiveOtlpTest::tellsWhatItRefused()
{
    const auto program =
        startTidemark(withStore({u"receive"_s, u"otlp"_s, u"--listen"_s, u"127.0.0.1:0"_s}));
    QVERIFY(program->waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(program->canReadLine(), 60'000);
    const QUrl url(QString::fromUtf8(program->readLine()).trimmed());
    RawClient client(static_cast<quint16>(url.port()));
    const auto send = [&client](const QByteArray &body) {
        return client
            .ask("POST /v1/metrics HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                 "application/json\r\nContent-Length: " +
                 QByteArray::number(body.size()) + "\r\n\r\n" + body)
            .status;
    };
    QCOMPARE(send(workedJson()), 200);
    QCOMPARE(send(workedJson()), 200); // its deltas were counted
    QCOMPARE(send("{"), 400);
    QCOMPARE(::kill(static_cast<pid_t>(program->processId()), SIGTERM), 0);
    QVERIFY(program->waitForFinished(10'000));
    const QByteArray said = program->readAllStandardError();
    QVERIFY2(said.contains("Refused requests that are not OTLP, damaged or too large: 1.\n"),
             said.constData());
    QVERIFY2(said.contains("Refused points: 2.\n"), said.constData());
    QVERIFY2(said.contains("  a delta that is not after the one before it: 2\n"), said.constData());
}

void ReceiveOtlpTest::endsByItself()
{
    const ProgramResult done =
        run({u"receive"_s, u"otlp"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--duration"_s, u"0.2"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.err.contains("0 requests, 0 points of 0 streams, 0 samples."),
             done.err.constData());
}

void ReceiveOtlpTest::wrongUses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("no protocol") << QStringList{} << QByteArray("takes one protocol: ");
    QTest::newRow("an unknown one") << QStringList{u"carbon"_s} << QByteArray("one protocol: ");
    QTest::newRow("no time") << QStringList{u"otlp"_s, u"--duration"_s, u"0"_s}
                             << QByteArray("--duration takes a number of seconds");
    QTest::newRow("no port") << QStringList{u"otlp"_s, u"--listen"_s, u"127.0.0.1"_s}
                             << QByteArray("127.0.0.1");
    QTest::newRow("others reach it")
        << QStringList{u"otlp"_s, u"--listen"_s, u"0.0.0.0:0"_s}
        << QByteArray("Add --open-to-others if that is meant, or listen on 127.0.0.1.");
    QTest::newRow("of another protocol") << QStringList{u"otlp"_s, u"--interval"_s, u"5"_s}
                                         << QByteArray("--interval is not of otlp");
}

void ReceiveOtlpTest::wrongUses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, sentence);
    const ProgramResult refused = run(QStringList{u"receive"_s} + arguments);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
    QVERIFY(!QFile::exists(m_store));
}

TIDEMARK_TEST(ReceiveOtlpTest)
#include "receive_otlp_test.moc"
