// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/text/prometheus_text.h"

#include "services/metrics/text/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace tidemark::metrics {
namespace {

using Dialect = PrometheusText::Dialect;

bool isLetter(char byte) noexcept
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}
bool isDigit(char byte) noexcept
{
    return byte >= '0' && byte <= '9';
}

/// With each run of characters that are not allowed as one "_".
std::string cleaned(std::string_view name, bool mayHoldColon)
{
    std::string clean;
    for (const char byte : name) {
        const bool isGood = isLetter(byte) || isDigit(byte) || (mayHoldColon && byte == ':');
        if (isGood)
            clean += byte;
        else if (clean.empty() || clean.back() != '_')
            clean += '_';
    }
    if (clean.empty() || isDigit(clean.front()))
        clean.insert(0, 1, '_');
    return clean;
}

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

void appendEscaped(std::string &text, std::string_view raw, bool alsoQuotes)
{
    for (const char byte : raw) {
        if (byte == '\\')
            text += "\\\\";
        else if (byte == '\n')
            text += "\\n";
        else if (byte == '"' && alsoQuotes)
            text += "\\\"";
        else
            text += byte;
    }
}

/// The text of one family.
class FamilyText
{
public:
    FamilyText(const PrometheusText &options, const MetricsSnapshot::Family &family)
        : m_options(options)
        , m_family(family)
        , m_unit(unitOf(family))
        , m_name(cleaned(family.name, true))
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
        writeHead(text);
        for (const Reading &reading : m_family.readings) {
            if (const auto *total = std::get_if<Number>(&reading.value))
                writeCounter(text, reading, *total);
            else if (const auto *gauge = std::get_if<GaugeState>(&reading.value))
                writeGauge(text, reading, *gauge);
            else
                writeDistribution(text, reading, std::get<Distribution>(reading.value));
        }
    }

private:
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
        appendEscaped(help, said, isOpen());
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

    void writeLabels(std::string &text, const Tags &tags, const double *bound) const
    {
        std::set<std::string> written;
        char before = '{';
        const auto label = [&](const std::string &key, std::string_view value) {
            if (!written.insert(key).second)
                return; // another key became the same one
            text += before;
            text += key;
            text += "=\"";
            appendEscaped(text, value, true);
            text += '"';
            before = ',';
        };
        for (const auto &[key, value] : tags) {
            if (key == "unit" && m_unit != MetricUnit::Count)
                continue; // the name says it
            std::string name = cleaned(key, false);
            if (bound || isDistribution(m_family.type)) {
                if (name == "le" || name == "quantile")
                    name.insert(0, "exported_");
            }
            label(name, value);
        }
        if (bound) {
            std::string le;
            if (isOpen())
                appendCanonical(le, *bound);
            else
                appendNumber(le, *bound);
            label("le", le);
        }
        if (before == ',')
            text += '}';
    }

    template <class Value>
    void writeLine(std::string &text, std::string_view suffix, const Reading &reading,
                   const Value &value, const double *bound = nullptr) const
    {
        text += m_name;
        text += suffix;
        writeLabels(text, reading.series->tags, bound);
        text += ' ';
        appendNumber(text, value);
        text += '\n';
    }

    void writeCounter(std::string &text, const Reading &reading, const Number &total) const
    {
        const double factor = factorOf(m_family, reading, m_unit);
        writeLine(text, "_total", reading, factor == 1 ? total : Number(toReal(total) * factor));
    }
    void writeGauge(std::string &text, const Reading &reading, const GaugeState &gauge) const
    {
        writeLine(text, "", reading, gauge.value * factorOf(m_family, reading, m_unit));
    }
    void writeDistribution(std::string &text, const Reading &reading,
                           const Distribution &values) const
    {
        const double factor = factorOf(m_family, reading, m_unit);
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        for (const double bound : m_options.bounds)
            writeLine(text, "_bucket", reading, Number(values.countUpTo(bound / factor)), &bound);
        writeLine(text, "_bucket", reading, Number(values.count()), &kInfinity);
        const bool isNegative = values.min < 0; // then the sum may fall, which OpenMetrics forbids
        if (isOpen() && isNegative)
            return;
        writeLine(text, "_sum", reading, values.sum * factor);
        writeLine(text, "_count", reading, Number(values.count()));
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
