// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/source_services.h"

#include "app/commands/store_access.h"
#include "app/paths.h"
#include "model/domain/access.h"
#include "model/store/local_store.h"
#include "services/receiving/thread_receiver.h"
#include "services/sources/live_sources.h"

using namespace Qt::StringLiterals;

namespace tidemark {

SourceServices::SourceServices()
    : m_remotes(contactsFile())
    , m_keyring(u"tidemark"_s)
    , m_tokens(m_keyring, m_session)
{}

std::unique_ptr<SourceLinks> SourceServices::serve(store::LocalStore &store, const Clock &clock)
{
    LiveParts parts;
    parts.ports = store.ports();
    parts.scopes = &store;
    parts.organisation = QString::fromLatin1(kLocalOrgUid);
    parts.author = commands::author();
    parts.storePath = store.path();
    parts.store = store.shared_from_this();
    parts.ending = &m_ending;
    parts.remotes = &m_remotes;
    parts.steadyClock = &m_clock;
    parts.clock = &clock;
    parts.readOnlyReason = store.readOnlyReason();
    return std::make_unique<LiveSources>(parts, m_tokens);
}

StoreReceivers SourceServices::receive(store::LocalStore &store, const Clock &clock)
{
    return {receiving::threadReceivers({store.ports(), &clock, &m_remotes.network(), &m_tokens},
                                       store.shared_from_this(), m_endingReceivers),
            [this] { return m_endingReceivers.ended(); }, &m_remotes.network(), &m_tokens};
}

} // namespace tidemark
