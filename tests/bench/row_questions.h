// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/series_samples.h"

/// What every side with a row for each sample is asked: the table, and the questions as SQL.
namespace tidemark::bench {

inline constexpr const char *kRowPragmas[] = {
    "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA cache_size = -65536",
    "PRAGMA wal_autocheckpoint = 16384"};
inline constexpr const char *kRowTable =
    "CREATE TABLE s (series INTEGER NOT NULL, t INTEGER NOT NULL, v REAL, "
    "PRIMARY KEY (series, t)) STRICT, WITHOUT ROWID";
inline constexpr const char *kRowEmpty = "PRAGMA wal_checkpoint(TRUNCATE)";
/// Begin, width, begin, end.
inline constexpr const char *kRowBuckets =
    "SELECT (t - ?) / ? AS c, count(*), min(v), max(v), sum(v) FROM s "
    "WHERE series = 1 AND t >= ? AND t < ? GROUP BY c";
/// Begin, end.
inline constexpr const char *kRowAggregate =
    "SELECT count(*), min(v), max(v), sum(v) FROM s WHERE series = 1 AND t >= ? AND t < ?";

[[nodiscard]] inline QString rowInsert(int rows)
{
    QString text = QStringLiteral("INSERT OR REPLACE INTO s VALUES (1, ?, ?)");
    for (int i = 1; i < rows; ++i)
        text += QStringLiteral(", (1, ?, ?)");
    return text;
}

/// The width of `columns` columns over the window.
[[nodiscard]] inline std::int64_t columnWidth(const TimeWindow &window, int columns = kColumns)
{
    return (window.duration().ns() + columns - 1) / columns;
}

} // namespace tidemark::bench
