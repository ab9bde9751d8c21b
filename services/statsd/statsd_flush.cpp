// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_flush.h"

#include "services/statsd/statsd_names.h"

#include <numeric>

namespace tidemark::statsd {

std::size_t sampleCount(const StatsdFlush &flush)
{
    return std::accumulate(flush.readings.begin(), flush.readings.end(), flush.points.size(),
                           [](std::size_t sum, const StatsdReading &reading) {
                               return sum + (reading.timing ? kTimingParts.size() : 1);
                           });
}

} // namespace tidemark::statsd
