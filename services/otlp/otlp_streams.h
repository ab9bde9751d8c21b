// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/ingest/series_quota.h"
#include "services/otlp/otlp_metrics.h"
#include "services/otlp/otlp_refusals.h"
#include "services/otlp/otlp_stream.h"

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

namespace tidemark::otlp {

/// How many streams a run of a receiver takes, by their metrics' names as they are sent.
using OtlpLimits = ingest::SeriesLimits;

/// Finds the stream of a point. A series' tags are the point's attributes and, where the point has
/// none of that key, `service.name` and `host.name` of its resource; values as textOf() has them,
/// those without text left out. The order of attributes is of no account. One thread.
class OtlpStreams
{
public:
    explicit OtlpStreams(const OtlpLimits &limits)
        : m_quota(limits)
    {}

    /// Call for each resource, and then for each of its metrics, before its points.
    void enterResource(const OtlpAttributes &resource);
    void enterMetric(const OtlpMetric &metric);
    /// The stream of a valid point of that metric, or null and why it has none.
    [[nodiscard]] OtlpStream *find(const OtlpAttributes &attributes, OtlpRefusal &reason);

    [[nodiscard]] std::size_t size() const noexcept { return m_streams.size(); }

private:
    [[nodiscard]] OtlpStream *make(const OtlpAttributes &attributes, OtlpRefusal &reason);

    ingest::SeriesQuota m_quota;
    const OtlpMetric *m_metric = nullptr;
    OtlpAttributes m_resource; ///< what of it becomes tags
    std::string m_resourceKey;
    std::string m_key;        ///< of metric and resource, then of the point
    std::size_t m_prefix = 0; ///< bytes of m_key that all points of the metric share
    OtlpAttributes m_sorted;
    std::unordered_map<std::string, std::unique_ptr<OtlpStream>> m_streams;
};

} // namespace tidemark::otlp
