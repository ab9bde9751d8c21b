// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/text/csv_text.h"

#include "services/metrics/text/number_text.h"

#include <cmath>
#include <optional>
#include <string_view>

namespace tidemark::metrics {
namespace {

constexpr std::string_view kHeader =
    "name,type,unit,tags,value,count,sum,min,max,p50,p95,p99,timestamp";
constexpr std::string_view kFormulaStarts = "=+-@\t\r";

std::string tagText(const Tags &tags)
{
    std::string text;
    const auto appendEscaped = [&text](std::string_view part) {
        for (const char byte : part) {
            if (byte == ';' || byte == '=' || byte == '\\')
                text += '\\';
            text += byte;
        }
    };
    for (const auto &[key, value] : tags) {
        if (!text.empty())
            text += ';';
        appendEscaped(key);
        text += '=';
        appendEscaped(value);
    }
    return text;
}

class Line
{
public:
    Line(std::string &csv, const CsvText &options)
        : m_csv(csv)
        , m_options(options)
    {}
    void text(std::string_view field)
    {
        separate();
        std::string guarded;
        if (m_options.guardsFormulas && !field.empty() &&
            kFormulaStarts.find(field.front()) != std::string_view::npos) {
            guarded = '\'' + std::string(field);
            field = guarded;
        }
        if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
            m_csv += field;
            return;
        }
        m_csv += '"';
        for (const char byte : field) {
            if (byte == '"')
                m_csv += '"';
            m_csv += byte;
        }
        m_csv += '"';
    }
    /// Nothing: an empty field.
    void number(const std::optional<Number> &field)
    {
        separate();
        if (field)
            appendNumber(m_csv, *field);
    }
    void time(std::int64_t time_ns)
    {
        separate();
        appendTime(m_csv, time_ns);
    }
    void end() { m_csv += m_options.endsLinesWithCrLf ? "\r\n" : "\n"; }

private:
    void separate()
    {
        if (!m_isFirst)
            m_csv += ',';
        m_isFirst = false;
    }

    std::string &m_csv;
    const CsvText &m_options;
    bool m_isFirst = true;
};

void writeDistribution(Line &line, const Reading &reading, const Distribution &values)
{
    const double factor = toOwnUnit(*reading.series);
    line.number({}); // it has no one value
    line.number(Number(values.count()));
    if (values.isEmpty()) {
        for (int field = 0; field < 6; ++field)
            line.number({});
        return;
    }
    for (const double field : {values.sum, values.min, values.max})
        line.number(Number(field * factor));
    for (const double share : {0.5, 0.95, 0.99})
        line.number(Number(*values.quantile(share) * factor));
}

void writeSeries(Line &line, const MetricsSnapshot::Family &family, const Reading &reading,
                 std::int64_t now_ns)
{
    line.text(family.name);
    line.text(textOf(family.type));
    line.text(textOf(reading.series->unit));
    line.text(tagText(reading.series->tags));
    std::int64_t at_ns = now_ns;
    if (const auto *values = std::get_if<Distribution>(&reading.value)) {
        writeDistribution(line, reading, *values);
    } else {
        std::optional<Number> value;
        if (const auto *gauge = std::get_if<GaugeState>(&reading.value)) {
            if (!std::isnan(gauge->value))
                value = gauge->value;
            if (gauge->at_ns != 0) // else nobody has set it
                at_ns = gauge->at_ns;
        } else {
            value = std::get<Number>(reading.value);
        }
        line.number(value);
        for (int field = 0; field < 7; ++field)
            line.number({});
    }
    line.time(at_ns);
}

} // namespace

std::string CsvText::write(const MetricsSnapshot &snapshot) const
{
    std::string csv(kHeader);
    csv += endsLinesWithCrLf ? "\r\n" : "\n";
    for (const MetricsSnapshot::Family &family : snapshot.families) {
        for (const Reading &reading : family.readings) {
            Line line(csv, *this);
            writeSeries(line, family, reading, snapshot.at_ns);
            line.end();
        }
    }
    return csv;
}

} // namespace tidemark::metrics
