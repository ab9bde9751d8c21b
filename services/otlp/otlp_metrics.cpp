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

std::uint64_t memoryOf(const OtlpAttributes &attributes);

std::uint64_t memoryOf(const OtlpValue &value)
{
    if (const auto *const text = std::get_if<std::string>(&value.value))
        return text->size();
    if (const auto *const bytes = std::get_if<OtlpBytes>(&value.value))
        return bytes->bytes.size();
    if (const auto *const map = std::get_if<OtlpMap>(&value.value))
        return memoryOf(map->values);
    std::uint64_t bytes = 0;
    if (const auto *const list = std::get_if<OtlpList>(&value.value)) {
        for (const OtlpValue &each : list->values)
            bytes += sizeof each + memoryOf(each);
    }
    return bytes;
}

std::uint64_t memoryOf(const OtlpAttributes &attributes)
{
    std::uint64_t bytes = 0;
    for (const OtlpAttribute &each : attributes)
        bytes += sizeof each + each.key.size() + memoryOf(each.value);
    return bytes;
}

template <class T>
std::uint64_t memoryOf(const std::vector<T> &numbers)
{
    return numbers.size() * sizeof(T);
}

template <class Point>
std::uint64_t memoryOfPoint(const Point &point)
{
    std::uint64_t bytes = sizeof point + memoryOf(point.attributes);
    if constexpr (requires { point.bounds; })
        bytes += memoryOf(point.bounds) + memoryOf(point.counts);
    if constexpr (requires { point.positive; })
        bytes += memoryOf(point.positive.counts) + memoryOf(point.negative.counts);
    if constexpr (requires { point.quantiles; })
        bytes += memoryOf(point.quantiles);
    return bytes;
}

} // namespace

std::uint64_t memoryBytes(const OtlpMetrics &metrics)
{
    std::uint64_t bytes = 0;
    const auto addData = [&bytes](const auto &data) {
        if constexpr (requires { data.points; }) {
            for (const auto &point : data.points)
                bytes += memoryOfPoint(point);
        }
    };
    for (const OtlpResourceMetrics &resource : metrics.resources) {
        bytes += sizeof resource + memoryOf(resource.resource);
        for (const OtlpScopeMetrics &scope : resource.scopes) {
            bytes += sizeof scope + memoryOf(scope.scope.attributes);
            for (const OtlpMetric &metric : scope.metrics) {
                bytes += sizeof metric + metric.description.size() + memoryOf(metric.metadata);
                std::visit(addData, metric.data);
            }
        }
    }
    return bytes;
}

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
