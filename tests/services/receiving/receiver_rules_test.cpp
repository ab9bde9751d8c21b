// SPDX-License-Identifier: GPL-3.0-or-later
// Which plans of receivers are in order, and which get into each other's way.
#include "model/items/receiver_words.h"
#include "services/receiving/receiver_rules.h"
#include "tests/support/test_registry.h"

#include <QSysInfo>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::receiving;
using namespace tidemark::test;

Q_DECLARE_METATYPE(tidemark::ReceiverPlan)

class ReceiverRulesTest : public QObject
{
    Q_OBJECT

    static ReceiverPlan plan(ReceiverKind kind, const QString &address, bool isOpen = false)
    {
        ReceiverPlan made = usualPlan(kind);
        made.address = address;
        made.isOpenToOthers = isOpen;
        return made;
    }
    static ReceiverPlan with(ReceiverPlan plan, std::chrono::milliseconds interval,
                             const QString &offset = {})
    {
        plan.interval = interval;
        plan.offset = offset;
        return plan;
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void namesWhatIsWrongAndWhere_data()
    {
        QTest::addColumn<ReceiverPlan>("given");
        QTest::addColumn<int>("field"); // -1: nothing is wrong
        QTest::addColumn<QString>("part");
        const auto address = static_cast<int>(ReceiverField::Address);
        const auto open = static_cast<int>(ReceiverField::OpenToOthers);
        const auto interval = static_cast<int>(ReceiverField::Interval);
        const auto offset = static_cast<int>(ReceiverField::Offset);
        const auto otlp = ReceiverKind::Otlp;
        const auto users = ReceiverKind::Users;
        QTest::newRow("usual OTLP") << usualPlan(otlp) << -1 << u""_s;
        QTest::newRow("usual StatsD") << usualPlan(ReceiverKind::Statsd) << -1 << u""_s;
        QTest::newRow("localhost") << plan(otlp, u"LocalHost:1"_s) << -1 << u""_s;
        QTest::newRow("IPv6") << plan(otlp, u" [::1]:4318 "_s) << -1 << u""_s;
        QTest::newRow("any free port") << plan(otlp, u"127.0.0.1:0"_s) << -1 << u""_s;
        QTest::newRow("no port") << plan(otlp, u"127.0.0.1"_s) << address << u"ADDRESS:PORT"_s;
        QTest::newRow("port too large")
            << plan(otlp, u"127.0.0.1:65536"_s) << address << u"ADDRESS:PORT"_s;
        QTest::newRow("IPv6 without brackets")
            << plan(otlp, u"::1:4318"_s) << address << u"ADDRESS:PORT"_s;
        QTest::newRow("nothing") << plan(otlp, u""_s) << address << u"ADDRESS:PORT"_s;
        QTest::newRow("a name") << plan(otlp, u"box.example:4318"_s) << address << u"numbers"_s;
        QTest::newRow("everywhere, unsaid")
            << plan(otlp, u"0.0.0.0:4318"_s) << open << u"Other machines can reach"_s;
        QTest::newRow("an address of the network, unsaid")
            << plan(ReceiverKind::Statsd, u"192.0.2.1:8125"_s) << open << u"Say that they may"_s;
        QTest::newRow("everywhere, said") << plan(otlp, u"0.0.0.0:4318"_s, true) << -1 << u""_s;
        QTest::newRow("every IPv6 address, unsaid")
            << plan(otlp, u"[::]:4318"_s) << open << u"Other machines can reach"_s;
        QTest::newRow("a target") << plan(ReceiverKind::Prometheus,
                                          u"http://localhost:9100/metrics?a[]=b"_s)
                                  << -1 << u""_s;
        QTest::newRow("a target of another scheme")
            << plan(ReceiverKind::Prometheus, u"ftp://localhost/metrics"_s) << address << u"http"_s;
        QTest::newRow("a target with a password")
            << plan(ReceiverKind::Prometheus, u"http://me:secret@localhost/"_s) << address << u""_s;
        QTest::newRow("no target") << plan(ReceiverKind::Prometheus, u""_s) << address << u""_s;
        QTest::newRow("a server") << plan(users, u"http://localhost:8000/monitor/users"_s) << -1
                                  << u""_s;
        QTest::newRow("a server's clock")
            << with(plan(users, u"http://localhost:8000"_s), 5s, u"+02:00"_s) << -1 << u""_s;
        QTest::newRow("no clock") << with(plan(users, u"http://localhost:8000"_s), 5s, u"CEST"_s)
                                  << offset << u"+02:00"_s;
        QTest::newRow("too often")
            << with(usualPlan(ReceiverKind::Statsd), 99ms) << interval << u"0.1 to 3600"_s;
        QTest::newRow("too seldom")
            << with(usualPlan(ReceiverKind::Statsd), 3'600'001ms) << interval << u"0.1 to 3600"_s;
        QTest::newRow("OTLP has no interval") << with(usualPlan(otlp), 0ms) << -1 << u""_s;
        ReceiverPlan named = usualPlan(otlp);
        named.name = QString(121, u'x');
        QTest::newRow("a long name")
            << named << static_cast<int>(ReceiverField::Name) << u"120 characters"_s;
    }

    void namesWhatIsWrongAndWhere()
    {
        QFETCH(const ReceiverPlan, given);
        QFETCH(const int, field);
        QFETCH(const QString, part);
        const auto faults = faultsOf(given);
        if (field < 0) {
            QVERIFY2(faults.empty(), faults.empty() ? "" : qPrintable(faults.front().message));
            return;
        }
        QCOMPARE(faults.size(), std::size_t{1});
        QCOMPARE(static_cast<int>(faults.front().field), field);
        QVERIFY2(!faults.front().message.isEmpty() && faults.front().message.contains(part),
                 qPrintable(faults.front().message));
    }

    void twoOnOnePlaceAreInEachOthersWay_data()
    {
        QTest::addColumn<ReceiverPlan>("one");
        QTest::addColumn<ReceiverPlan>("other");
        QTest::addColumn<bool>("areInTheWay");
        const auto otlp = ReceiverKind::Otlp;
        const auto scrape = ReceiverKind::Prometheus;
        QTest::newRow("the same port")
            << plan(otlp, u"127.0.0.1:1"_s) << plan(otlp, u"127.0.0.1:1"_s) << true;
        QTest::newRow("by its name")
            << plan(otlp, u"localhost:1"_s) << plan(otlp, u"127.0.0.1:1"_s) << true;
        QTest::newRow("everywhere")
            << plan(otlp, u"0.0.0.0:1"_s) << plan(otlp, u"127.0.0.1:1"_s) << true;
        QTest::newRow("another port")
            << plan(otlp, u"127.0.0.1:1"_s) << plan(otlp, u"127.0.0.1:2"_s) << false;
        QTest::newRow("free ones")
            << plan(otlp, u"127.0.0.1:0"_s) << plan(otlp, u"127.0.0.1:0"_s) << false;
        QTest::newRow("TCP and UDP") << plan(otlp, u"127.0.0.1:1"_s)
                                     << plan(ReceiverKind::Statsd, u"127.0.0.1:1"_s) << false;
        QTest::newRow("one target") << plan(scrape, u"http://localhost:9100"_s)
                                    << plan(scrape, u"http://LOCALHOST:9100/metrics"_s) << true;
        QTest::newRow("two paths") << plan(scrape, u"http://localhost:9100/a"_s)
                                   << plan(scrape, u"http://localhost:9100/b"_s) << false;
        QTest::newRow("one server")
            << plan(ReceiverKind::Users, u"http://localhost:8000"_s)
            << plan(ReceiverKind::Users, u"http://localhost:8000/monitor/users/"_s) << true;
    }

    void twoOnOnePlaceAreInEachOthersWay()
    {
        QFETCH(const ReceiverPlan, one);
        QFETCH(const ReceiverPlan, other);
        QFETCH(const bool, areInTheWay);
        QCOMPARE(areInEachOthersWay(one, other), areInTheWay);
        QCOMPARE(areInEachOthersWay(other, one), areInTheWay);
    }

    void aSenderIsToldWhatToSet()
    {
        QCOMPARE(senderLine(ReceiverKind::Otlp, u"127.0.0.1:4318"_s),
                 u"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:4318/v1/metrics"_s);
        QCOMPARE(senderLine(ReceiverKind::Otlp, u"[::1]:4318"_s),
                 u"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://[::1]:4318/v1/metrics"_s);
        QCOMPARE(senderLine(ReceiverKind::Otlp, u"0.0.0.0:4318"_s),
                 u"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://%1:4318/v1/metrics"_s.arg(
                     QSysInfo::machineHostName()));
        QCOMPARE(senderLine(ReceiverKind::Statsd, u"[::1]:8125"_s),
                 u"STATSD_HOST=::1 STATSD_PORT=8125"_s);
        QCOMPARE(senderLine(ReceiverKind::Prometheus, u"http://localhost:9100"_s), QString());
    }
};

TIDEMARK_TEST(ReceiverRulesTest)
#include "receiver_rules_test.moc"
