// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metrics_error.h"

#include <cstdint>
#include <map>
#include <string>

namespace tidemark::metrics {

/// What the machine and this process use. What cannot be read is left out, never zero. Any thread
/// that may wait: for files, and for a file system that does not answer at most two seconds.
/// Source: the metrics protocol, ResourceMonitor.
class ResourceMonitor
{
public:
    using Figures = std::map<std::string, double, std::less<>>;
    using Counts = std::map<std::string, std::uint64_t, std::less<>>;

    static constexpr double kShortest_s = 0.1;
    static constexpr double kLongest_s = 86'400;

    ResourceMonitor() = default;
    virtual ~ResourceMonitor() = default;
    ResourceMonitor(const ResourceMonitor &) = delete;
    ResourceMonitor &operator=(const ResourceMonitor &) = delete;

    /// Bytes and, where the key ends in `percent`, 0 to 100.
    [[nodiscard]] virtual Figures memoryUsage() = 0;
    /// Shares need a call before: the first one has none.
    [[nodiscard]] virtual Figures cpuUsage() = 0;
    /// Of the file system that holds the path. Fault InvalidArgument: there is no such path;
    /// NotDelivered: it did not answer in time.
    [[nodiscard]] virtual Outcome<Figures> diskUsage(const std::string &path = "/") = 0;
    /// Since the machine, or the interface, began.
    [[nodiscard]] virtual Counts networkStats() = 0;

    /// Reads all of it once and sets the gauges `system.memory.*`, `system.cpu.*`, `system.disk.*`
    /// and `system.network.*`. Fault NotDelivered: nothing could be read.
    [[nodiscard]] virtual Outcome<void> sample() = 0;
    /// Samples at once and then each interval, in seconds, kShortest_s to kLongest_s. When it is
    /// on the interval is changed. Faults InvalidArgument: another interval;
    /// NotDelivered: no thread to be had.
    [[nodiscard]] virtual Outcome<void> startResourceMonitoring(double interval_s = 60.0) = 0;
    /// Returns after a sample that is on.
    virtual void stopResourceMonitoring() = 0;
};

} // namespace tidemark::metrics
