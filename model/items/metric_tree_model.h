// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/core/natural_order.h"
#include "model/items/metric_node.h"

#include <QAbstractItemModel>
#include <QHash>

#include <cstdint>

namespace tidemark {

class Clock;
class Formatter;

/// The catalogue as a tree (grouped by name, D3) or a flat list, with the columns of D1. Asks the
/// catalogue and merges the answer, so that selection, scroll and open branches survive. Answers
/// to an older question are dropped (P2). GUI thread.
class MetricTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Name,
        LastValue,
        Unit,
        Kind,
        LastTime,
        Records,
        Sparkline,
        Tags,
        Description,
        CreatedBy,
        Created,
        ModifiedBy,
        Modified,
        Count
    };

    /// What a drag carries: one metric id per line (D11).
    static constexpr char kMimeType[] = "application/x-tidemark-metrics";
    static constexpr int kSparklinePoints = 30; ///< one per day (D1)

    /// Catalogue, formatter and clock are loans that outlive the model.
    MetricTreeModel(MetricCatalog &catalog, const Formatter &formatter, const Clock &clock,
                    QObject *parent = nullptr);
    ~MetricTreeModel() override;

    void refresh();
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; } ///< an answer has come
    [[nodiscard]] bool isGrouped() const { return m_isGrouped; }
    void setGrouped(bool grouped);
    [[nodiscard]] int metricCount() const { return static_cast<int>(m_byId.size()); }

    /// Nothing for a branch and for an invalid index.
    [[nodiscard]] const MetricSummary *summary(const QModelIndex &index) const;
    [[nodiscard]] const MetricSummary *summaryOf(MetricId metric) const;
    [[nodiscard]] const MetricSummary *summaryNamed(QStringView name) const;
    [[nodiscard]] const MetricNode *node(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(MetricId metric) const;
    /// The metric itself and all below it, from the top down.
    [[nodiscard]] std::vector<MetricId> metricsUnder(const QModelIndex &index) const;
    /// Reads what mimeData() wrote; empty for other data.
    [[nodiscard]] static std::vector<MetricId> metricsFrom(const QMimeData *data);

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;

Q_SIGNALS:
    void loadStarted();
    void loaded();
    void loadFailed(const tidemark::Error &error);

private:
    struct Hooks;

    void merge(MetricNode &node, MetricNode &wanted);
    void indexMetrics(MetricNode &node);
    [[nodiscard]] QModelIndex indexFor(const MetricNode *node, int column = 0) const;
    [[nodiscard]] QVariant branchData(const MetricNode &node, Column column, int role) const;
    [[nodiscard]] QString text(const MetricSummary &summary, const MetricNode &node,
                               Column column) const;
    [[nodiscard]] QVariant sortKey(const MetricSummary &summary, const MetricNode &node,
                                   Column column) const;
    [[nodiscard]] QString toolTip(const MetricSummary &summary, Column column) const;

    MetricCatalog &m_catalog;
    const Formatter &m_formatter;
    const Clock &m_clock;
    NaturalOrder m_order;
    std::unique_ptr<MetricNode> m_root;
    QHash<MetricId, MetricNode *> m_byId;
    bool m_isGrouped = true;
    bool m_isLoaded = false;
    std::uint64_t m_generation = 0;
};

} // namespace tidemark
