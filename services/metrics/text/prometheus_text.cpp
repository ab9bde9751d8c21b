// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/text/prometheus_text.h"

#include "services/metrics/text/number_text.h"
#include "services/metrics/text/prometheus_labels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

namespace tidemark::metrics {
namespace {

using Dialect = PrometheusText::Dialect;

std::string_view suffixOf(MetricUnit unit) noexcept
{
    switch (baseUnitOf(unit)) {
    case MetricUnit::Seconds:
        return "_seconds";
    case MetricUnit::Bytes:
        return "_bytes";
    case MetricUnit::Percent:
        return "_percent";
    case MetricUnit::OperationsPerSecond:
        return "_per_second";
    default:
        return "";
    }
}

void addSuffix(std::string &name, std::string_view suffix)
{
    if (!name.ends_with(suffix))
        name += suffix;
}

bool isDistribution(MetricType type) noexcept
{
    return type == MetricType::Histogram || type == MetricType::Timer;
}

// Of a family whose series differ in their units, the unit of none is said.
MetricUnit unitOf(const MetricsSnapshot::Family &family) noexcept
{
    if (family.type == MetricType::Timer)
        return MetricUnit::Seconds;
    const MetricUnit first = baseUnitOf(family.readings.front().series->unit);
    const bool areSame =
        std::all_of(family.readings.begin(), family.readings.end(),
                    [first](const Reading &r) { return baseUnitOf(r.series->unit) == first; });
    return areSame ? first : MetricUnit::Count;
}

/// What each value of a series is multiplied by.
double factorOf(const MetricsSnapshot::Family &family, const Reading &reading, MetricUnit unit)
{
    if (family.type == MetricType::Timer || unit == MetricUnit::Count)
        return 1; // timers are in seconds already
    return toBaseUnit(reading.series->unit);
}

/// Exact while both are whole and the sum fits.
Number added(const Number &a, const Number &b)
{
    const auto *const whole = std::get_if<std::uint64_t>(&a);
    const auto *const more = std::get_if<std::uint64_t>(&b);
    if (whole && more && *whole <= std::numeric_limits<std::uint64_t>::max() - *more)
        return *whole + *more;
    return toReal(a) + toReal(b);
}

/// The text of one family.
class FamilyText
{
public:
    FamilyText(const PrometheusText &options, const MetricsSnapshot::Family &family)
        : m_options(options)
        , m_family(family)
        , m_unit(unitOf(family))
        , m_name(prometheusName(family.name, true))
    {
        if (family.type == MetricType::Counter && m_name.ends_with("_total"))
            m_name.resize(m_name.size() - std::string_view("_total").size());
        addSuffix(m_name, suffixOf(m_unit));
    }

    /// Without "_total".
    [[nodiscard]] const std::string &name() const noexcept { return m_name; }
    /// Of all its lines; no other family may have one of them.
    [[nodiscard]] std::vector<std::string> lineNames() const
    {
        if (m_family.type == MetricType::Counter)
            return {m_name, m_name + "_total"};
        if (isDistribution(m_family.type))
            return {m_name, m_name + "_bucket", m_name + "_sum", m_name + "_count"};
        return {m_name};
    }
    void write(std::string &text) const
    {
        const Groups groups = groupsOf();
        writeJoined(text, groups.all.size());
        writeHead(text);
        for (const Group &group : groups.all) {
            const auto &value = group.readings.front()->value;
            if (std::holds_alternative<Number>(value))
                writeCounter(text, group);
            else if (std::holds_alternative<GaugeState>(value))
                writeGauge(text, group);
            else
                writeDistribution(text, group);
        }
    }

private:
    /// Series that have the same labels, and so are one to Prometheus.
    struct Group
    {
        std::string_view labels; ///< as they are written, with commas between them
        std::span<const Reading *const> readings;
    };
    /// In the order of their first series.
    struct Groups
    {
        std::unordered_map<std::string, std::size_t> places; ///< holds the labels
        std::vector<const Reading *> readings;               ///< group by group
        std::vector<Group> all;
    };

