// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>
#include <QUdpSocket>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

/// `tidemark receive statsd` and datagrams on loopback.
class ReceiveStatsdTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(u"received.tidemark"_s); }
    void storesUntilItEnds();
    void endsWhenInterrupted_data();
    void endsWhenInterrupted();
    void aPortThatIsTaken();
    void showsWithoutReceiving();
    void wrongUses_data();
    void wrongUses();

private:
    [[nodiscard]] QStringList arguments(const QStringList &more) const
    {
        return withStore(QStringList{u"receive"_s, u"statsd"_s, u"--listen"_s, u"127.0.0.1:0"_s} +
                         more);
    }
    /// The port that the program says it receives on; 0 when it says none.
    [[nodiscard]] static quint16 portOf(QProcess &program)
    {
        while (!program.canReadLine()) {
            if (!program.waitForReadyRead(60'000))
                return 0;
        }
        const QByteArray line = program.readLine().trimmed();
        return line.startsWith("127.0.0.1:") ? line.mid(line.indexOf(':') + 1).toUShort() : 0;
    }
    [[nodiscard]] double sumOf(const QString &metric) const
    {
        const QJsonArray days = json({u"aggregate"_s, metric, u"--function"_s, u"sum"_s});
        double sum = 0;
        for (const QJsonValue day : days)
            sum += day.toObject().value(u"sum"_s).toDouble();
        return sum;
    }
    static void send(quint16 port, const QByteArray &packet)
    {
        QUdpSocket socket;
        QCOMPARE(socket.writeDatagram(packet, QHostAddress::LocalHost, port), packet.size());
    }
};

void ReceiveStatsdTest::storesUntilItEnds()
{
    const auto program =
        startTidemark(arguments({u"--interval"_s, u"0.2"_s, u"--duration"_s, u"3"_s}));
    QVERIFY(program->waitForStarted());
    const quint16 port = portOf(*program);
    QVERIFY(port > 0);
    send(port, "hits:2|c\nhits:3|c\nwrong\n_e{1,1}:a|b");
    send(port, "hits:1|g\nlevel:4.5|g");
    QVERIFY(program->waitForFinished(60'000));
    const QByteArray told = program->readAllStandardError();
    QVERIFY2(program->exitCode() == 0, told.constData());
    QVERIFY2(told.contains("Received 2 packets with 6 lines: 3 used, 1 malformed, 1 events and "
                           "service checks not taken, 1 refused."),
             told.constData());
    QVERIFY2(told.contains("  no value: 1\n"), told.constData());
    QVERIFY2(told.contains("  the name has another type: 1\n"), told.constData());
    QVERIFY2(told.contains(" samples of 2 names; 0 could not be stored."), told.constData());
    QCOMPARE(sumOf(u"hits"_s), 5.0);
    QVERIFY(sumOf(u"level"_s) >= 4.5);
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

void ReceiveStatsdTest::endsWhenInterrupted_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("interrupted") << SIGINT << 130;
    QTest::newRow("ended by a service manager") << SIGTERM << 0;
}

// What came in the interval that was not over is stored.
void ReceiveStatsdTest::endsWhenInterrupted()
{
    QFETCH(int, signal);
    QFETCH(int, exitCode);
    const auto program = startTidemark(arguments({u"--interval"_s, u"3600"_s}));
    QVERIFY(program->waitForStarted());
    const quint16 port = portOf(*program);
    QVERIFY(port > 0);
    send(port, "hits:7|c");
    QCOMPARE(::kill(static_cast<pid_t>(program->processId()), signal), 0);
    QVERIFY(program->waitForFinished(10'000));
    QCOMPARE(program->exitStatus(), QProcess::NormalExit);
    QCOMPARE(program->exitCode(), exitCode);
    QVERIFY(program->readAllStandardError().contains("Received 1 packets with 1 lines: 1 used"));
    QCOMPARE(sumOf(u"hits"_s), 7.0);
}

void ReceiveStatsdTest::aPortThatIsTaken()
{
    QUdpSocket other;
    QVERIFY(other.bind(QHostAddress::LocalHost, 0, QAbstractSocket::DontShareAddress));
    const QString port = QString::number(other.localPort());
    const ProgramResult refused =
        run({u"receive"_s, u"statsd"_s, u"--listen"_s, u"127.0.0.1:"_s + port});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains(QByteArray("port " + port.toUtf8() + ": another program")) &&
                 refused.err.contains("uses it."),
             refused.err.constData());
}

void ReceiveStatsdTest::showsWithoutReceiving()
{
    const ProgramResult shown =
        run({u"receive"_s, u"statsd"_s, u"--dry-run"_s, u"--listen"_s, u"[::1]:9125"_s});
    QCOMPARE(shown.exitCode, 0);
    QVERIFY2(shown.err.contains("Would receive on [::1]:9125."), shown.err.constData());
    QVERIFY(!QFile::exists(m_store));
}

void ReceiveStatsdTest::wrongUses_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("sentence");
    const QString statsd = u"statsd"_s;
    QTest::newRow("nothing") << QStringList{}
                             << QByteArray("one protocol: otlp, prometheus, statsd.");
    QTest::newRow("something else")
        << QStringList{u"carbon"_s} << QByteArray("one protocol: otlp, prometheus, statsd.");
    QTest::newRow("two") << QStringList{statsd, statsd}
                         << QByteArray("one protocol: otlp, prometheus, statsd.");
    QTest::newRow("no port") << QStringList{statsd, u"--listen"_s, u"127.0.0.1"_s}
                             << QByteArray("is written ADDRESS:PORT");
    QTest::newRow("a name") << QStringList{statsd, u"--listen"_s, u"box.example:1"_s}
                            << QByteArray("\"box.example\" is no address in digits.");
    QTest::newRow("no duration") << QStringList{statsd, u"--duration"_s, u"0"_s}
                                 << QByteArray("--duration takes a number from 0.1 to 1000000000");
    QTest::newRow("no interval") << QStringList{statsd, u"--interval"_s, u"fast"_s}
                                 << QByteArray("--interval takes a number from 0.1 to 3600, not");
}

void ReceiveStatsdTest::wrongUses()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, sentence);
    const ProgramResult refused = run(QStringList{u"receive"_s} + options);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
}

TIDEMARK_TEST(ReceiveStatsdTest)
#include "receive_statsd_test.moc"
