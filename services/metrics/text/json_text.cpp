// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/text/json_text.h"

#include "services/metrics/text/json_members.h"
#include "services/metrics/text/number_text.h"
#include "services/metrics/text/utf8.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace tidemark::metrics {
namespace {

void appendDistribution(std::string &json, const Distribution &values, double factor)
{
    appendMember(json, "count", values.count());
    if (values.isEmpty())
        return;
    appendMember(json, "sum", values.sum * factor);
    appendMember(json, "min", values.min * factor);
    appendMember(json, "max", values.max * factor);
    for (const auto &[key, share] : {std::pair{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}})
        appendMember(json, key, *values.quantile(share) * factor);
}

/// What is recorded is multiplied by the factor. A gauge that nobody has set is as old as the
/// export.
void appendSeries(std::string &json, const Reading &reading, std::int64_t now_ns, double factor)
{
    appendTags(json, "tags", reading.series->tags);
    std::int64_t at_ns = now_ns;
    if (const auto *total = std::get_if<Number>(&reading.value)) {
        appendMember(json, "value", factor == 1 ? *total : Number(toReal(*total) * factor));
    } else if (const auto *gauge = std::get_if<GaugeState>(&reading.value)) {
        appendMember(json, "value", gauge->value * factor);
        if (gauge->at_ns != 0)
            at_ns = gauge->at_ns;
    } else {
        appendDistribution(json, std::get<Distribution>(reading.value), factor);
    }
    appendTimeMember(json, "timestamp", at_ns);
    if (!std::holds_alternative<GaugeState>(reading.value))
        appendTimeMember(json, "start", reading.series->start_ns);
}

} // namespace

void appendJsonText(std::string &json, std::string_view text)
{
    json += '"';
    const std::string valid = toValidUtf8(text);
    for (const char byte : valid) {
        switch (byte) {
        case '"':
            json += "\\\"";
            break;
        case '\\':
            json += "\\\\";
            break;
        case '\n':
            json += "\\n";
            break;
        case '\t':
            json += "\\t";
            break;
        case '\r':
            json += "\\r";
            break;
        default:
            if (static_cast<unsigned char>(byte) < 0x20) {
                std::array<char, 8> escape{};
                const int length = std::snprintf(escape.data(), escape.size(), "\\u%04x",
                                                 static_cast<unsigned>(byte));
                json.append(escape.data(), static_cast<std::size_t>(length));
            } else {
                json += byte;
            }
        }
    }
    json += '"';
}

std::string toJson(const MetricsSnapshot &snapshot)
{
    std::string json = "{\"format\":\"tidemark.metrics/1\"";
    appendTimeMember(json, "generated_at", snapshot.at_ns);
    appendTags(json, "resource", snapshot.resource);
    appendKey(json, "metrics");
    json += '[';
    for (const MetricsSnapshot::Family &family : snapshot.families) {
        json += json.back() == '[' ? "{" : ",{";
        appendMember(json, "name", family.name);
        appendMember(json, "type", textOf(family.type));
        appendMember(json, "unit", textOf(family.readings.front().series->family->unit));
        appendMember(json, "description", family.description);
        appendKey(json, "series");
        json += '[';
        for (const Reading &reading : family.readings) {
            json += json.back() == '[' ? "{" : ",{";
            const auto factor = toFamilyUnit(*reading.series);
            if (!factor)
                appendMember(json, "unit", textOf(reading.series->unit));
            appendSeries(json, reading, snapshot.at_ns,
                         factor.value_or(toOwnUnit(*reading.series)));
            json += '}';
        }
        json += "]}";
    }
    json += "]}\n";
    return json;
}

std::string toJsonLines(const MetricsSnapshot &snapshot)
{
    std::string lines;
    for (const MetricsSnapshot::Family &family : snapshot.families) {
        for (const Reading &reading : family.readings) {
            lines += '{';
            appendMember(lines, "name", family.name);
            appendMember(lines, "type", textOf(family.type));
            appendMember(lines, "unit", textOf(reading.series->unit));
            appendSeries(lines, reading, snapshot.at_ns, toOwnUnit(*reading.series));
            lines += "}\n";
        }
    }
    return lines;
}

std::string toJsonLines(std::span<const MetricSnapshot> windows)
{
    std::string lines;
    for (const MetricSnapshot &window : windows) {
        lines += '{';
        appendMember(lines, "name", window.name);
        appendMember(lines, "count", window.count);
        appendMember(lines, "sum", window.sum);
        appendMember(lines, "min", window.min);
        appendMember(lines, "max", window.max);
        appendTags(lines, "dimensions", window.dimensions);
        appendTimeMember(lines, "window_start", window.windowStart_ns);
        appendTimeMember(lines, "window_end", window.windowEnd_ns);
        lines += "}\n";
    }
    return lines;
}

} // namespace tidemark::metrics
