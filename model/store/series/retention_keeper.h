// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/retention.h"
#include "model/store/org_scope.h"
#include "model/store/series/sample_retention.h"
#include "model/store/series/series_cache.h"

#include <QFuture>

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace tidemark::store {

class StoreLanes;
class WriteDesk;

/// Removes samples for their age: looks on a reader's lane for what is due, and removes it on the
/// writer's in pieces, each a transaction and a job of its own, so that others come in between.
/// Nothing is written where nothing is due. Any thread; outlives the lanes' work.
class RetentionKeeper
{
public:
    /// All are loans but the cache.
    RetentionKeeper(StoreLanes &lanes, WriteDesk &desk, std::shared_ptr<SeriesCache> cache)
        : m_lanes(lanes)
        , m_desk(desk)
        , m_cache(std::move(cache))
    {}

    /// As SeriesStore::applyRetention(); of all organisations without a scope.
    [[nodiscard]] QFuture<Result<RetentionReport>> apply(OrgScopePointer scope,
                                                         std::stop_token stop);
    /// From now on it is done by itself, whenever note() says so.
    void begin();
    /// The store is in use, or samples were appended: at most once an hour, by the store's clock,
    /// it is done.
    void note();

private:
    class Run;

    void applyByItself();
    [[nodiscard]] QFuture<Result<RetentionPlan>> plan(OrgScopePointer scope, Timestamp now);
    [[nodiscard]] QFuture<Result<RetentionPiece>> removePiece(const AgedSeries &series,
                                                              Timestamp now);
    void goOn(const std::shared_ptr<Run> &run);

    StoreLanes &m_lanes;
    WriteDesk &m_desk;
    std::shared_ptr<SeriesCache> m_cache;
    std::mutex m_mutex;
    bool m_hasBegun = false;            // under m_mutex
    std::optional<Timestamp> m_lastRun; // likewise
};

} // namespace tidemark::store
