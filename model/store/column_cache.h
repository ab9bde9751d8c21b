// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/metric_columns.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace tidemark::store {

/// Bounds of a ColumnCache.
struct ColumnCacheLimits
{
    std::size_t maxBytes = std::size_t{256} * 1024 * 1024;
    /// Columns of at most this many records are loaded anew rather than mended: as fast, and
    /// simpler.
    std::size_t reloadRecords = 4096;
};

/// Keeps the columns of the metrics asked for last, at most maxBytes of them; columns larger
/// than that are used once and not kept.
///
/// What is kept is mended, not trusted: every use compares the number of the store's last write
/// with the one that the columns hold and follows the notices of the writes between, whoever made
/// them. Small corrections cost the records at their times; a write without a notice costs a new
/// load. Any thread; two uses of one metric wait for each other while it is loaded.
class ColumnCache
{
public:
    explicit ColumnCache(const ColumnCacheLimits &limits = {})
        : m_limits(limits)
    {}

    /// Columns that hold every write that the connection's snapshot holds, and maybe later ones.
    /// Call within a reading transaction. Errors: those of sqlError(), Cancelled.
    [[nodiscard]] Result<std::shared_ptr<const MetricColumns>> columns(Connection &connection,
                                                                       MetricId metric,
                                                                       TimeFilter filter,
                                                                       const std::stop_token &stop);

    [[nodiscard]] std::size_t size_bytes() const;

private:
    using Key = std::pair<MetricId, TimeFilter>;
    struct Slot
    {
        std::timed_mutex busy; ///< held while columns are loaded or mended
        std::shared_ptr<MetricColumns> columns;
        std::int64_t writeNumber = 0; ///< the last write that they hold
        std::size_t size_bytes = 0;   // guarded by m_mutex, as is lastUse
        std::uint64_t lastUse = 0;
    };

    [[nodiscard]] std::shared_ptr<Slot> slotOf(const Key &key);
    [[nodiscard]] Result<void> refresh(Connection &connection, const Key &key, Slot &slot,
                                       const std::stop_token &stop) const;
    [[nodiscard]] Result<bool> mend(Connection &connection, const Key &key, Slot &slot,
                                    std::int64_t writeNumber, const std::stop_token &stop) const;
    void keep(const Key &key, Slot &slot, std::size_t size_bytes);

    const ColumnCacheLimits m_limits;
    mutable std::mutex m_mutex;
    std::map<Key, std::shared_ptr<Slot>> m_slots;
    std::uint64_t m_uses = 0;
};

} // namespace tidemark::store
