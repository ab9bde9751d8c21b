// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/network_thread.h"
#include "services/sources/contact_keeper.h"
#include "services/sources/remote_factory.h"

#include <chrono>
#include <optional>

namespace tidemark {

/// Connections over HTTP to services that speak the Roboto API, all on one network thread.
class RobotoRemotes final : public RemoteFactory
{
public:
    /// `contactsFile`: where contacts are kept from run to run (ContactKeeper); empty: nowhere.
    /// `timeout`: of the SDK's configuration; absent: our own limits. On a thread with an event
    /// loop, or one that ends soon.
    explicit RobotoRemotes(const QString &contactsFile = {},
                           std::optional<std::chrono::milliseconds> timeout = {});
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
    mutable net::NetworkThread m_network;
    std::optional<std::chrono::milliseconds> m_timeout;
    ContactKeeper m_keeper; // goes first, as it hears of the network's contacts
};

} // namespace tidemark
