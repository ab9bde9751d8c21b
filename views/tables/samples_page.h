// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/domain/series.h"
#include "model/ports/data_ports.h"
#include "model/ports/exporter.h"

#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

class QComboBox;
class QLabel;

namespace tidemark {

class DataTable;
class Formatter;
class RefreshPace;
class SampleTableModel;
class StateOverlay;
class ViewContext;

namespace theme {
class Theme;
}

/// The samples of the selected metric in the window or the selected span, one series at a time, the
/// latest first. GUI thread.
class SamplesPage final : public QWidget
{
    Q_OBJECT

public:
    /// All are loans that outlive the page.
    SamplesPage(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                const theme::Theme &theme, QWidget *parent = nullptr);

    void refresh();
    /// A page that is not shown asks nothing; it catches up when it is.
    void setActive(bool active);
    [[nodiscard]] DataTable *table() const { return m_table; }
    [[nodiscard]] SampleTableModel *model() const { return m_model; }
    /// How many samples the table has, once it is known.
    [[nodiscard]] std::optional<std::int64_t> total() const;
    /// Exactly the samples of the table, also those that were not scrolled to (X2); nothing when
    /// there is no series.
    [[nodiscard]] std::optional<ExportRequest> exportRequest() const;
    /// Those of exportRequest() from the first to the last selected row; nothing when no row is, or
    /// when others lie between them.
    [[nodiscard]] std::optional<ExportRequest> selectedExport() const;

Q_SIGNALS:
    void totalChanged();
    /// One line about the selected rows; empty when nothing is selected (E13).
    void statisticsChanged(const QString &line);
    void showAllDataRequested();
    /// The samples of this stretch, which is selected now, are to be removed.
    void removeRequested();

private:
    void buildView();
    void connectContext();
    void connectModel();
    void reload();
    void takeSeries(const Definition &metric, const Result<std::vector<SeriesInfo>> &series);
    void loadChosen();
    /// With users by their names.
    [[nodiscard]] QString shownText(const TagMap &tags) const;
    void showState();
    void showNothing(const QString &text);
    void showMenu(const QPoint &globalPosition);
    void tellStatistics();
    [[nodiscard]] std::optional<TimeWindow> selectedStretch() const;

    DataPorts m_ports;
    ViewContext *m_context;
    const Formatter &m_formatter;
    SampleTableModel *m_model;
    DataTable *m_table;
    StateOverlay *m_overlay;
    QLabel *m_statement;
    QComboBox *m_choice;
    RefreshPace *m_pace;
    std::optional<Definition> m_metric;
    std::vector<SeriesInfo> m_series; ///< of the metric that have samples, as in m_choice
    std::uint64_t m_generation = 0;
    bool m_isActive = false;
    bool m_isStale = true;
};

} // namespace tidemark
