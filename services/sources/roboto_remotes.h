// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/network_thread.h"
#include "services/sources/contact_keeper.h"
#include "services/sources/remote_factory.h"

#include <chrono>
#include <memory>
#include <optional>

namespace tidemark {

/// Connections over HTTP to services that speak the Roboto API, all on one network thread.
class RobotoRemotes final : public RemoteFactory
{
public:
    /// `contactsFile`: where contacts are kept from run to run (ContactKeeper); empty: nowhere.
    /// `timeout`: for all connections. Absent: that of the SDK's configuration for the source
    /// (roboto::configuredTimeout()) once readConfiguration() or configuredAccess() is done, else
    /// our own limits. On a thread with an event loop, or one that ends soon.
    explicit RobotoRemotes(const QString &contactsFile = {},
                           std::optional<std::chrono::milliseconds> timeout = {});
    [[nodiscard]] QFuture<bool> readConfiguration() override;
    [[nodiscard]] Result<std::unique_ptr<RemoteApi>>
    connectTo(const Source &source, const Secret &token, RemoteUse use) override;
    [[nodiscard]] QFuture<ConnectionReport> check(ConnectionDraft draft,
                                                  std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::vector<ConfiguredAccess>>> configuredAccess() override;
    /// Those of earlier runs too.
    [[nodiscard]] std::vector<SourceContact> contacts() const override;
    /// For others whose contacts are to be kept, too.
    [[nodiscard]] net::NetworkThread &network() noexcept { return m_network; }

private:
    class Configuration;

    [[nodiscard]] std::optional<std::chrono::milliseconds> timeoutFor(const QString &endpoint,
                                                                      const Secret &token) const;

    mutable net::NetworkThread m_network;
    std::optional<std::chrono::milliseconds> m_timeout;
    std::shared_ptr<Configuration> m_configuration; // shared with who reads it
    ContactKeeper m_keeper; // goes first, as it hears of the network's contacts
};

} // namespace tidemark
