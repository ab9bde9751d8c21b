// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/ports/store_events.h"
#include "views/dashboards/dashboard.h"

#include <QObject>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

class MetricCatalog;

/// The definitions of the open store, kept up to date, so that panels, palette and title lines find
/// a metric without asking the store each time. GUI thread.
class MetricDirectory final : public QObject
{
    Q_OBJECT

public:
    /// Both are loans that outlive the directory. Reading begins at once.
    MetricDirectory(MetricCatalog &catalog, StoreEvents &events, QObject *parent = nullptr);

    /// False until the first answer; afterwards what was read last stays.
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    /// Why the last reading failed; nothing when it did not.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// In natural name order.
    [[nodiscard]] const std::vector<Definition> &definitions() const { return m_definitions; }
    /// Of those, in their order.
    [[nodiscard]] QStringList names() const;
    [[nodiscard]] const Definition *find(MetricId metric) const;
    /// By uid, else by name, else the one that took in the metric of that uid or name.
    [[nodiscard]] const Definition *find(const MetricRef &metric) const;
    [[nodiscard]] const Definition *findName(const QString &name) const;
    void reload();

Q_SIGNALS:
    void changed();

private:
    MetricCatalog &m_catalog;
    std::vector<Definition> m_definitions;
    std::optional<Error> m_error;
    std::uint64_t m_generation = 0;
    bool m_isLoaded = false;
};

/// How a dashboard names the metric.
[[nodiscard]] MetricRef refOf(const Definition &metric);

/// The panel with `metric` in place of the first one that this store does not have, or instead of
/// all when none is missing (B7). It then follows the selection no more.
[[nodiscard]] PanelSpec withMetric(PanelSpec panel, const Definition &metric,
                                   const MetricDirectory &directory);

} // namespace tidemark
