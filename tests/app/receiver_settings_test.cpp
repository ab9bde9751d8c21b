// SPDX-License-Identifier: GPL-3.0-or-later
// What is received into which store, as the program's settings keep it.
#include "app/settings.h"
#include "tests/support/test_registry.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;

class ReceiverSettingsTest final : public QObject
{
    Q_OBJECT

    /// The one receiver of a store at /a that was kept with these members.
    static ReceiverPlan kept(const QString &members)
    {
        const ReceiverPlans plans =
            receiversFrom({u"{\"store\":\"/a\",\"receivers\":[{%1}]}"_s.arg(members)});
        return plans.value(u"/a"_s).at(0);
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void everyPlanComesBackAsItWas()
    {
        ReceiverPlan otlp = usualPlan(ReceiverKind::Otlp);
        otlp.uid = u"1"_s;
        otlp.name = u"Checkout, \"west\" = 5 €"_s;
        otlp.address = u"0.0.0.0:4318"_s;
        otlp.isOpenToOthers = true;
        ReceiverPlan statsd = usualPlan(ReceiverKind::Statsd);
        statsd.uid = u"2"_s;
        statsd.interval = 1'500ms;
        statsd.isOn = false;
        ReceiverPlan prometheus = usualPlan(ReceiverKind::Prometheus);
        prometheus.uid = u"3"_s;
        prometheus.address = u"http://localhost:9100/metrics?a=b"_s;
        ReceiverPlan users = usualPlan(ReceiverKind::Users);
        users.uid = u"4"_s;
        users.address = u"https://agents.example/nemo"_s;
        users.offset = u"+05:30"_s;
        Settings settings;
        settings.receivers = {{u"/stores/a=b, c.tidemark"_s, {otlp, statsd}},
                              {u"/stores/ü.tidemark"_s, {prometheus, users}}};
        QTemporaryDir folder;
        const QString path = folder.filePath(u"settings.conf"_s);
        {
            QSettings file(path, QSettings::IniFormat);
            writeSettings(file, settings);
        }
        const QSettings file(path, QSettings::IniFormat);
        QCOMPARE(readSettings(file).receivers, settings.receivers);
    }

    void nonsenseIsOffAndSaysWhy_data()
    {
        QTest::addColumn<QString>("members");
        QTest::addColumn<QString>("part");
        QTest::newRow("unknown type")
            << u"\"kind\":\"graphite\",\"address\":\"127.0.0.1:2003\",\"on\":true"_s
            << u"unknown type"_s;
        QTest::newRow("nothing") << u""_s << u"unknown type"_s;
        QTest::newRow("no port") << u"\"kind\":\"otlp\",\"address\":\"127.0.0.1\",\"on\":true"_s
                                 << u"ADDRESS:PORT"_s;
        QTest::newRow("open to others without a word")
            << u"\"kind\":\"otlp\",\"address\":\"0.0.0.0:4318\",\"on\":true"_s
            << u"Other machines can reach"_s;
        QTest::newRow("an interval of nothing")
            << u"\"kind\":\"statsd\",\"address\":\"127.0.0.1:8125\",\"interval_ms\":0,\"on\":true"_s
            << u"interval"_s;
        QTest::newRow("an interval beyond all numbers")
            << u"\"kind\":\"statsd\",\"address\":\"127.0.0.1:8125\",\"interval_ms\":1e300,"
               "\"on\":true"_s
            << u"interval"_s;
        QTest::newRow("another scheme")
            << u"\"kind\":\"prometheus\",\"address\":\"file:///etc/passwd\",\"interval_ms\":1000,"
               "\"on\":true"_s
            << u"http"_s;
    }

    void nonsenseIsOffAndSaysWhy()
    {
        QFETCH(const QString, members);
        QFETCH(const QString, part);
        const ReceiverPlan plan = kept(members);
        QVERIFY(!plan.isOn);
        QVERIFY2(plan.fault.contains(part), qPrintable(plan.fault));
        QVERIFY(!plan.uid.isEmpty());
    }

    void whatNamesNoStoreIsLeftOut()
    {
        QVERIFY(receiversFrom({u"{"_s, u"[]"_s, u"{\"receivers\":[{}]}"_s, u""_s}).isEmpty());
        QVERIFY(linesOf({{u"/a"_s, {}}}).isEmpty());
    }

    void twoOfOneUidAreTwo()
    {
        const ReceiverPlans plans = receiversFrom(
            {u"{\"store\":\"/a\",\"receivers\":[{\"uid\":\"x\"},{\"uid\":\"x\"}]}"_s});
        const auto &both = plans[u"/a"_s];
        QCOMPARE(both.size(), std::size_t{2});
        QVERIFY(both[0].uid != both[1].uid);
    }
};

TIDEMARK_TEST(ReceiverSettingsTest)
#include "receiver_settings_test.moc"
