// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/store/series/chunk_loader.h"
#include "model/store/series/chunk_mender.h"
#include "model/store/series/series_row.h"
#include "model/time/time_window.h"

#include <cstdint>

namespace tidemark::store {

class Connection;

/// How many samples a removal of the window would take. Reads the chunks at its two borders only.
/// Errors: those of sqlError(), and Damaged where a chunk that had to be cut cannot be read, unless
/// it is kept. On the connection's thread, in its transaction.
[[nodiscard]] Result<std::int64_t> countSamples(Connection &connection, const SeriesRow &row,
                                                const TimeWindow &window, ChunkWorkspace &workspace,
                                                Uncuttable damaged = Uncuttable::Refused);

} // namespace tidemark::store
