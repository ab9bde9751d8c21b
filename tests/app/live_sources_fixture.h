// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/access.h"
#include "model/store/local_store.h"
#include "services/outbox/steady_clock.h"
#include "services/sources/ending_sources.h"
#include "services/sources/live_sources.h"
#include "services/sources/roboto_remotes.h"
#include "tests/app/window_fixture.h"
#include "tests/services/sources/memory_secrets.h"

namespace tidemark::test {

/// A window with sources at work.
struct LiveFixture : WindowFixture
{
    /// Counts what it does where that is wanted.
    explicit LiveFixture(own::OwnMetrics *own = nullptr)
    {
        window = std::make_unique<MainWindow>(
            ProgramParts{&clock,
                         &theme,
                         &settings,
                         WindowUse::Interactive,
                         false,
                         [this](store::LocalStore &store, const Clock &) { return serve(store); },
                         {},
                         own});
        window->resize(1280, 800);
        window->show();
    }
    ~LiveFixture()
    {
        window.reset(); // before what it uses
        QThreadPool::globalInstance()->waitForDone();
    }
    LiveFixture(const LiveFixture &) = delete;
    LiveFixture &operator=(const LiveFixture &) = delete;

    std::unique_ptr<SourceLinks> serve(store::LocalStore &store)
    {
        LiveParts parts;
        parts.ports = store.ports();
        parts.scopes = &store;
        parts.organisation = QString::fromLatin1(kLocalOrgUid);
        parts.author = QStringLiteral("ana");
        parts.storePath = store.path();
        parts.store = store.shared_from_this();
        parts.ending = &ending;
        parts.remotes = &remotes;
        parts.steadyClock = &steady;
        parts.clock = &clock;
        parts.readOnlyReason = store.readOnlyReason();
        auto made = std::make_unique<LiveSources>(parts, tokens);
        links = made.get();
        return made;
    }
    [[nodiscard]] DataPorts ports() const { return window->workspace()->ports(); }

    MemorySecrets keyring = MemorySecrets(SecretPlace::Keyring);
    MemorySecrets session = MemorySecrets(SecretPlace::Session);
    SourceTokens tokens = SourceTokens(keyring, session);
    RobotoRemotes remotes{folder.filePath(QStringLiteral("state/contacts.json"))};
    outbox::MachineSteadyClock steady;
    EndingSources ending;
    SourceLinks *links = nullptr;
};

} // namespace tidemark::test
