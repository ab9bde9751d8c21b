// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/sample_count.h"

#include "model/store/series/sample_order.h"
#include "model/store/series/unsealed.h"

#include <algorithm>
#include <span>

namespace tidemark::store {
namespace {

std::int64_t countBetween(std::span<const std::int64_t> times, std::int64_t first,
                          std::int64_t last)
{
    return static_cast<std::int64_t>(between(times, first, last).size());
}

// Of the open chunk and the tail.
Result<std::int64_t> countUnsealed(Connection &connection, const SeriesRow &row, std::int64_t first,
                                   std::int64_t last, ChunkWorkspace &workspace, Uncuttable damaged)
{
    const auto unsealed = readUnsealed(connection, row, workspace);
    if (!unsealed)
        return failure(unsealed.error());
    const std::int64_t readable = countBetween(unsealed->times, first, last);
    if (!unsealed->damaged)
        return readable;
    const auto open = ChunkTable(connection, row.id).open();
    if (!open)
        return failure(open.error());
    const ChunkHead &head = **open;
    if (head.last < first || last < head.first)
        return readable;
    if (first <= head.first && head.last <= last)
        return readable + static_cast<std::int64_t>(head.count);
    return damaged == Uncuttable::Kept ? Result<std::int64_t>(readable)
                                       : Result<std::int64_t>(failure(damagedBorder(head)));
}

} // namespace

Result<std::int64_t> countSamples(Connection &connection, const SeriesRow &row,
                                  const TimeWindow &window, ChunkWorkspace &workspace,
                                  Uncuttable damaged)
{
    if (window.isEmpty() || !row.first)
        return 0;
    const std::int64_t first = std::max(window.begin.posixNs(), *row.first);
    const std::int64_t last = std::min(window.end.posixNs() - 1, *row.last);
    if (first > last)
        return 0;
    ChunkLoader loader(connection, row.id, row.rewrites, workspace);
    auto whole = loader.table().countWithin(first, last);
    if (!whole)
        return whole;
    const auto borders = loader.table().straddling(first, last);
    if (!borders)
        return failure(borders.error());
    const auto aside = loader.table().aside(first, last);
    if (!aside)
        return failure(aside.error());
    std::int64_t count = *whole;
    for (const ChunkHead &head : *aside) {
        if (first <= head.first && head.last <= last)
            count += static_cast<std::int64_t>(head.count);
        else if (damaged == Uncuttable::Refused)
            return failure(damagedBorder(head));
    }
    for (const ChunkHead &head : *borders) {
        const auto points = loader.load(head);
        if (!points)
            return failure(points.error());
        if (*points)
            count += countBetween((*points)->times(), first, last);
        else if (damaged == Uncuttable::Refused)
            return failure(damagedBorder(head));
    }
    return countUnsealed(connection, row, first, last, workspace, damaged)
        .transform([count](std::int64_t unsealed) { return count + unsealed; });
}

} // namespace tidemark::store
