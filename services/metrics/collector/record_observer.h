// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"

namespace tidemark::metrics {

struct Series;

/// Sees each value as it is recorded, on the threads that record, several at a time: of counters
/// what was added, of gauges what they stand at then, of timers seconds. What was refused is not
/// seen. May record by itself, but not in what it sees.
class RecordObserver
{
public:
    RecordObserver() = default;
    virtual ~RecordObserver() = default;
    RecordObserver(const RecordObserver &) = delete;
    RecordObserver &operator=(const RecordObserver &) = delete;

    virtual void recorded(const Series &series, const Number &value) noexcept = 0;
};

} // namespace tidemark::metrics
