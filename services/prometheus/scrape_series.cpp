// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/scrape_series.h"

#include "model/core/text.h"
#include "model/core/utf8_text.h"
#include "services/exchange/prometheus_names.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

namespace {

QString keyOf(const QString &name, const TagMap &labels)
{
    QString key = name;
    for (auto label = labels.begin(); label != labels.end(); ++label)
        key += QChar(u'\0') % label.key() % QChar(u'\0') % label.value();
    return key;
}

/// Whether samples of this name in such a family only grow.
bool isTotal(FamilyType type, std::string_view part)
{
    switch (type) {
    case FamilyType::Counter:
        return part != "_created";
    case FamilyType::Histogram:
    case FamilyType::Summary:
        return part == "_bucket" || part == "_sum" || part == "_count";
    default:
        return false;
    }
}

QString symbolOf(const ExpositionFamily &family, std::string_view part)
{
    if (part == "_bucket" || part == "_count")
        return {};
    if (part == "_created")
        return u"s"_s;
    std::string_view name = family.name;
    if (part == "_total" && name.ends_with(part))
        name.remove_suffix(part.size());
    const std::string_view unit = family.unit.empty() ? exchange::prometheusUnitInName(name)
                                                      : exchange::prometheusUnit(family.unit);
    return utf8Text(unit.empty() ? std::string_view(family.unit) : unit);
}

/// A running total is a gauge that shows its greatest value, since a counter's samples are added
/// up.
NewDefinition definitionFor(const ExpositionFamily &family, const std::string &sampleName)
{
    const bool isWhole = sampleName == family.name && family.type != FamilyType::Counter;
    const std::string_view part =
        isWhole ? std::string_view() : exchange::prometheusPart(sampleName);
    NewDefinition definition;
    definition.unit = symbolOf(family, part);
    const QString help = cleanText(family.help).value_or(QString());
    if (!help.isEmpty())
        definition.description = help;
    if (isTotal(family.type, part))
        definition.settings.defaultFunction = AggregateFunction::Max;
    return definition;
}

} // namespace

std::optional<TagMap> ScrapeSeriesTable::tagsOf(const TagMap &labels) const
{
    TagMap tags = m_target;
    for (auto label = labels.begin(); label != labels.end(); ++label) {
        auto key = cleanText(label.key(), kTagValueMaxBytes);
        auto value = cleanText(label.value(), kTagValueMaxBytes);
        if (!key || !value)
            return std::nullopt;
        while (m_target.contains(*key) || (*key != label.key() && labels.contains(*key)))
            key->prepend(u"exported_"_s);
        if (!value->isEmpty())
            tags.insert(*key, *value);
    }
    return tags;
}

ScrapeSeries *ScrapeSeriesTable::find(const Exposition &exposition, const ExpositionSample &sample)
{
    const auto known = m_series.find(keyOf(utf8Text(sample.name), sample.labels));
    return known != m_series.end() ? &known->second : make(exposition, sample);
}

ScrapeSeries *ScrapeSeriesTable::make(const Exposition &exposition, const ExpositionSample &sample)
{
    if (m_series.size() >= m_most)
        return nullptr;
    const QString told = utf8Text(sample.name);
    const auto name = normalisedName(told);
    const auto tags = tagsOf(sample.labels);
    if (!name || !tags)
        return nullptr;
    const auto written = m_writer.find(*name, *tags, [&] {
        return definitionFor(exposition.families[sample.family], sample.name);
    });
    if (!written)
        return nullptr;
    ScrapeSeries series;
    series.written = *written;
    series.isTotal = (*written)->definition().settings.defaultFunction.has_value();
    return &m_series.emplace(keyOf(told, sample.labels), std::move(series)).first->second;
}

ScrapeSeries &ScrapeSeriesTable::own(const NewDefinition &definition)
{
    const auto [at, isNew] = m_own.try_emplace(definition.name);
    if (isNew)
        at->second.written = *m_writer.find(definition.name, m_target, [&] { return definition; });
    return at->second;
}

void ScrapeSeriesTable::forEach(const std::function<void(ScrapeSeries &)> &visit)
{
    for (auto &[key, series] : m_series)
        visit(series);
    for (auto &[name, series] : m_own)
        visit(series);
}

void ScrapeSeriesTable::forgetEnded()
{
    if (m_series.size() >= m_most)
        std::erase_if(m_series, [](const auto &each) { return !each.second.isLive; });
}

} // namespace tidemark::prometheus
