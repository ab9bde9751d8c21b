// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/network_thread.h"
#include "services/receiving/thread_receiver.h"
#include "tests/support/store_bench.h"

#include <QTest>

namespace tidemark::test {

/// A real store, and receivers for it.
struct ReceivingBench : StoreBench
{
    [[nodiscard]] receiving::ReceiverFactory factory()
    {
        return receiving::threadReceivers({ports, &clock, &network}, local, ending);
    }

    net::NetworkThread network;
    receiving::EndingReceivers ending; // its runs use the rest
};

/// On any free port of this machine; intervals as short as they may be.
[[nodiscard]] inline ReceiverPlan planOf(ReceiverKind kind,
                                         const QString &address = QStringLiteral("127.0.0.1:0"))
{
    ReceiverPlan plan = usualPlan(kind);
    plan.address = address;
    plan.interval = ReceiverPlan::kShortest;
    return plan;
}

/// The port at the end of an address; 0 without one.
[[nodiscard]] inline quint16 portOf(const QString &address)
{
    return address.section(u':', -1).toUShort();
}

} // namespace tidemark::test
