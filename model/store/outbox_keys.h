// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox.h"
#include "model/store/journal_tables.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

namespace tidemark::store {

/// Which rows a change touched, by the kind of item that tells of them: named one by one, or, when
/// they are many, found by the change's number. A value; one per change.
class OutboxKeys
{
public:
    /// More rows than this are found by the change's number instead.
    static constexpr std::size_t kMaxNamed = 5000;

    void note(JournalTable table, std::int64_t key, std::optional<std::int64_t> secondKey);
    /// Every row of the change.
    void noteAll();

    [[nodiscard]] bool isAll() const noexcept { return m_isAll; }
    /// True when there may be rows of this kind.
    [[nodiscard]] bool has(OutboxKind kind) const;
    /// A query of the rows as key1 and key2. It asks for `:keys`, those of json(), when they are
    /// named; else for `:change`, and for `:first` and `:last` where it looks through sessions.
    [[nodiscard]] QString rowsSql(OutboxKind kind) const;
    /// The rows that are named.
    [[nodiscard]] QString json(OutboxKind kind) const;

private:
    bool m_isAll = false;
    std::set<std::int64_t> m_devices;
    std::set<std::int64_t> m_metrics;
    std::set<std::int64_t> m_sessions;
    std::set<std::pair<std::int64_t, std::int64_t>> m_records; // session, metric
};

} // namespace tidemark::store
