// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/value_lines.h"

#include <QFuture>

#include <stop_token>

namespace tidemark {

/// Values of a metric for drawing, at any zoom. Any thread may call; answers come from the store's
/// reader lanes, and cost by columns, not by values.
class LineReader
{
public:
    virtual ~LineReader() = default;

    /// All lines are of the same state of the store. Errors: NotFound (metric), InvalidArgument
    /// (not exactly one metric, an empty window, columns or lines), Cancelled.
    [[nodiscard]] virtual QFuture<Result<ValueLines>> lines(LineQuery query,
                                                            std::stop_token stop = {}) = 0;
};

} // namespace tidemark
