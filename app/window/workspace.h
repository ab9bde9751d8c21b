// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/message_center.h"
#include "app/window_session.h"
#include "model/ports/source_links.h"
#include "model/ports/store_admin.h"
#include "model/ports/store_events.h"
#include "model/store/local_store.h"
#include "views/browser/metric_browser.h"
#include "views/dashboards/panel_services.h"
#include "views/refresh_pace.h"

#include <QList>
#include <QObject>

#include <cstdint>
#include <memory>
#include <stop_token>

class QAction;
class QDialog;

namespace tidemark {

class ActivityMeter;
class Clock;
class DashboardTabs;
class DashboardView;
class DetailsPanel;
class EntryBar;
class EntryHint;
class Exporter;
class Importer;
class MetricDirectory;
class MirrorAges;
class TableDock;
class UndoHistory;
struct ChangeEntry;

/// What a window lends to the workspace of its store; all outlive it.
struct WindowParts
{
    const Clock *clock = nullptr;
    ViewContext *context = nullptr;
    const Formatter *formatter = nullptr;
    const theme::Theme *theme = nullptr;
    theme::SeriesStyleRegistry *styles = nullptr;
    MessageCenter *messages = nullptr;
    QList<QAction *> chartCommands = {}; ///< that the menu of each chart offers
    ActivityMeter *meter = nullptr;      ///< told of each frame of a chart; may be null
    QList<QAction *> userCommands = {};  ///< that the menu of each table of users offers
};

/// One open store with everything that shows it: browser, dashboards, tables, details, entry bar,
/// undo history, import and export, wired to each other. The window puts the widgets into its
/// docks; they and the store go with the workspace. GUI thread.
class Workspace final : public QObject
{
    Q_OBJECT

public:
    /// `links` is the live side of the store's sources; none where no connection is made.
    Workspace(std::shared_ptr<store::LocalStore> store, StoreInfo info, const WindowParts &parts,
              std::unique_ptr<SourceLinks> links = {});
    ~Workspace() override; // widgets first, then the store

    [[nodiscard]] const StoreInfo &info() const { return m_info; }
    [[nodiscard]] DataPorts ports() const { return m_ports; }
    [[nodiscard]] store::LocalStore &store() const { return *m_store; }
    [[nodiscard]] SourceLinks *links() const { return m_links.get(); }
    [[nodiscard]] MetricDirectory &metrics() const { return *m_metrics; }
    [[nodiscard]] UndoHistory &history() const { return *m_history; }
    [[nodiscard]] Importer &importer() const { return *m_importer; }
    [[nodiscard]] Exporter &exporter() const { return *m_exporter; }
    [[nodiscard]] MetricBrowser &browser() const { return *m_browser; }
    [[nodiscard]] DashboardTabs &tabs() const { return *m_tabs; }
    [[nodiscard]] TableDock &table() const { return *m_table; }
    [[nodiscard]] DetailsPanel &details() const { return *m_details; }
    [[nodiscard]] EntryBar &entry() const { return *m_entry; }
    /// How the next value is added; hidden until the window shows it.
    [[nodiscard]] EntryHint &hint() const { return *m_hint; }
    /// Why the store cannot be written, also when that came about later; empty when it can.
    [[nodiscard]] const QString &readOnlyReason() const { return m_info.readOnlyReason; }

    /// Brings back what the session holds, or begins with the automatic dashboard.
    void restore(const WindowSession &session);
    void fillSession(WindowSession &session) const;
    /// Shows the entry bar with the focus in it (E1).
    void startEntry(MetricId metric = {});
    /// Says that entries are not stored yet where the bar does not show them, and offers to; silent
    /// when there are none.
    void tellOpenEntries();
    void reload();
    /// How many panels of all dashboards show one of these metrics.
    [[nodiscard]] int panelsShowing(const std::vector<MetricId> &metrics) const;
    /// The dashboard of what the store holds, made anew.
    void showAutomaticDashboard();
    /// Lets the person choose the metric of a panel (B7).
    void chooseMetric(const QString &panelId);

Q_SIGNALS:
    void infoChanged();                  ///< counts, size, read-only
    void emptinessChanged(bool isEmpty); ///< the store has no metric
    void stateChanged();                 ///< something that the session file holds
    void entryShown();                   ///< the dock of the tables is to be seen
    void detailsRequested();             ///< the dock is to be seen
    void firstValueEntered();            ///< the store had no record before
    void importRequested();
    void exportRequested();
    void mergeRequested();          ///< of the selected metrics
    void removeSamplesRequested();  ///< of the selected metric in the selected span
    void publishRequested();        ///< of what is selected in the table of records
    void publishMetricsRequested(); ///< of the selected metrics in the range
    void rowsCounted(std::optional<std::int64_t> rows);
    void answered(qint64 elapsed_ms);
    void statisticsChanged(const QString &line);

private:
    void buildWidgets();
    void connectBrowser();
    void connectTable();
    void tellOpenCorrections();
    void connectTabs();
    void connectStore();
    void connectView(DashboardView *view);
    void onStoreChanged(const StoreChange &change);
    void tellSteps(const std::vector<ChangeEntry> &oldestFirst);
    void onDefinitionsRead();
    void onCatalogueKnown();
    void refreshInfo();
    void refreshExtent();
    void countRows();
    void fillAutomaticDashboard(bool alsoSelect);
    void restoreSelection(const QStringList &names);
    void onFirstValue();
    void say(Message::Kind kind, const QString &text);

    std::shared_ptr<store::LocalStore> m_store;
    DataPorts m_ports;
    StoreInfo m_info;
    WindowParts m_parts;
    std::unique_ptr<SourceLinks> m_links;
    std::unique_ptr<MirrorAges> m_ages; ///< none without links
    std::unique_ptr<MetricDirectory> m_metrics;
    std::unique_ptr<UndoHistory> m_history;
    std::unique_ptr<Importer> m_importer;
    std::unique_ptr<Exporter> m_exporter;
    std::unique_ptr<MetricBrowser> m_browser;
    std::unique_ptr<DashboardTabs> m_tabs;
    std::unique_ptr<DetailsPanel> m_details;
    std::unique_ptr<TableDock> m_table;
    EntryBar *m_entry = nullptr; ///< a child of the table dock
    EntryHint *m_hint = nullptr; ///< likewise
    RefreshPace m_countPace;
    std::stop_source m_countStop;
    std::uint64_t m_countGeneration = 0;
    std::uint64_t m_extentGeneration = 0;
    QStringList m_selectionToRestore;
    bool m_hasChosenRange = false; ///< from the session or by the person
    bool m_isEmpty = true;
    bool m_isFirstRead = true;
};

/// For a dialog that uses parts of the workspace: it goes with it.
void endWith(const Workspace &workspace, QDialog *dialog);

/// The period in which an extent shows as some dozens of buckets.
[[nodiscard]] Period periodFor(const TimeWindow &extent);

} // namespace tidemark
