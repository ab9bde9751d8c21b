// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/unsealed.h"

#include "model/store/connection.h"

#include <bit>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kTail{"tail_read"_L1, "SELECT t, bits FROM tail WHERE series_id = ? ORDER BY t"_L1};

Result<void> readTail(Connection &connection, SeriesId series, UnsealedSamples &samples)
{
    Statement select = connection.prepare(kTail);
    if (auto done = select.run(series); !done)
        return failure(done.error());
    for (;;) {
        const auto isFound = select.next();
        if (!isFound)
            return failure(isFound.error());
        if (!*isFound)
            return {};
        samples.times.push_back(select.integer(0));
        samples.values.push_back(std::bit_cast<double>(select.integer(1)));
    }
}

} // namespace

void UnsealedSamples::append(std::span<const std::int64_t> moreTimes,
                             std::span<const double> moreValues)
{
    times.insert(times.end(), moreTimes.begin(), moreTimes.end());
    values.insert(values.end(), moreValues.begin(), moreValues.end());
}

void UnsealedSamples::dropFront(std::size_t count)
{
    const auto size = static_cast<std::ptrdiff_t>(count);
    times.erase(times.begin(), times.begin() + size);
    values.erase(values.begin(), values.begin() + size);
}

Result<UnsealedSamples> readUnsealed(Connection &connection, const SeriesRow &row,
                                     ChunkWorkspace &workspace)
{
    UnsealedSamples samples;
    ChunkLoader loader(connection, row.id, row.rewrites, workspace);
    const auto open = loader.table().open();
    if (!open)
        return failure(open.error());
    if (*open) {
        samples.chunk = (*open)->id;
        workspace.chunk = 0; // an open chunk changes and keeps its id
        const auto points = loader.load(**open);
        if (!points)
            return failure(points.error());
        workspace.chunk = 0;
        if (*points)
            samples.append((*points)->times(), (*points)->values());
        else
            samples.damaged = loader.damaged().front();
    }
    if (row.tail > 0) {
        if (auto read = readTail(connection, row.id, samples); !read)
            return failure(read.error());
    }
    return samples;
}

} // namespace tidemark::store
