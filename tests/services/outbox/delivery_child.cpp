// SPDX-License-Identifier: GPL-3.0-or-later
// Sends what waits in a store to a remote in a file, with faults at random, so that a test can kill
// it meanwhile. Ends when nothing waits. With "-" for the remote it enters values for ever instead.
// Usage: outbox_delivery_child STORE REMOTE SEED
#include "services/outbox/outbox_delivery.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/services/outbox/fake_remote.h"

#include <QCoreApplication>

#include <cstdio>

namespace {

/// Waits for nothing.
class HastyClock final : public tidemark::outbox::SteadyClock
{
public:
    [[nodiscard]] std::chrono::nanoseconds now() const override { return m_now; }
    bool sleep(tidemark::outbox::Waker &waker, std::optional<std::chrono::nanoseconds> until,
               const std::stop_token &stop) override
    {
        if (!until)
            return waker.wait(stop);
        m_now = std::max(m_now.load(), *until);
        return false;
    }

private:
    std::atomic<std::chrono::nanoseconds> m_now{std::chrono::nanoseconds(1)};
};

void enterForEver(const tidemark::DataPorts &ports, int seed)
{
    for (int i = 0;; ++i) {
        tidemark::ValueEntry entry;
        entry.metric = QStringLiteral("m");
        entry.value = i;
        entry.at = tidemark::Timestamp(std::int64_t{seed} * 1'000'000 + i);
        (void)tidemark::test::answer(ports.records->enter(entry));
    }
}

} // namespace

int main(int argc, char **argv)
{
    using namespace tidemark;
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 4)
        return 2;
    const auto store = test::openStore(arguments.at(1));
    if (!store)
        return 1;
    const DataPorts ports = (*store)->ports();
    if (arguments.at(2) == QStringLiteral("-")) {
        std::puts("entering");
        std::fflush(stdout);
        enterForEver(ports, arguments.at(3).toInt());
    }
    const auto sources = test::answer(ports.sources->sources());
    test::FakeRemote remote(arguments.at(2));
    std::mt19937 random(arguments.at(3).toUInt());
    int faults = 0;
    remote.setFaults(test::randomFaults(random, 10, faults));
    HastyClock clock;
    outbox::OutboxDelivery delivery(ports, remote, clock,
                                    {sources->front().id, arguments.at(1) + QStringLiteral(".lock"),
                                     arguments.at(3).toUInt() + 1});
    QObject::connect(&delivery, &outbox::OutboxDelivery::statusChanged, &application,
                     [](const DeliveryStatus &status) {
                         if (status.state == DeliveryState::Idle)
                             QCoreApplication::quit();
                     });
    std::puts("sending");
    std::fflush(stdout);
    delivery.start();
    return QCoreApplication::exec();
}
