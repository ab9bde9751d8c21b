// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/definition.h"
#include "model/domain/publish_selection.h"
#include "model/domain/record.h"
#include "model/ports/data_ports.h"
#include "model/ports/exporter.h"

#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

class QTimer;

namespace tidemark {

class DataTable;
class Formatter;
class MessageStrip;
class PendingRecords;
class RecordStates;
class RecordTableModel;
class RefreshPace;
class SelectionStatistics;
class StateOverlay;
class ViewContext;

namespace theme {
class Theme;
}

/// The records of the selected metrics: those of the selected span when there is one, else of the
/// range. Edited in place (E12); what was done is told by changeMade. GUI thread.
class RecordsPage final : public QWidget
{
    Q_OBJECT

public:
    /// All are loans that outlive the page.
    RecordsPage(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                const theme::Theme &theme, QWidget *parent = nullptr);

    void refresh();
    void setReadOnly(bool readOnly);
    [[nodiscard]] DataTable *table() const { return m_table; }
    /// Column widths, order and sorting, as the table saved them.
    void restoreTable(const QByteArray &state);
    [[nodiscard]] RecordTableModel *model() const { return m_model; }
    /// How many records there are, as far as it is known.
    [[nodiscard]] std::optional<std::int64_t> total() const;
    /// Exactly the records that the table shows, newest first (X2). Nothing without a metric.
    [[nodiscard]] std::optional<ExportRequest> exportRequest() const;
    /// The selected ones of exportRequest(); nothing when none is selected.
    [[nodiscard]] std::optional<ExportRequest> selectedExport() const;
    /// The selected records, just these; those shown when none is selected.
    [[nodiscard]] PublishSelection publishSelection() const;
    /// Whether publishing is offered.
    void setPublishing(bool isOffered) { m_isPublishing = isOffered; }
    /// Why nothing can be published now, told where it is offered; empty: it can.
    void setPublishBlocked(const QString &reason) { m_publishBlocked = reason; }
    /// Opens the form that changes all selected records (E13).
    void editSelected();

Q_SIGNALS:
    void totalChanged();
    void changeMade(tidemark::ChangeId change, const QString &label);
    void failed(const tidemark::Error &error);
    void statisticsChanged(const QString &line);
    void recordSelected(const tidemark::Record &record);
    void entryRequested(tidemark::MetricId metric);
    void showAllDataRequested();
    void publishRequested(); ///< of publishSelection()

private:
    void buildView();
    void connectContext();
    void connectModel();
    void connectTable();
    void reload();
    void load(const std::vector<Definition> &all);
    void onSelectionChanged();
    void followCursor();
    void connectChanges();
    void connectStatistics();
    void showPending();
    void sayRefused(const Error &error);
    void paste();
    void removeSelected();
    void showMenu(const QPoint &globalPosition);
    [[nodiscard]] std::vector<Record> selectedRecords() const;
    [[nodiscard]] std::vector<RecordKey> selectedKeys() const;
    [[nodiscard]] Selection shownSelection() const;

    DataPorts m_ports;
    ViewContext *m_context;
    const Formatter &m_formatter;
    RecordTableModel *m_model;
    PendingRecords *m_pending;
    DataTable *m_table;
    StateOverlay *m_overlay;
    RecordStates *m_states;
    MessageStrip *m_questions; ///< asks about changes; keeps the question until it is answered
    MessageStrip *m_strip;
    SelectionStatistics *m_statistics;
    RefreshPace *m_pace;
    QTimer *m_statisticsTimer;
    std::uint64_t m_generation = 0;
    bool m_isSyncing = false;
    bool m_isPublishing = false;
    QString m_publishBlocked;
};

} // namespace tidemark
