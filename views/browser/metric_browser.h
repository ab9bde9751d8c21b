// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/ports/data_ports.h"

#include <QSet>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QKeyEvent;
class QLineEdit;
class QModelIndex;
class QTimer;
class QToolButton;
class QTreeView;

namespace tidemark {

class DefinitionDialog;
class Formatter;
class MetricFilterModel;
class MetricTreeModel;
class RefreshPace;
class ScrollPlace;
class StateOverlay;
class ViewContext;

namespace theme {
class Theme;
}

/// Where asked metrics are to be drawn (D11).
enum class PlotTarget
{
    ActivePanel,
    NewPanel,
    Replace, ///< instead of what the active panel shows
};

/// The catalogue of metrics: filter box, tree with sparklines and last values, and the commands on
/// definitions (section 3 of the interaction contract). Selecting rows sets the context's selected
/// metrics. Asks the catalogue again when the store tells of changes. GUI thread.
class MetricBrowser final : public QWidget
{
    Q_OBJECT

public:
    /// `context`, `formatter` and `theme` are loans that outlive the browser, like the ports.
    MetricBrowser(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                  const theme::Theme &theme, QWidget *parent = nullptr);

    /// Counts the panels that show one of these metrics, for the question before deleting (D9).
    using PanelCounter = std::function<int(const std::vector<MetricId> &metrics)>;
    void setPanelCounter(PanelCounter counter);
    /// With a reason nothing can be created, edited, archived or deleted, and the reason is told
    /// instead; without one all of it works again.
    void setReadOnly(const QString &reason);
    /// Whether publishing is offered.
    void setPublishing(bool isOffered) { m_isPublishing = isOffered; }
    void refresh();
    void focusFilter();
    [[nodiscard]] bool isGrouped() const;
    void setGrouped(bool grouped);
    void setArchivedShown(bool shown);
    /// Selects it in the list, bringing it into view: archived metrics are shown and the filter is
    /// cleared where they hide it.
    void selectMetric(MetricId metric);
    [[nodiscard]] std::vector<MetricId> selectedMetrics() const;
    /// As read last; 0 for one that is not known.
    [[nodiscard]] std::int64_t sampleCount(MetricId metric) const;

    /// Opens the form for a new definition, with the name filled in when one is known.
    void createDefinition(const QString &name = {});
    void editDefinition(MetricId metric);
    /// Asks, then deletes or archives the selected metrics.
    void removeSelected();

    /// Columns, sorting, grouping, open branches and scroll position.
    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void plotRequested(const std::vector<tidemark::MetricId> &metrics, tidemark::PlotTarget target);
    void previewRequested(tidemark::MetricId metric);
    void entryRequested(tidemark::MetricId metric); ///< invalid: no metric is chosen
    void importRequested();
    void mergeRequested();   ///< of the selected metrics
    void publishRequested(); ///< likewise
    void summariesRead();    ///< the numbers of the metrics, such as sampleCount()
    void changeMade(tidemark::ChangeId change, const QString &label);
    void failed(const QString &message); ///< of a command, for the message strip

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildView();
    void connectModel();
    [[nodiscard]] bool handleTreeKey(const QKeyEvent &event);
    void applyFilter();
    void showState();
    void onSelectionChanged();
    void plot(PlotTarget target);
    void showMenu(const QPoint &globalPosition);
    void fillOptionsMenu();
    void showColumnMenu(const QPoint &globalPosition);
    [[nodiscard]] QString labelName(const std::vector<MetricId> &metrics) const;
    void archive(const std::vector<MetricId> &metrics, bool archived);
    void onWritten(const Result<ChangeId> &answer, const QString &label);
    /// True where the store can be written; else it tells why not.
    [[nodiscard]] bool checkWritable();
    void remove(const std::vector<MetricId> &metrics);
    void setColumnsShown(bool shown);
    void showColumns();
    void collectMetrics(const QModelIndex &proxyIndex, std::vector<MetricId> &metrics) const;
    void expandBranches();
    void openDialog(DefinitionDialog *dialog);
    void saveDefinition(DefinitionDialog *dialog, MetricId metric);
    void store(DefinitionDialog *dialog, MetricId metric);
    void removeAged();
    [[nodiscard]] MetricId currentMetric() const;

    DataPorts m_ports;
    ViewContext *m_context;
    const Formatter &m_formatter;
    const theme::Theme &m_theme;
    PanelCounter m_panelCounter;
    QString m_readOnlyReason;
    bool m_isPublishing = false;
    std::optional<MetricId> m_wantedMetric; ///< to be selected once it is read
    MetricTreeModel *m_model;
    MetricFilterModel *m_filter;
    QLineEdit *m_filterEdit;
    QTreeView *m_tree;
    ScrollPlace *m_scrollPlace;
    StateOverlay *m_overlay;
    QTimer *m_filterTimer;
    RefreshPace *m_pace;
    QToolButton *m_options;
    QSet<QString> m_closedBranches;
    QByteArray m_dialogGeometry;
    QByteArray m_columns; ///< the header with columns as it was last; empty: as at first
    bool m_areColumnsShown = false;
};

} // namespace tidemark
