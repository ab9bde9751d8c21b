// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/source_links.h"
#include "services/receiving/receiver.h"

#include <QFuture>

#include <functional>
#include <memory>

namespace tidemark {

class Clock;
class SourceTokens;

namespace net {
class NetworkThread;
}

namespace store {
class LocalStore;
}

/// Makes the live side of a store's sources. What it makes goes before the store and the clock do.
using SourceLinksFactory =
    std::function<std::unique_ptr<SourceLinks>(store::LocalStore &store, const Clock &clock)>;

/// How the receivers of a store are made, and when those that were told to stop have stored what
/// came last: the store is closed after that.
struct StoreReceivers
{
    receiving::ReceiverFactory make;
    std::function<QFuture<void>()> ended;
    net::NetworkThread *network = nullptr; ///< that asks; nothing: nobody is asked from the window
    SourceTokens *tokens = nullptr;        ///< nothing: none is kept
};
using StoreReceiversFactory =
    std::function<StoreReceivers(store::LocalStore &store, const Clock &clock)>;

/// What the program does with the network for its stores.
struct StoreNetwork
{
    SourceLinksFactory makeLinks = {};        ///< empty: no connections are made
    StoreReceiversFactory makeReceivers = {}; ///< empty: nothing is received
};

/// That of the program: what its stores share (SourceServices) lives as long as a copy of it.
[[nodiscard]] StoreNetwork storeNetwork();

} // namespace tidemark
