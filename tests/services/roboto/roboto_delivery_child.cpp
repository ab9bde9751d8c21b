// SPDX-License-Identifier: GPL-3.0-or-later
// Sends what waits in a store to a Roboto service, so that a test can kill it meanwhile. Its waits
// are a fiftieth of the real ones. Ends when nothing waits.
// Usage: roboto_delivery_child STORE URL TOKEN SEED
#include "services/outbox/outbox_delivery.h"
#include "services/roboto/client/roboto_remote.h"
#include "tests/model/store/outbox_fixture.h"

#include <QCoreApplication>

#include <cstdio>

namespace {

/// Runs fifty times as fast as the machine's.
class FastClock final : public tidemark::outbox::SteadyClock
{
public:
    static constexpr int kFactor = 50;

    [[nodiscard]] std::chrono::nanoseconds now() const override { return m_clock.now() * kFactor; }
    bool sleep(tidemark::outbox::Waker &waker, std::optional<std::chrono::nanoseconds> until,
               const std::stop_token &stop) override
    {
        if (until)
            *until /= kFactor;
        return m_clock.sleep(waker, until, stop);
    }

private:
    tidemark::outbox::MachineSteadyClock m_clock;
};

} // namespace

int main(int argc, char **argv)
{
    using namespace tidemark;
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 5)
        return 2;
    const auto store = test::openStore(arguments.at(1));
    if (!store)
        return 1;
    const DataPorts ports = (*store)->ports();
    const auto sources = test::answer(ports.sources->sources());
    net::NetworkThread network;
    net::HttpConnection connection;
    connection.endpoint = net::parseEndpoint(arguments.at(2)).value();
    connection.token = Secret::fromText(arguments.at(3));
    roboto::RobotoRemoteOptions options;
    options.limits.deadline = std::chrono::milliseconds(1000);
    options.limits.silence = std::chrono::milliseconds(400);
    options.retry.attempts = 1;
    roboto::RobotoRemote remote(network, connection, options);
    FastClock clock;
    outbox::OutboxDelivery delivery(ports, remote, clock,
                                    {sources->front().id, arguments.at(1) + QStringLiteral(".lock"),
                                     arguments.at(4).toUInt() + 1});
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
