// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/text/prometheus_labels.h"

#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/text/utf8.h"

#include <algorithm>

namespace tidemark::metrics {
namespace {

bool isLetter(char byte) noexcept
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}
bool isDigit(char byte) noexcept
{
    return byte >= '0' && byte <= '9';
}

bool saysUnit(std::string_view key, std::string_view value, MetricUnit said) noexcept
{
    if (key != "unit" || said == MetricUnit::Count)
        return false;
    const auto named = metricUnitOf(value);
    return named && baseUnitOf(*named) == said;
}

} // namespace

std::string prometheusName(std::string_view name, bool mayHoldColon)
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

std::string prometheusValue(std::string_view value)
{
    std::string valid = toValidUtf8(value);
    for (std::size_t at = valid.find('\0'); at != std::string::npos; at = valid.find('\0', at))
        valid.replace(at, 1, "\xef\xbf\xbd");
    return valid;
}

PrometheusLabels prometheusLabelsOf(const Tags &tags, MetricUnit said, bool isDistribution)
{
    PrometheusLabels labels;
    for (const auto &[key, value] : tags) {
        if (value.empty() || saysUnit(key, value, said))
            continue;
        std::string name = prometheusName(key, false);
        if (isDistribution && (name == "le" || name == "quantile"))
            name.insert(0, "exported_");
        const auto [label, isNew] = labels.try_emplace(std::move(name), prometheusValue(value));
        if (!isNew)
            label->second += ';' + prometheusValue(value);
    }
    return labels;
}

void appendEscaped(std::string &text, std::string_view raw, bool alsoQuotes)
{
    const std::string_view special = alsoQuotes ? "\\\n\"" : "\\\n";
    while (!raw.empty()) {
        const std::size_t plain = std::min(raw.find_first_of(special), raw.size());
        text += raw.substr(0, plain);
        if (plain < raw.size()) {
            text += '\\';
            text += raw[plain] == '\n' ? 'n' : raw[plain];
        }
        raw.remove_prefix(std::min(plain + 1, raw.size()));
    }
}

} // namespace tidemark::metrics
