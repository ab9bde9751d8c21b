// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_metrics.h"

namespace tidemark::otlp {
namespace {

bool isSame(const std::optional<double> &a, const std::optional<double> &b)
{
    return a && b ? isSameNumber(*a, *b) : a.has_value() == b.has_value();
}

bool isSame(const std::vector<double> &a, const std::vector<double> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), isSameNumber);
}

const OtlpPoint &common(const OtlpPoint &point)
{
    return point;
}

} // namespace

bool operator==(const OtlpNumberPoint &a, const OtlpNumberPoint &b)
{
    if (common(a) != common(b) || a.value.index() != b.value.index())
        return false;
    const auto *const number = std::get_if<double>(&a.value);
    return number == nullptr ? a.value == b.value
                             : isSameNumber(*number, std::get<double>(b.value));
}

bool operator==(const OtlpHistogramPoint &a, const OtlpHistogramPoint &b)
{
    return common(a) == common(b) && a.count == b.count && isSame(a.sum, b.sum) &&
           isSame(a.min, b.min) && isSame(a.max, b.max) && a.counts == b.counts &&
           isSame(a.bounds, b.bounds);
}

bool operator==(const OtlpExponentialPoint &a, const OtlpExponentialPoint &b)
{
    return common(a) == common(b) && a.count == b.count && isSame(a.sum, b.sum) &&
           isSame(a.min, b.min) && isSame(a.max, b.max) && a.scale == b.scale &&
           a.zeroCount == b.zeroCount && isSameNumber(a.zeroThreshold, b.zeroThreshold) &&
           a.positive == b.positive && a.negative == b.negative;
}

bool operator==(const OtlpQuantile &a, const OtlpQuantile &b)
{
    return isSameNumber(a.quantile, b.quantile) && isSameNumber(a.value, b.value);
}

bool operator==(const OtlpSummaryPoint &a, const OtlpSummaryPoint &b)
{
    return common(a) == common(b) && a.count == b.count && isSameNumber(a.sum, b.sum) &&
           a.quantiles == b.quantiles;
}

std::uint64_t pointCount(const OtlpMetrics &metrics)
{
    std::uint64_t count = 0;
    for (const OtlpResourceMetrics &resource : metrics.resources) {
        for (const OtlpScopeMetrics &scope : resource.scopes) {
            for (const OtlpMetric &metric : scope.metrics)
                std::visit(
                    [&count](const auto &data) {
                        if constexpr (requires { data.points; })
                            count += data.points.size();
                    },
                    metric.data);
        }
    }
    return count;
}

} // namespace tidemark::otlp
