// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/record.h"
#include "model/domain/session.h"
#include "model/ports/data_ports.h"
#include "model/ports/exporter.h"

#include <QWidget>

#include <optional>

class QStackedWidget;
class QTabBar;
class QVBoxLayout;

namespace tidemark {

class AggregatesPage;
class Formatter;
class RecordsPage;
class SamplesPage;
class SessionsPage;
class ViewContext;

namespace theme {
class Theme;
}

/// What the table dock can show.
enum class TableTab
{
    Aggregates,
    Records,
    Sessions,
    Samples,
    Count
};

/// The linked tables under the dashboard: aggregates, records, sessions and samples of what the
/// context has selected, with the export link. Rows and the context's selected span follow each
/// other (A7). GUI thread.
class TableDock final : public QWidget
{
    Q_OBJECT

public:
    /// `context`, `formatter` and `theme` are loans that outlive the dock, like the ports.
    TableDock(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
              const theme::Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] TableTab currentTab() const;
    void setCurrentTab(TableTab tab);
    /// Puts a widget, such as the entry bar, above the tables and takes ownership of it (E1).
    void setTopWidget(QWidget *widget);
    void refresh();
    void focusTable();
    /// A store that cannot be written: nothing can be edited or added.
    void setReadOnly(bool readOnly);
    /// Whether publishing records is offered.
    void setPublishing(bool isOffered);

    [[nodiscard]] AggregatesPage *aggregates() const { return m_aggregates; }
    [[nodiscard]] RecordsPage *records() const { return m_records; }
    [[nodiscard]] SessionsPage *sessions() const { return m_sessions; }
    [[nodiscard]] SamplesPage *samples() const { return m_samples; }

    /// What the shown table shows, and what of it is selected (X1, X2); nothing when that is
    /// nothing.
    [[nodiscard]] std::optional<ExportRequest> exportRequest() const;
    [[nodiscard]] std::optional<ExportRequest> selectedExport() const;

    /// Gives the text of an open editor to its table, as before the window closes.
    void finishEditing();
    /// Column widths, order, sorting and scroll positions of the tables, and what was typed into
    /// the last row of the records.
    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void exportRequested(tidemark::TableTab tab);
    void changeMade(tidemark::ChangeId change, const QString &label);
    void failed(const QString &message, const QString &detail);
    /// One line about the selected rows for the status bar; empty when nothing is selected (E13).
    void statisticsChanged(const QString &line);
    void recordActivated(const tidemark::Record &record);
    void sessionActivated(const tidemark::Session &session);
    void entryRequested(tidemark::MetricId metric);
    void showAllDataRequested();
    void publishRequested();       ///< of what is selected in the table of records
    void removeSamplesRequested(); ///< those of the selected span

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void askForHeight();
    void buildHeader(QVBoxLayout *layout);
    void connectPages();
    void updateTabTexts();

    ViewContext *m_context;
    const Formatter &m_formatter;
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    QVBoxLayout *m_layout;
    QList<QWidget *> m_above; ///< what stands above the tabs
    AggregatesPage *m_aggregates;
    RecordsPage *m_records;
    SessionsPage *m_sessions;
    SamplesPage *m_samples;
};

} // namespace tidemark
