// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"
#include "model/store/series/series_writer.h"

namespace tidemark::store {

/// Adds samples as they come in: a few new ones lie in the tail first, as rows, so that many slow
/// series do not write their open chunks again each second; more of them, late ones and a tail that
/// has grown are laid down by SeriesWriter. Within the caller's transaction, on the connection's
/// thread. Errors: NotFound (series), InvalidArgument (other than as many values as times), those
/// of sqlError().
[[nodiscard]] Result<SampleOutcome> appendSamples(Connection &connection, const SampleBatch &batch,
                                                  ChunkWorkspace &workspace,
                                                  const SeriesLayout &layout = {});
/// The same to a series that was looked up: `row` is as it is stored now.
[[nodiscard]] Result<SampleOutcome> appendSamples(Connection &connection, const SeriesRow &row,
                                                  const SampleBatch &batch,
                                                  ChunkWorkspace &workspace,
                                                  const SeriesLayout &layout = {});

} // namespace tidemark::store
