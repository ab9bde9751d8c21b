// SPDX-License-Identifier: GPL-3.0-or-later
// parseStatsdLine and StatsdAggregator: what is read lies within its ranges and within the input,
// every line is counted once, and limits hold.
#include "services/statsd/statsd_aggregator.h"

#include <cmath>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::statsd;

namespace {

void check(bool holds)
{
    if (!holds)
        std::abort();
}

bool isWithin(std::string_view part, std::string_view whole)
{
    return part.empty() || (part.data() >= whole.data() &&
                            part.data() + part.size() <= whole.data() + whole.size());
}

void checkLine(std::string_view text)
{
    const auto line = parseStatsdLine(text);
    if (!line) {
        check(line.error() < StatsdFault::Count);
        return;
    }
    check(!line->name.empty() && line->name.size() <= StatsdLine::kLongestName);
    check(line->rate >= StatsdLine::kLeastRate && line->rate <= 1);
    for (const std::string_view part : {line->name, line->more, line->member, line->tags,
                                        line->container, line->externalData, line->cardinality})
        check(isWithin(part, text));
    if (line->type == StatsdType::Set)
        check(!line->member.empty());
    else
        forEachValue(*line, [](StatsdNumber number) { check(std::isfinite(number.value)); });
    check(!line->at_s || *line->at_s >= 0);
}

void checkFlush(const StatsdFlush &flush)
{
    for (const StatsdReading &reading : flush.readings) {
        check(std::isfinite(reading.value) && !reading.series->name.isEmpty());
        check(reading.series->tags.size() <= static_cast<qsizetype>(TagSet::kMost));
        if (!reading.timing)
            continue;
        const TimingSummary &timing = *reading.timing;
        for (const double value : {timing.mean, timing.median, timing.p90, timing.p95, timing.p99})
            check(value >= timing.min && value <= timing.max);
    }
    for (const StatsdPoint &point : flush.points)
        check(std::isfinite(point.value));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view packet(reinterpret_cast<const char *>(data), size);
    checkLine(packet.substr(0, packet.find('\n')));

    constexpr Timestamp now(1'800'000'000'000'000'000);
    StatsdLimits limits;
    limits.names = 4;
    limits.tagSets = 2;
    limits.series = 6;
    limits.points = 3;
    limits.sketchBytes = 10'000;
    limits.idleFlushes = 1;
    StatsdAggregator aggregator({{}, now}, limits);
    for (int interval = 1; interval <= 3; ++interval) {
        aggregator.addPacket(packet, now, interval == 2);
        check(aggregator.nameCount() <= limits.names);
        check(aggregator.seriesCount() <= limits.series + limits.names);
        checkFlush(aggregator.flush(
            {std::chrono::steady_clock::time_point(std::chrono::seconds(interval)), now}));
    }
    const StatsdCounts &counts = aggregator.counts();
    check(counts.used + counts.malformed() + counts.events() + counts.dropped() == counts.lines);
    return 0;
}
