// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/network_growth.h"

#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark::test;
using namespace tidemark::metrics_system;
using Traffic = NetworkGrowth::Traffic;

namespace {

class NetworkGrowthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void addsUpInterfacesButTheLoopback();
    void interfacesComeAndGo();
    void nothingKnownIsNoTraffic();
};

void NetworkGrowthTest::addsUpInterfacesButTheLoopback()
{
    NetworkGrowth growth;
    QVERIFY(growth.since({{"bytes_recv", 300}, // of all together
                          {"bytes_sent", 30},
                          {"eth0.bytes_recv", 100},
                          {"eth0.bytes_sent", 10},
                          {"eth0.packets_recv", 1},
                          {"eth0.7.bytes_recv", 200},
                          {"eth0.7.bytes_sent", 20},
                          {"lo.bytes_recv", 5},
                          {"lo.bytes_sent", 5}}) == Traffic());
    QVERIFY(growth.since({{"bytes_recv", 311},
                          {"bytes_sent", 33},
                          {"eth0.bytes_recv", 101},
                          {"eth0.bytes_sent", 13},
                          {"eth0.packets_recv", 9},
                          {"eth0.7.bytes_recv", 210},
                          {"eth0.7.bytes_sent", 20},
                          {"lo.bytes_recv", 905},
                          {"lo.bytes_sent", 905}}) == (Traffic{11, 3}));
}

void NetworkGrowthTest::interfacesComeAndGo()
{
    NetworkGrowth growth;
    (void)growth.since({{"eth0.bytes_recv", 1'000}, {"usb0.bytes_recv", 500}});
    // One went, one came with what it had counted before.
    QVERIFY(growth.since({{"eth0.bytes_recv", 1'004}, {"wg0.bytes_recv", 70'000}}) ==
            (Traffic{4, 0}));
    QVERIFY(growth.since({{"eth0.bytes_recv", 1'004}, {"wg0.bytes_recv", 70'002}}) ==
            (Traffic{2, 0}));
    // One was made anew.
    QVERIFY(growth.since({{"eth0.bytes_recv", 90}, {"wg0.bytes_recv", 70'003}}) == (Traffic{1, 0}));
}

void NetworkGrowthTest::nothingKnownIsNoTraffic()
{
    NetworkGrowth growth;
    QVERIFY(!growth.since({}));
    (void)growth.since({{"eth0.bytes_recv", 10}});
    QVERIFY(!growth.since({}));
    QVERIFY(growth.since({{"eth0.bytes_recv", 50}}) == Traffic()); // what was missed is not known
}

} // namespace

TIDEMARK_TEST(NetworkGrowthTest)
#include "network_growth_test.moc"
