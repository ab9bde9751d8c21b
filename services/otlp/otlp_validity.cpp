// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_validity.h"

#include "model/core/text.h"
#include "services/otlp/exponential_buckets.h"
#include "services/otlp/otlp_quantiles.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace tidemark::otlp {
namespace {

using Refused = std::optional<OtlpRefusal>;

std::size_t sizeOf(const OtlpValue &value)
{
    const auto *const text = std::get_if<std::string>(&value.value);
    return text == nullptr ? textOf(value).size() : text->size();
}

bool isNumber(const OtlpValue &value)
{
    return std::holds_alternative<bool>(value.value) ||
           std::holds_alternative<std::int64_t>(value.value) ||
           std::holds_alternative<double>(value.value);
}

bool hasUniqueKeys(const OtlpAttributes &attributes)
{
    constexpr std::size_t kFew = 8;
    if (attributes.size() > kFew) {
        std::unordered_set<std::string_view> keys;
        return std::all_of(attributes.begin(), attributes.end(), [&keys](const auto &attribute) {
            return !attribute.key.empty() && keys.insert(attribute.key).second;
        });
    }
    for (auto each = attributes.begin(); each != attributes.end(); ++each) {
        const auto isSame = [each](const auto &other) { return other.key == each->key; };
        if (each->key.empty() || std::any_of(attributes.begin(), each, isSame))
            return false;
    }
    return true;
}

Refused checkAttributes(const OtlpAttributes &attributes)
{
    if (attributes.size() > kMaxAttributes)
        return OtlpRefusal::Attributes;
    if (!hasUniqueKeys(attributes))
        return OtlpRefusal::AttributeKeys;
    for (const OtlpAttribute &attribute : attributes) {
        if (attribute.key.size() > kMaxAttribute_bytes ||
            (!isNumber(attribute.value) && sizeOf(attribute.value) > kMaxAttribute_bytes))
            return OtlpRefusal::Attributes;
    }
    return std::nullopt;
}

Refused checkCommon(const OtlpPoint &point)
{
    if (point.time_ns == 0 ||
        point.time_ns >= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return OtlpRefusal::Time;
    return checkAttributes(point.attributes);
}

/// Whether the counts add up to `count`, in an order in which no sum may overflow.
class CountDown
{
public:
    explicit CountDown(std::uint64_t count)
        : m_rest(count)
    {}
    void take(std::uint64_t count)
    {
        m_fits = m_fits && count <= m_rest;
        m_rest -= m_fits ? count : 0;
    }
    void take(const std::vector<std::uint64_t> &counts)
    {
        for (const std::uint64_t count : counts)
            take(count);
    }
    [[nodiscard]] bool isEven() const { return m_fits && m_rest == 0; }

private:
    std::uint64_t m_rest;
    bool m_fits = true;
};

Refused checkValue(const OtlpNumberPoint &point)
{
    const auto *const number = std::get_if<double>(&point.value);
    const bool isNone = std::holds_alternative<std::monostate>(point.value);
    if (isNone || (number != nullptr && !std::isfinite(*number)))
        return OtlpRefusal::Value;
    return std::nullopt;
}

Refused checkValue(const OtlpHistogramPoint &point)
{
    if (point.counts.empty() && point.bounds.empty())
        return std::nullopt;
    if (point.counts.size() > kMaxBuckets)
        return OtlpRefusal::Buckets;
    if (point.counts.size() != point.bounds.size() + 1)
        return OtlpRefusal::BucketNumber;
    for (std::size_t i = 0; i < point.bounds.size(); ++i) {
        if (std::isnan(point.bounds[i]) || (i > 0 && point.bounds[i] <= point.bounds[i - 1]))
            return OtlpRefusal::Bounds;
    }
    CountDown rest(point.count);
    rest.take(point.counts);
    return rest.isEven() ? Refused() : OtlpRefusal::BucketSum;
}

/// Whether no bucket with something in it lies beyond all doubles, denormal ones included.
bool isWithinDoubles(const OtlpBucketRun &run, int scale)
{
    constexpr double kLeast = std::numeric_limits<double>::denorm_min();
    const std::int64_t first = exponentialIndex(kLeast, scale);
    const std::int64_t last = exponentialIndex(std::numeric_limits<double>::max(), scale);
    for (std::size_t i = 0; i < run.counts.size(); ++i) {
        const std::int64_t index = std::int64_t{run.offset} + static_cast<std::int64_t>(i);
        if (run.counts[i] != 0 && (index < first || index > last))
            return false;
    }
    return true;
}

Refused checkValue(const OtlpExponentialPoint &point)
{
    if (point.positive.counts.size() > kMaxBuckets || point.negative.counts.size() > kMaxBuckets)
        return OtlpRefusal::Buckets;
    if (point.scale < kMinScale || point.scale > kMaxScale ||
        !isWithinDoubles(point.positive, point.scale) ||
        !isWithinDoubles(point.negative, point.scale))
        return OtlpRefusal::Scale;
    CountDown rest(point.count);
    rest.take(point.zeroCount);
    rest.take(point.positive.counts);
    rest.take(point.negative.counts);
    return rest.isEven() ? Refused() : OtlpRefusal::BucketSum;
}

Refused checkValue(const OtlpSummaryPoint &point)
{
    if (point.quantiles.size() > kMaxSummaryQuantiles)
        return OtlpRefusal::Quantiles;
    double before = -1;
    for (const OtlpQuantile &each : point.quantiles) {
        if (!(each.quantile >= 0 && each.quantile <= 1) || each.quantile <= before)
            return OtlpRefusal::Quantiles;
        before = each.quantile;
    }
    return std::nullopt;
}

template <class Point>
Refused check(const Point &point)
{
    if (const Refused refused = checkCommon(point))
        return refused;
    return point.isGap() ? Refused() : checkValue(point);
}

bool isNamed(const OtlpMetric &metric)
{
    const QString name =
        QString::fromUtf8(metric.name.data(), static_cast<qsizetype>(metric.name.size()));
    return normalisedName(name).has_value();
}

/// What is wrong with all points of a metric alike.
template <class Data>
Refused checkData(const OtlpMetric &metric, const Data &data)
{
    if (!isNamed(metric))
        return OtlpRefusal::Name;
    if constexpr (requires { data.temporality; }) {
        if (data.temporality != Temporality::Delta && data.temporality != Temporality::Cumulative)
            return OtlpRefusal::Temporality;
    }
    return std::nullopt;
}

template <class Data>
void removeInvalid(Data &data, const Refused &ofAll, OtlpRefusals &refusals)
{
    std::erase_if(data.points, [&](const auto &point) {
        const Refused refused = ofAll ? ofAll : check(point);
        if (refused)
            refusals.add(*refused);
        return refused.has_value();
    });
}

} // namespace

OtlpRefusals removeInvalid(OtlpMetrics &metrics)
{
    OtlpRefusals refusals;
    for (OtlpResourceMetrics &resource : metrics.resources) {
        // A resource may tell much of itself; what becomes of it is a tag or two.
        const Refused ofResource =
            hasUniqueKeys(resource.resource) ? Refused() : Refused(OtlpRefusal::AttributeKeys);
        for (OtlpScopeMetrics &scope : resource.scopes) {
            for (OtlpMetric &metric : scope.metrics) {
                std::visit(
                    [&](auto &data) {
                        if constexpr (requires { data.points; })
                            removeInvalid(data, ofResource ? ofResource : checkData(metric, data),
                                          refusals);
                    },
                    metric.data);
            }
        }
    }
    return refusals;
}

} // namespace tidemark::otlp
