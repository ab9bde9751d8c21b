// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_metrics.h"

#include <array>
#include <bit>
#include <limits>
#include <random>

namespace tidemark::test {

/// Metrics of every kind with values at the ends of their ranges, from a seed.
class OtlpRandom
{
public:
    explicit OtlpRandom(std::uint64_t seed)
        : m_random(seed)
    {}

    [[nodiscard]] otlp::OtlpMetrics metrics()
    {
        otlp::OtlpMetrics metrics;
        metrics.resources.resize(below(3));
        for (auto &resource : metrics.resources) {
            resource.resource = attributes();
            resource.schemaUrl = text();
            resource.scopes.resize(below(3));
            for (auto &scope : resource.scopes) {
                scope.scope = {text(), text(), attributes()};
                scope.schemaUrl = text();
                scope.metrics.resize(below(6));
                for (auto &each : scope.metrics)
                    each = metric();
            }
        }
        return metrics;
    }

private:
    [[nodiscard]] std::size_t below(std::size_t end) { return m_random() % end; }
    [[nodiscard]] std::uint64_t whole()
    {
        constexpr std::array kEnds{std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 53U,
                                   (std::uint64_t{1} << 53U) + 1,
                                   std::numeric_limits<std::uint64_t>::max()};
        return below(2) == 0 ? kEnds[below(kEnds.size())] : m_random();
    }
    [[nodiscard]] double number()
    {
        constexpr std::array kEnds{0.0,
                                   -0.0,
                                   0.1,
                                   5e-324,
                                   std::numeric_limits<double>::max(),
                                   std::numeric_limits<double>::infinity(),
                                   -std::numeric_limits<double>::infinity(),
                                   std::numeric_limits<double>::quiet_NaN()};
        const double any = std::bit_cast<double>(m_random());
        return below(2) == 0 || any != any ? kEnds[below(kEnds.size())] : any;
    }
    [[nodiscard]] std::string text()
    {
        constexpr std::array kTexts{"",
                                    "cpu",
                                    "\xc3\xa9 \"q\" \\ \n",
                                    "\xf0\x9f\x98\x80",
                                    "\xef\xbb\xbf"
                                    "bom",
                                    "a text beyond the small buffer"};
        return kTexts[below(kTexts.size())];
    }
    [[nodiscard]] otlp::OtlpValue value(int depth = 0)
    {
        switch (below(depth < 3 ? 8 : 5)) {
        case 0:
            return {};
        case 1:
            return {text()};
        case 2:
            return {below(2) == 0};
        case 3:
            return {std::bit_cast<std::int64_t>(whole())};
        case 4:
            return {number()};
        case 5: {
            otlp::OtlpList list;
            for (std::size_t i = below(3); i-- > 0;)
                list.values.push_back(value(depth + 1));
            return {list};
        }
        case 6:
            return {otlp::OtlpMap{attributes(depth + 1)}};
        default:
            return {otlp::OtlpBytes{std::string("\0\xff\x80", 3) + text()}};
        }
    }
    [[nodiscard]] otlp::OtlpAttributes attributes(int depth = 0)
    {
        otlp::OtlpAttributes all;
        for (std::size_t i = below(3); i-- > 0;)
            all.push_back({text(), value(depth)});
        return all;
    }
    void common(otlp::OtlpPoint &point)
    {
        point.start_ns = whole();
        point.time_ns = whole();
        point.flags = static_cast<std::uint32_t>(whole());
        point.attributes = attributes();
    }
    [[nodiscard]] std::optional<double> maybe()
    {
        return below(2) == 0 ? std::nullopt : std::optional(number());
    }
    template <class Point>
    void distribution(Point &point)
    {
        common(point);
        point.count = whole();
        point.sum = maybe();
        point.min = maybe();
        point.max = maybe();
    }
    [[nodiscard]] std::vector<std::uint64_t> counts()
    {
        std::vector<std::uint64_t> all(below(4));
        for (auto &each : all)
            each = whole();
        return all;
    }
    [[nodiscard]] std::vector<otlp::OtlpNumberPoint> numbers()
    {
        std::vector<otlp::OtlpNumberPoint> points(below(4));
        for (auto &point : points) {
            common(point);
            switch (below(3)) {
            case 0:
                break;
            case 1:
                point.value = std::bit_cast<std::int64_t>(whole());
                break;
            default:
                point.value = number();
            }
        }
        return points;
    }
    [[nodiscard]] otlp::OtlpMetric metric()
    {
        otlp::OtlpMetric metric{text(), text(), text(), {}, attributes()};
        const auto temporality = static_cast<otlp::Temporality>(below(3));
        switch (below(6)) {
        case 0:
            break;
        case 1:
            metric.data = otlp::OtlpGauge{numbers()};
            break;
        case 2:
            metric.data = otlp::OtlpSum{temporality, below(2) == 0, numbers()};
            break;
        case 3: {
            std::vector<otlp::OtlpHistogramPoint> points(below(3));
            for (auto &point : points) {
                distribution(point);
                point.counts = counts();
                for (std::size_t i = below(3); i-- > 0;)
                    point.bounds.push_back(number());
            }
            metric.data = otlp::OtlpHistogram{temporality, points};
            break;
        }
        case 4: {
            std::vector<otlp::OtlpExponentialPoint> points(below(3));
            for (auto &point : points) {
                distribution(point);
                point.scale = static_cast<std::int32_t>(whole());
                point.zeroCount = whole();
                point.zeroThreshold = number();
                point.positive = {static_cast<std::int32_t>(whole()), counts()};
                point.negative = {static_cast<std::int32_t>(whole()), counts()};
            }
            metric.data = otlp::OtlpExponentialHistogram{temporality, points};
            break;
        }
        default: {
            std::vector<otlp::OtlpSummaryPoint> points(below(3));
            for (auto &point : points) {
                common(point);
                point.count = whole();
                point.sum = number();
                for (std::size_t i = below(3); i-- > 0;)
                    point.quantiles.push_back({number(), number()});
            }
            metric.data = otlp::OtlpSummary{points};
        }
        }
        return metric;
    }

    std::mt19937_64 m_random;
};

} // namespace tidemark::test
