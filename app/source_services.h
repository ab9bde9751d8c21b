// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/store_network.h"
#include "model/ports/source_links.h"
#include "services/outbox/steady_clock.h"
#include "services/receiving/ending_receivers.h"
#include "services/secrets/keychain_store.h"
#include "services/secrets/session_secret_store.h"
#include "services/sources/ending_sources.h"
#include "services/sources/roboto_remotes.h"
#include "services/sources/source_tokens.h"

#include <memory>

namespace tidemark {

class Clock;

namespace store {
class LocalStore;
}

/// What the sources and receivers of every store share while the program runs: the network thread,
/// the keyring, and the tokens of this run, which outlive the store that they were given for. GUI
/// thread.
class SourceServices final
{
public:
    SourceServices();

    /// Serves the sources of an open store, until it is destroyed, which is before the store is
    /// closed. `clock` and this outlive it; what it was doing may go on for a moment.
    [[nodiscard]] std::unique_ptr<SourceLinks> serve(store::LocalStore &store, const Clock &clock);
    /// Makes the receivers of an open store, likewise.
    [[nodiscard]] StoreReceivers receive(store::LocalStore &store, const Clock &clock);

private:
    RobotoRemotes m_remotes;
    outbox::MachineSteadyClock m_clock;
    KeychainStore m_keyring;
    SessionSecretStore m_session;
    SourceTokens m_tokens;
    EndingSources m_ending;                       // its sources use the rest
    receiving::EndingReceivers m_endingReceivers; // likewise
};

} // namespace tidemark
