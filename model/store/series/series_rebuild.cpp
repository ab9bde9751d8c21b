// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_rebuild.h"

#include "model/store/connection.h"
#include "model/store/series/series_writer.h"
#include "model/store/store_lanes.h"
#include "model/store/transaction.h"

namespace tidemark::store {
namespace {

Result<SeriesCheck> rebuildOne(Connection &connection, SeriesId series, ChunkWorkspace &workspace,
                               const std::stop_token &stop)
{
    auto transaction = Transaction::begin(connection);
    if (!transaction)
        return failure(transaction.error());
    const auto writer = SeriesWriter::begin(connection, series, workspace);
    if (!writer)
        return failure(writer.error());
    if (auto rebuilt = (*writer)->rebuild(stop); !rebuilt)
        return failure(rebuilt.error());
    if (auto finished = (*writer)->finish(); !finished)
        return failure(finished.error());
    auto left = checkOneSeries(connection, series, workspace, stop);
    if (!left)
        return left;
    if (auto committed = transaction->commit(); !committed)
        return failure(committed.error());
    return left;
}

} // namespace

Result<SeriesCheck> rebuildSeries(Connection &connection, ChunkWorkspace &workspace,
                                  const std::stop_token &stop, const ProgressCallback &progress)
{
    const auto ids = allSeries(connection);
    if (!ids)
        return failure(ids.error());
    SeriesCheck left;
    for (const SeriesId id : *ids) {
        if (stop.stop_requested())
            return failure(cancelledError());
        auto one = rebuildOne(connection, id, workspace, stop);
        if (!one)
            return one;
        left += *one;
        if (progress)
            progress({left.series, static_cast<std::int64_t>(ids->size())});
    }
    return left;
}

} // namespace tidemark::store
