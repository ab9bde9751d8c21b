// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_metrics.h"
#include "services/otlp/otlp_refusals.h"
#include "services/otlp/otlp_stream.h"

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

namespace tidemark::otlp {

/// How much a run of a receiver takes; both included.
struct OtlpLimits
{
    std::size_t names = 10'000;  ///< of metrics, as they are sent
    std::size_t tagSets = 2'000; ///< of each of them
};

/// Finds the stream of a point. A series' tags are the point's attributes and, where the point has
/// none of that key, `service.name` and `host.name` of its resource; values as textOf() has them,
/// those without text left out. The order of attributes is of no account. One thread.
class OtlpStreams
{
public:
    explicit OtlpStreams(const OtlpLimits &limits)
        : m_limits(limits)
    {}

    /// Call for each resource, and then for each of its metrics, before its points.
    void enterResource(const OtlpAttributes &resource);
    void enterMetric(const OtlpMetric &metric);
    /// The stream of a valid point of that metric, or null and why it has none.
    [[nodiscard]] OtlpStream *find(const OtlpAttributes &attributes, OtlpRefusal &reason);

    /// All series are asked for again.
    void forgetSeries();
    [[nodiscard]] std::size_t size() const noexcept { return m_streams.size(); }

private:
    [[nodiscard]] OtlpStream *make(const OtlpAttributes &attributes, OtlpRefusal &reason);

    OtlpLimits m_limits;
    const OtlpMetric *m_metric = nullptr;
    OtlpAttributes m_resource; ///< what of it becomes tags
    std::string m_resourceKey;
    std::string m_key;        ///< of metric and resource, then of the point
    std::size_t m_prefix = 0; ///< bytes of m_key that all points of the metric share
    OtlpAttributes m_sorted;
    std::unordered_map<std::string, std::unique_ptr<OtlpStream>> m_streams;
    std::unordered_map<std::string, std::size_t> m_tagSets; ///< by name
};

} // namespace tidemark::otlp