    [[nodiscard]] std::string labelsOf(const Reading &reading) const
    {
        std::string labels;
        for (const auto &[key, value] :
             prometheusLabelsOf(reading.series->tags, m_unit, isDistribution(m_family.type)))
            appendLabel(labels, key, value);
        return labels;
    }

    [[nodiscard]] Groups groupsOf() const
    {
        const std::vector<Reading> &readings = m_family.readings;
        Groups groups;
        groups.places.reserve(readings.size());
        std::vector<std::size_t> places; // of each reading
        std::vector<std::size_t> ends;   // of each group, at first how many it has
        for (const Reading &reading : readings) {
            const auto [place, isNew] = groups.places.try_emplace(labelsOf(reading), ends.size());
            if (isNew) {
                groups.all.push_back({place->first, {}});
                ends.push_back(0);
            }
            places.push_back(place->second);
            ++ends[place->second];
        }
        groups.readings.resize(readings.size());
        std::size_t begin = 0;
        for (std::size_t i = 0; i < ends.size(); ++i) {
            groups.all[i].readings = std::span(groups.readings).subspan(begin, ends[i]);
            begin += std::exchange(ends[i], begin);
        }
        for (std::size_t i = 0; i < readings.size(); ++i)
            groups.readings[ends[places[i]]++] = &readings[i];
        return groups;
    }

    static void appendLabel(std::string &labels, std::string_view key, std::string_view value)
    {
        if (!labels.empty())
            labels += ',';
        labels += key;
        labels += "=\"";
        appendEscaped(labels, value, true);
        labels += '"';
    }

    void appendBound(std::string &text, double bound, bool hasLabels) const
    {
        text += hasLabels ? ",le=\"" : "le=\"";
        if (isOpen())
            appendCanonical(text, bound);
        else
            appendNumber(text, bound);
        text += '"';
    }

    void writeJoined(std::string &text, std::size_t groupCount) const
    {
        const std::size_t joined = m_family.readings.size() - groupCount;
        if (joined == 0 || isOpen())
            return;
        text += "# tidemark: joined " + std::to_string(joined) + " series of \"";
        appendEscaped(text, m_family.name, true);
        text += "\" with others that have the same labels\n";
    }

    [[nodiscard]] bool isOpen() const noexcept { return m_options.dialect == Dialect::OpenMetrics; }
    [[nodiscard]] std::string_view typeName() const noexcept
    {
        if (m_family.type == MetricType::Counter)
            return "counter";
        return isDistribution(m_family.type) ? "histogram" : "gauge";
    }

    void writeHead(std::string &text) const
    {
        const bool isTotal = m_family.type == MetricType::Counter && !isOpen();
        const std::string name = m_name + (isTotal ? "_total" : "");
        const std::string &said =
            m_family.description.empty() ? m_family.name : m_family.description;
        std::string help = "# HELP " + name + ' ';
        appendEscaped(help, prometheusValue(said), isOpen());
        const std::string type = "# TYPE " + name + ' ' + std::string(typeName());
        if (!isOpen()) {
            text += help + '\n' + type + '\n';
            return;
        }
        text += type + '\n';
        if (const std::string_view suffix = suffixOf(m_unit); m_unit == MetricUnit::Seconds ||
                                                              m_unit == MetricUnit::Bytes ||
                                                              m_unit == MetricUnit::Percent)
            text += "# UNIT " + m_name + ' ' + std::string(suffix.substr(1)) + '\n';
        text += help + '\n';
    }

    template <class Value>
    void writeLine(std::string &text, std::string_view suffix, const Group &group,
                   const Value &value, const double *bound = nullptr) const
    {
        text += m_name;
        text += suffix;
        if (bound || !group.labels.empty()) {
            text += '{';
            text += group.labels;
            if (bound)
                appendBound(text, *bound, !group.labels.empty());
            text += '}';
        }
        text += ' ';
        appendNumber(text, value);
        text += '\n';
    }

