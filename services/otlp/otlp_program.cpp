// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_program.h"

#include "services/metrics/text/utf8.h"
#include "services/otlp/exponential_buckets.h"

#include <algorithm>

namespace tidemark::otlp {
namespace {

namespace buckets = metrics::buckets;

template <class Point>
void writeCommon(const metrics::Distribution &values, Point &to)
{
    to.count = values.count();
    if (values.isEmpty())
        return;
    if (values.min >= 0)
        to.sum = values.sum;
    to.min = values.min;
    to.max = values.max;
}

bool isTooFine(const ExponentialBuckets &of)
{
    return std::max(of.positive().counts.size(), of.negative().counts.size()) > kProgramBuckets;
}

} // namespace

OtlpAttributes attributesOf(std::span<const std::pair<std::string, std::string>> pairs)
{
    OtlpAttributes attributes;
    attributes.reserve(pairs.size());
    for (const auto &[key, value] : pairs)
        attributes.push_back({metrics::toValidUtf8(key), {metrics::toValidUtf8(value)}});
    return attributes;
}

OtlpAttributes attributesOf(const metrics::Tags &tags)
{
    return attributesOf(std::span(tags.begin(), tags.end()));
}

OtlpExponentialPoint exponentialPointOf(const metrics::Distribution &values)
{
    OtlpExponentialPoint point;
    writeCommon(values, point);
    ExponentialBuckets found(kProgramScale);
    for (const auto &[index, number] : values.counts) {
        const double middle = buckets::middleOf(index);
        found.add(index == 0 ? 0 : std::clamp(middle, values.min, values.max), number);
    }
    while (isTooFine(found))
        found = found.merged(found.scale() - 1);
    point.scale = found.scale();
    point.zeroCount = found.zeroCount();
    if (point.zeroCount > 0)
        point.zeroThreshold = buckets::borderOf(0);
    point.positive = found.positive();
    point.negative = found.negative();
    return point;
}

OtlpHistogramPoint explicitPointOf(const metrics::Distribution &values,
                                   std::span<const double> bounds)
{
    OtlpHistogramPoint point;
    writeCommon(values, point);
    point.bounds.assign(bounds.begin(), bounds.end());
    std::uint64_t below = 0;
    for (const double bound : bounds) {
        const std::uint64_t upTo = values.countUpTo(bound);
        point.counts.push_back(upTo - below);
        below = upTo;
    }
    point.counts.push_back(point.count - below);
    return point;
}

OtlpMetrics requestOf(OtlpAttributes resource, OtlpScope scope, std::vector<OtlpMetric> metrics)
{
    if (metrics.empty())
        return {};
    OtlpResourceMetrics all{std::move(resource), {}, {}};
    all.scopes.push_back({std::move(scope), std::move(metrics), {}});
    OtlpMetrics request;
    request.resources.push_back(std::move(all));
    return request;
}

} // namespace tidemark::otlp
