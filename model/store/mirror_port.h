// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/mirror_store.h"
#include "model/store/store_ports.h"

namespace tidemark::store {

/// The port of fetching for one organisation, as those of store_ports.h.
class MirrorPort final : public MirrorStore
{
public:
    explicit MirrorPort(PortTools tools)
        : m_tools(std::move(tools))
    {}
    [[nodiscard]] QFuture<Result<MirrorOutcome>> takeDevices(SourceId source,
                                                             QStringList names) override;
    [[nodiscard]] QFuture<Result<MirrorOutcome>>
    takeDefinitions(SourceId source, std::vector<RemoteDefinition> definitions,
                    std::optional<std::int64_t> asOf) override;
    [[nodiscard]] QFuture<Result<MirrorOutcome>>
    takeSessions(SourceId source, std::vector<FetchedSession> sessions,
                 std::optional<std::int64_t> asOf) override;
    [[nodiscard]] QFuture<Result<MirrorOutcome>>
    takeRecords(SourceId source, std::vector<RemoteRecord> records,
                std::optional<std::int64_t> asOf) override;
    [[nodiscard]] QFuture<Result<QStringList>> missing(SourceId source, OutboxKind kind,
                                                       SeenUids seen) override;
    [[nodiscard]] QFuture<Result<QStringList>> missingRecords(SourceId source,
                                                              SeenRecords seen) override;
    [[nodiscard]] QFuture<Result<MirrorOutcome>> dropDefinitions(SourceId source,
                                                                 QStringList names) override;
    [[nodiscard]] QFuture<Result<MirrorOutcome>> dropSessions(SourceId source,
                                                              QStringList remoteUids) override;
    [[nodiscard]] QFuture<Result<MirrorOutcome>> dropRecords(SourceId source, QString metric,
                                                             QStringList remoteSessions) override;
    [[nodiscard]] QFuture<Result<QStringList>> namesThere(SourceId source,
                                                          QStringList names) override;
    [[nodiscard]] QFuture<Result<QString>> nameToCompare(SourceId source, QString name) override;
    [[nodiscard]] QFuture<Result<void>> followDeliveries(SourceId source) override;
    [[nodiscard]] QFuture<Result<std::int64_t>> deliveries(SourceId source) override;
    [[nodiscard]] QFuture<Result<FetchMarks>> marks(SourceId source) override;
    [[nodiscard]] QFuture<Result<void>> noteMarks(SourceId source, FetchMarks marks) override;
    [[nodiscard]] QFuture<Result<std::vector<MetricDigest>>> digests(SourceId source) override;
    [[nodiscard]] QFuture<Result<void>> noteDigest(SourceId source, MetricDigest digest) override;

private:
    /// `take`: Result<void>(MirrorRows &, UidSource &, MirrorOutcome &), in one change.
    template <class Take>
    [[nodiscard]] QFuture<Result<MirrorOutcome>> take(SourceId source, Take take,
                                                      std::optional<std::int64_t> asOf = {}) const;

    PortTools m_tools;
};

} // namespace tidemark::store