    void writeCounter(std::string &text, const Group &group) const
    {
        const auto totalOf = [this](const Reading &reading) {
            const Number &total = std::get<Number>(reading.value);
            const double factor = factorOf(m_family, reading, m_unit);
            return factor == 1 ? total : Number(toReal(total) * factor);
        };
        Number sum = totalOf(*group.readings.front());
        for (std::size_t i = 1; i < group.readings.size(); ++i)
            sum = added(sum, totalOf(*group.readings[i]));
        writeLine(text, "_total", group, sum);
    }
    // Of several the one that was set last.
    void writeGauge(std::string &text, const Group &group) const
    {
        const auto stateOf = [](const Reading *reading) -> const GaugeState & {
            return std::get<GaugeState>(reading->value);
        };
        const auto last = std::max_element(group.readings.begin(), group.readings.end(),
                                           [&](const Reading *a, const Reading *b) {
                                               const bool isNone = std::isnan(stateOf(a).value);
                                               if (isNone != std::isnan(stateOf(b).value))
                                                   return isNone;
                                               return stateOf(a).at_ns < stateOf(b).at_ns;
                                           });
        writeLine(text, "", group, stateOf(*last).value * factorOf(m_family, **last, m_unit));
    }
    void writeDistribution(std::string &text, const Group &group) const
    {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        const auto totalOf = [&](const auto &amountOf) {
            decltype(amountOf(Distribution(), 1.0)) total{};
            for (const Reading *reading : group.readings)
                total += amountOf(std::get<Distribution>(reading->value),
                                  factorOf(m_family, *reading, m_unit));
            return total;
        };
        for (const double bound : m_options.bounds)
            writeLine(text, "_bucket", group,
                      Number(totalOf([bound](const Distribution &values, double factor) {
                          return values.countUpTo(bound / factor);
                      })),
                      &bound);
        const auto count =
            totalOf([](const Distribution &values, double) { return values.count(); });
        writeLine(text, "_bucket", group, Number(count), &kInfinity);
        const bool isNegative = // then the sum may fall, which OpenMetrics forbids
            std::any_of(group.readings.begin(), group.readings.end(), [](const Reading *reading) {
                return std::get<Distribution>(reading->value).min < 0;
            });
        if (isOpen() && isNegative)
            return;
        writeLine(text, "_sum", group, totalOf([](const Distribution &values, double factor) {
                      return values.sum * factor;
                  }));
        writeLine(text, "_count", group, Number(count));
    }

    const PrometheusText &m_options;
    const MetricsSnapshot::Family &m_family;
    MetricUnit m_unit;
    std::string m_name;
};

/// Whether a part of an Accept header has the weight 0, in whatever form that is written.
bool isRefused(std::string_view range)
{
    std::size_t at = range.find("q=");
    if (at == std::string_view::npos)
        return false;
    at = range.find_first_not_of("0.", at + 2);
    return at == std::string_view::npos || range[at] == ';' || range[at] == ' ';
}

} // namespace

std::string PrometheusText::write(const MetricsSnapshot &snapshot) const
{
    std::string text;
    std::set<std::string> names;
    for (const MetricsSnapshot::Family &family : snapshot.families) {
        const FamilyText written(*this, family);
        const auto own = written.lineNames();
        const bool isFree = std::none_of(own.begin(), own.end(), [&names](const std::string &name) {
            return names.contains(name);
        });
        if (isFree) {
            names.insert(own.begin(), own.end());
            written.write(text);
        } else if (dialect == Dialect::Prometheus) {
            text += "# tidemark: dropped \"";
            appendEscaped(text, family.name, true);
            text += "\" (collides with \"" + written.name() + "\")\n";
        }
    }
    if (dialect == Dialect::OpenMetrics)
        text += "# EOF\n";
    return text;
}

Dialect PrometheusText::dialectFor(std::string_view accept) noexcept
{
    constexpr std::string_view kOpenMetrics = "application/openmetrics-text";
    while (!accept.empty()) {
        const std::string_view range = accept.substr(0, accept.find(','));
        accept.remove_prefix(std::min(range.size() + 1, accept.size()));
        if (range.find(kOpenMetrics) != std::string_view::npos)
            return isRefused(range) ? Dialect::Prometheus : Dialect::OpenMetrics;
    }
    return Dialect::Prometheus;
}

std::string_view PrometheusText::contentType(Dialect dialect) noexcept
{
    return dialect == Dialect::OpenMetrics
               ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
               : "text/plain; version=0.0.4; charset=utf-8";
}

} // namespace tidemark::metrics
