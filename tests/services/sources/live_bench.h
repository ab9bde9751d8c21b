// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/record_store.h"
#include "model/ports/source_store.h"
#include "services/outbox/steady_clock.h"
#include "services/sources/ending_sources.h"
#include "services/sources/live_sources.h"
#include "services/sources/roboto_remotes.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/services/sources/memory_secrets.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tidemark::test {

/// The sources of a store at work beside a server of ours with a store of its own. On the GUI
/// thread of the test; what is declared later ends first.
struct LiveBench
{
    RobotoHarness remote;
    QTemporaryDir folder;
    StorePointer store =
        openStore(folder.filePath(QStringLiteral("here.tidemark"))).value_or(nullptr);
    MemorySecrets keyring = MemorySecrets(SecretPlace::Keyring);
    MemorySecrets session = MemorySecrets(SecretPlace::Session);
    SourceTokens tokens = SourceTokens(keyring, session);
    std::unique_ptr<RobotoRemotes> remotes = std::make_unique<RobotoRemotes>();
    outbox::MachineSteadyClock steady;
    LiveParts parts = {};
    std::unique_ptr<EndingSources> ending = std::make_unique<EndingSources>();
    std::unique_ptr<LiveSources> live = {};

    LiveBench()
    {
        if (!store)
            qFatal("The store of the test cannot be opened.");
        parts = {store->ports(),        store.get(),   QString::fromLatin1(kLocalOrgUid),
                 QStringLiteral("ana"), store->path(), store,
                 ending.get(),          remotes.get(), &steady,
                 &steppingClock()};
        begin();
    }
    LiveBench(const LiveBench &) = delete;
    LiveBench &operator=(const LiveBench &) = delete;

    /// Anew, as after a start of the program.
    void begin() { live = std::make_unique<LiveSources>(parts, tokens); }

    [[nodiscard]] QString url() const
    {
        return QStringLiteral("http://127.0.0.1:%1").arg(remote.port());
    }
    [[nodiscard]] Source add(const QString &endpoint, PublishLevel level,
                             const QString &name = QStringLiteral("far")) const
    {
        NewSource source;
        source.name = name;
        source.endpoint = endpoint;
        source.level = level;
        return answer(parts.ports.sources->create(source)).value_or(Source{});
    }
    /// The server of ours.
    [[nodiscard]] Source add(PublishLevel level, const QString &name = QStringLiteral("far")) const
    {
        return add(url(), level, name);
    }
    /// The records of the metric that the server has.
    [[nodiscard]] QJsonArray there(const QString &metric)
    {
        const Answer answer =
            remote->post("/v1/metrics/query",
                         {{QStringLiteral("name"), metric},
                          {QStringLiteral("end_time_ns"), qint64(4'000'000'000'000'000'000)}});
        constexpr int kNoSuchMetric = 404;
        return answer.status == kNoSuchMetric ? QJsonArray() : answer.items();
    }
    void enter(const QString &metric, double value, std::int64_t at_s) const
    {
        ValueEntry entry;
        entry.metric = metric;
        entry.value = value;
        entry.at = Timestamp(at_s * RobotoHarness::kSecond);
        QVERIFY(answer(parts.ports.records->enter(entry)));
    }
    void giveToken(SourceId source, const QString &token) const
    {
        QTRY_VERIFY(live->link(source));
        auto kept = live->setToken(source, Secret::fromText(token), SecretPlace::Session);
        QTRY_VERIFY(kept.isFinished());
        QVERIFY(kept.result());
    }
    [[nodiscard]] DeliveryState stateOf(SourceId source) const
    {
        const auto link = live->link(source);
        return link ? link->delivery.state : DeliveryState::Off;
    }
};

} // namespace tidemark::test
