// SPDX-License-Identifier: GPL-3.0-or-later
// An example of a program that tells of itself: reads lines from standard input, refuses empty
// ones, and prints at the end what it counted and how long it took, as text that Prometheus reads.
#include "services/metrics/metrics.h"

#include <iostream>
#include <stdexcept>
#include <string>

using namespace tidemark::metrics;

namespace {

std::size_t lengthOf(const std::string &line)
{
    if (line.empty())
        throw std::invalid_argument("an empty line");
    return line.size();
}

} // namespace

int main()
{
    const SystemClock clock;
    MetricCollector collector(clock);
    SuccessFailureTracker tracker(clock);
    PerformanceTimer timer(collector, tracker, clock);

    // Looked up once; recording through them costs some nanoseconds.
    Counter lines = collector.counter("example.lines");
    Histogram lengths = collector.histogram("example.length", {{"unit", "bytes"}});
    collector.describe("example.lines", "Lines that were read.");

    std::string line;
    while (std::getline(std::cin, line)) {
        lines.increment();
        try {
            const auto [timing, length] =
                timer.timeOperation("example.measure", [&line] { return lengthOf(line); });
            lengths.observe(static_cast<double>(length));
        } catch (const std::invalid_argument &) {
            // counted as a failure of its type already
        }
    }

    for (const auto &[type, count] :
         tracker.failureBreakdown("example.measure").value_or(SuccessFailureTracker::Breakdown()))
        std::cerr << count << " times " << type << '\n';
    const PrometheusText text{PrometheusText::Dialect::Prometheus, {10, 100}};
    std::cout << text.write(MetricsSnapshot::of(collector, clock));
    return 0;
}
