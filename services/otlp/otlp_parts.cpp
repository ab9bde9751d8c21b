// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_parts.h"

#include <algorithm>
#include <iterator>
#include <type_traits>

namespace tidemark::otlp {
namespace {

/// Walks over all points and copies those of the part.
class PartMaker
{
public:
    PartMaker(std::uint64_t begin, std::uint64_t end)
        : m_begin(begin)
        , m_end(end)
    {}

    [[nodiscard]] OtlpMetrics made(const OtlpMetrics &metrics)
    {
        OtlpMetrics part;
        for (const OtlpResourceMetrics &from : metrics.resources) {
            OtlpResourceMetrics to{from.resource, {}, from.schemaUrl};
            for (const OtlpScopeMetrics &scope : from.scopes)
                addScope(scope, to.scopes);
            if (!to.scopes.empty())
                part.resources.push_back(std::move(to));
        }
        return part;
    }

private:
    void addScope(const OtlpScopeMetrics &from, std::vector<OtlpScopeMetrics> &scopes)
    {
        OtlpScopeMetrics to{from.scope, {}, from.schemaUrl};
        for (const OtlpMetric &metric : from.metrics)
            std::visit([&](const auto &data) { addMetric(metric, data, to.metrics); }, metric.data);
        if (!to.metrics.empty())
            scopes.push_back(std::move(to));
    }

    template <class Data>
    void addMetric(const OtlpMetric &from, const Data &data, std::vector<OtlpMetric> &metrics)
    {
        if constexpr (!std::is_same_v<Data, std::monostate>) {
            const auto [first, last] = range(data.points.size());
            if (first == last)
                return;
            Data some = data;
            some.points = {std::next(data.points.begin(), first),
                           std::next(data.points.begin(), last)};
            metrics.push_back(
                {from.name, from.description, from.unit, std::move(some), from.metadata});
        }
    }

    /// Which of the next points belong to the part.
    [[nodiscard]] std::pair<std::ptrdiff_t, std::ptrdiff_t> range(std::size_t points)
    {
        const std::uint64_t from = std::clamp(m_begin, m_passed, m_passed + points);
        const std::uint64_t to = std::clamp(m_end, m_passed, m_passed + points);
        const std::pair found{static_cast<std::ptrdiff_t>(from - m_passed),
                              static_cast<std::ptrdiff_t>(to - m_passed)};
        m_passed += points;
        return found;
    }

    std::uint64_t m_begin;
    std::uint64_t m_end;
    std::uint64_t m_passed = 0; ///< points so far
};

} // namespace

OtlpMetrics partOf(const OtlpMetrics &metrics, std::uint64_t begin, std::uint64_t end)
{
    return PartMaker(begin, end).made(metrics);
}

std::pair<OtlpMetrics, OtlpMetrics> halvesOf(const OtlpMetrics &metrics)
{
    const std::uint64_t all = pointCount(metrics);
    return {partOf(metrics, 0, all / 2), partOf(metrics, all / 2, all)};
}

} // namespace tidemark::otlp
