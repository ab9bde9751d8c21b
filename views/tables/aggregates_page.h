// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/definition.h"
#include "model/ports/data_ports.h"
#include "model/ports/exporter.h"
#include "model/time/time_window.h"

#include <QWidget>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>

class QCheckBox;
class QLabel;

namespace tidemark {

class AggregateFilterModel;
class AggregateTableModel;
class DataTable;
class Formatter;
class RefreshPace;
class StateOverlay;
class ViewContext;

namespace theme {
class Theme;
}

/// The aggregates of the first selected metric in the context's range, with the line that says what
/// they are (A2). Selected rows and the context's selected span follow each other (A7). GUI thread.
class AggregatesPage final : public QWidget
{
    Q_OBJECT

public:
    /// All are loans that outlive the page.
    AggregatesPage(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                   const theme::Theme &theme, QWidget *parent = nullptr);

    /// A statement of two lines does not make the page ask for more height.
    [[nodiscard]] bool hasHeightForWidth() const override { return false; }
    [[nodiscard]] int heightForWidth(int) const override { return -1; }

    void refresh();
    [[nodiscard]] DataTable *table() const { return m_table; }
    [[nodiscard]] AggregateTableModel *model() const { return m_model; }
    /// Exactly what the table shows: its rows in their order, with the functions and changes of the
    /// shown columns (X2). Nothing without a metric.
    [[nodiscard]] std::optional<ExportRequest> exportRequest() const;
    /// The selected rows of exportRequest(); nothing when none is selected.
    [[nodiscard]] std::optional<ExportRequest> selectedExport() const;

Q_SIGNALS:
    /// Ctrl+Enter: list the records of this bucket (A9).
    void recordsRequested(const tidemark::TimeWindow &window);
    void entryRequested(tidemark::MetricId metric);
    void showAllDataRequested();

private:
    void buildView();
    void connectContext();
    void reload();
    void showState();
    void showStatement();
    void onRowsSelected();
    void selectSpan();
    void showMenu(const QPoint &globalPosition);
    void activate(int row, bool listsRecords);
    [[nodiscard]] std::optional<TimeWindow> windowAt(int row) const;
    [[nodiscard]] std::size_t shownIn(const TimeWindow &span) const;
    void addShownColumns(ExportRequest &request) const;

    DataPorts m_ports;
    ViewContext *m_context;
    const Formatter &m_formatter;
    AggregateTableModel *m_model;
    AggregateFilterModel *m_filter;
    DataTable *m_table;
    StateOverlay *m_overlay;
    QLabel *m_statement;
    QLabel *m_count;
    QCheckBox *m_hideEmpty;
    RefreshPace *m_pace;
    std::optional<Definition> m_definition;
    std::uint64_t m_generation = 0;
    std::set<Timestamp> m_chosen; ///< begins of selected periods that leave out others of the span
    bool m_isSyncing = false;
    bool m_isLosingRows = false; ///< rows leave, and their selection with them
};

} // namespace tidemark
