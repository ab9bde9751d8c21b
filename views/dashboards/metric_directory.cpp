// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/metric_directory.h"

#include "model/core/continue_on.h"
#include "model/ports/metric_catalog.h"

#include <algorithm>
#include <utility>

namespace tidemark {

namespace {

template <class Predicate>
const Definition *firstWhere(const std::vector<Definition> &definitions, Predicate matches)
{
    const auto found = std::find_if(definitions.begin(), definitions.end(), matches);
    return found == definitions.end() ? nullptr : &*found;
}

} // namespace

MetricDirectory::MetricDirectory(MetricCatalog &catalog, StoreEvents &events, QObject *parent)
    : QObject(parent)
    , m_catalog(catalog)
{
    connect(&events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (change.definitions)
            reload();
    });
    reload();
}

QStringList MetricDirectory::names() const
{
    QStringList names;
    for (const Definition &metric : m_definitions)
        names.append(metric.name);
    return names;
}

const Definition *MetricDirectory::find(MetricId metric) const
{
    return firstWhere(m_definitions, [&](const Definition &d) { return d.id == metric; });
}

const Definition *MetricDirectory::find(const MetricRef &metric) const
{
    if (!metric.uid.isEmpty()) {
        const Definition *found =
            firstWhere(m_definitions, [&](const Definition &d) { return d.uid == metric.uid; });
        if (found)
            return found;
    }
    if (const Definition *found = findName(metric.name))
        return found;
    const auto hasTakenIn = [&](const Definition &d) {
        return d.settings.replaces.contains(metric.uid) ||
               d.settings.replaces.contains(metric.name);
    };
    return firstWhere(m_definitions, hasTakenIn);
}

const Definition *MetricDirectory::findName(const QString &name) const
{
    return firstWhere(m_definitions, [&](const Definition &d) { return d.name == name; });
}

void MetricDirectory::reload()
{
    const std::uint64_t generation = ++m_generation;
    continueOn(this, m_catalog.definitions(),
               [this, generation](Result<std::vector<Definition>> answer) {
                   if (generation != m_generation)
                       return;
                   m_isLoaded = true;
                   m_error.reset();
                   if (answer)
                       m_definitions = std::move(*answer);
                   else
                       m_error = answer.error();
                   Q_EMIT changed();
               });
}

MetricRef refOf(const Definition &metric)
{
    return {metric.uid, metric.name, {}};
}

PanelSpec withMetric(PanelSpec panel, const Definition &metric, const MetricDirectory &directory)
{
    const auto isSame = [&](const MetricRef &ref) {
        const Definition *found = directory.find(ref);
        return found != nullptr && found->id == metric.id;
    };
    const auto missing =
        std::find_if(panel.metrics.begin(), panel.metrics.end(),
                     [&](const MetricRef &ref) { return directory.find(ref) == nullptr; });
    panel.followsSelection = false;
    if (missing == panel.metrics.end())
        panel.metrics = {refOf(metric)};
    else if (std::any_of(panel.metrics.begin(), panel.metrics.end(), isSame))
        panel.metrics.erase(missing); // it shows the metric already
    else
        *missing = refOf(metric);
    return panel;
}

} // namespace tidemark
