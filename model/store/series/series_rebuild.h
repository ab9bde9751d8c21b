// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/record_store.h"
#include "model/store/series/series_check.h"

namespace tidemark::store {

/// Reckons the aggregates and the numbers of every series anew from its samples, each series in a
/// transaction of its own, and checks it. The faults are those that are left: samples that cannot
/// be read are kept as they are, with what the aggregates know of them. On the connection's thread.
/// Errors: those of sqlError(); Cancelled, what was done before then stays.
[[nodiscard]] Result<SeriesCheck> rebuildSeries(Connection &connection, ChunkWorkspace &workspace,
                                                const std::stop_token &stop,
                                                const ProgressCallback &progress);

} // namespace tidemark::store
