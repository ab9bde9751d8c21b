// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/stream_filter.h"

#include "services/metrics/text/choices.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tidemark::metrics {
namespace {

constexpr std::array kNames{std::string_view("type"),           std::string_view("name"),
                            std::string_view("name_prefix"),    std::string_view("name_regex"),
                            std::string_view("tags"),           std::string_view("min_value"),
                            std::string_view("min_interval_ms")};
constexpr double kLongestInterval_ms = 1e9;

tl::unexpected<MetricsError> wrongKind(std::string_view name, std::string_view wanted)
{
    return failed(Fault::InvalidArgument, "The filter \"" + std::string(name) + "\" takes " +
                                              std::string(wanted) + ". Give it that.");
}

Outcome<std::string> textOf(std::string_view name, const Setting &setting)
{
    if (const auto *text = std::get_if<std::string>(&setting))
        return *text;
    return wrongKind(name, "a text");
}

} // namespace

std::vector<std::string_view> StreamFilter::names()
{
    return {kNames.begin(), kNames.end()};
}

Outcome<StreamFilter> StreamFilter::of(const Settings &filters)
{
    StreamFilter filter;
    for (const auto &[name, setting] : filters) {
        if (auto done = filter.set(name, setting); !done)
            return tl::unexpected(done.error());
    }
    return filter;
}

Outcome<void> StreamFilter::set(std::string_view name, const Setting &setting)
{
    if (name == "type")
        return setTypes(setting);
    if (name == "name")
        return textOf(name, setting).map([this](std::string &&text) { m_name = std::move(text); });
    if (name == "name_prefix")
        return textOf(name, setting).map([this](std::string &&text) {
            m_prefix = std::move(text);
        });
    if (name == "name_regex")
        return setPattern(setting);
    if (name == "tags") {
        const auto *tags = std::get_if<TagCondition::Filter>(&setting);
        if (tags == nullptr)
            return wrongKind(name, "tags with their values");
        return TagCondition::allOf(*tags).map(
            [this](std::vector<TagCondition> &&all) { m_tags = std::move(all); });
    }
    if (name == "min_value") {
        m_minValue = numberOf(setting);
        if (!m_minValue || std::isnan(*m_minValue))
            return wrongKind(name, "a number");
        return {};
    }
    if (name == "min_interval_ms")
        return setInterval(setting);
    return failed(Fault::InvalidArgument, "There is no filter \"" + std::string(name) +
                                              "\". Choose of: " + choicesOf(names()) + '.');
}

Outcome<void> StreamFilter::setTypes(const Setting &setting)
{
    const auto texts = textsOf(setting);
    if (!texts || texts->empty())
        return wrongKind("type", "a type or a list of types");
    for (const std::string &text : *texts) {
        const auto type = metricTypeOf(text);
        if (!type || *type == MetricType::Rate)
            return failed(Fault::InvalidArgument,
                          "Nothing of type \"" + text +
                              "\" is recorded. Choose of: counter, gauge, histogram, timer.");
        m_types.push_back(*type);
    }
    return {};
}

Outcome<void> StreamFilter::setPattern(const Setting &setting)
{
    auto text = textOf("name_regex", setting);
    if (!text)
        return tl::unexpected(text.error());
    try {
        m_pattern.emplace(*text);
    } catch (const std::regex_error &error) {
        return failed(Fault::InvalidArgument,
                      std::string("The filter \"name_regex\" is no regular expression: ") +
                          error.what() + ". Mend it, or compare with \"name\".");
    }
    return {};
}

Outcome<void> StreamFilter::setInterval(const Setting &setting)
{
    const auto number = numberOf(setting);
    if (!number || !(*number >= 0 && *number <= kLongestInterval_ms))
        return wrongKind("min_interval_ms", "milliseconds from 0 to 1,000,000,000");
    m_minInterval = std::chrono::nanoseconds(std::llround(*number * 1e6));
    return {};
}

bool StreamFilter::admits(const Series &series) const
{
    const std::string &name = series.family->name;
    const bool isOfType = m_types.empty() || std::find(m_types.begin(), m_types.end(),
                                                       series.family->type) != m_types.end();
    return isOfType && (!m_name || *m_name == name) && name.starts_with(m_prefix) &&
           (!m_pattern || std::regex_match(name, *m_pattern)) &&
           TagCondition::hold(m_tags, series.tags);
}

} // namespace tidemark::metrics
