// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/outbox_delivery.h"
#include "tests/services/outbox/held_clock.h"
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <memory>

namespace tidemark::test {

/// A test class of the sending of a source: each test begins with a store whose source is in
/// memory, and with a clock that it sets itself.
class DeliveryCase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        m_bench = std::make_unique<OutboxBench>();
        QVERIFY(m_bench->store);
        m_lockPath.clear();
    }
    void cleanup()
    {
        m_delivery.reset();
        m_bench.reset();
    }

protected:
    void begin(const outbox::AskedWait &asked = {})
    {
        m_delivery = std::make_unique<outbox::OutboxDelivery>(
            m_bench->ports, m_bench->remote, m_clock,
            outbox::OutboxDelivery::Options{m_bench->source.id, m_lockPath, 1, {}, asked});
        m_delivery->start();
    }
    /// As after a new token: another delivery goes on.
    void beginAnew()
    {
        m_delivery->stop();
        QTRY_VERIFY(m_delivery->hasEnded());
        begin(outbox::AskedWait(m_delivery->askedWait()));
    }
    [[nodiscard]] DeliveryState state() const { return m_delivery->status().state; }

    std::unique_ptr<OutboxBench> m_bench;
    HeldClock m_clock;
    QString m_lockPath;
    std::unique_ptr<outbox::OutboxDelivery> m_delivery;
};

} // namespace tidemark::test
