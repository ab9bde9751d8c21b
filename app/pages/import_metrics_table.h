// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/importer.h"

#include <QStringList>
#include <QTableWidget>

#include <vector>

namespace tidemark {

/// The metrics that a file names, and where each goes (I7): it can be renamed, mapped to an
/// existing one, given unit and kind, or left out. GUI thread.
class ImportMetricsTable final : public QTableWidget
{
    Q_OBJECT

public:
    enum class Column
    {
        Source, ///< with a check mark: its values are taken
        Target,
        Unit,
        Kind,
        Values,
        State,
        Count
    };

    explicit ImportMetricsTable(QWidget *parent = nullptr);

    /// Names to complete a target with.
    void setExistingNames(const QStringList &names) { m_names = names; }
    [[nodiscard]] const QStringList &existingNames() const { return m_names; }
    /// Starts with the mappings of a plan.
    void setMappings(std::vector<MetricMapping> mappings);
    /// Those of the plan with what was edited here.
    [[nodiscard]] const std::vector<MetricMapping> &mappings() const { return m_mappings; }
    /// Shows what a survey found. A cell that is being edited stays as it is.
    void showMetrics(const std::vector<ImportMetric> &metrics);
    /// Why these metrics cannot be imported together with those of the store; empty when they can.
    [[nodiscard]] QString problem() const;
    /// Takes what is in an open editor so far.
    void takeTyped(QWidget *editor) { commitData(editor); }

Q_SIGNALS:
    void edited();

private:
    void onItemChanged(QTableWidgetItem *item);
    void showRow(int row, const ImportMetric &metric);
    void showCell(int row, Column column, const QString &text, bool isEditable);

    QStringList m_names;
    std::vector<MetricMapping> m_mappings;
    std::vector<ImportMetric> m_metrics;
    bool m_isShowing = false;
};

} // namespace tidemark
