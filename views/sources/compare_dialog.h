// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/items/source_comparing.h"
#include "views/sources/source_parts.h"

#include <QDialog>
#include <QElapsedTimer>
#include <QTimer>

#include <vector>

class QComboBox;
class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace tidemark {

class ComparisonTableModel;
class DataTable;
class MessageStrip;
class StateOverlay;

/// Compares aggregates that the store and a source compute, and lists where they differ: which
/// metrics, range, period and function, then a table to copy. It stands beside the other windows
/// while it works; closing it stops it. GUI thread.
class CompareDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `selected` are the metrics that are selected in the window.
    CompareDialog(const SourceParts &parts, SourceId source, std::vector<MetricId> selected,
                  QWidget *parent = nullptr);

    void reject() override;

private:
    void buildChoices(SourceId source);
    void buildResult();
    void buildLayout();
    void addChoice(QGridLayout *grid, int row, int column, const QString &label, QComboBox *field);
    void readMetrics();
    void showMetrics();
    [[nodiscard]] SourceId source() const;
    [[nodiscard]] QString sourceName() const;
    [[nodiscard]] ComparisonPlan plan() const;
    void start();
    void showIdle();
    void showProgress();
    void showOutcome();
    void showSettled(const ComparisonOutcome &outcome);
    [[nodiscard]] QString missingText(const ComparisonOutcome &outcome) const;
    void setRunning(bool isRunning);
    void copyList();

    SourceParts m_parts;
    std::vector<MetricId> m_selected;
    std::vector<Definition> m_metrics; ///< all of the store
    SourceComparing *m_work;
    ComparisonTableModel *m_model;
    DataTable *m_table;
    StateOverlay *m_overlay;
    MessageStrip *m_strip;
    QLabel *m_note; ///< what the result leaves out, or what the periods are
    QComboBox *m_source;
    QComboBox *m_which;
    QComboBox *m_time;
    QComboBox *m_period;
    QComboBox *m_function;
    QWidget *m_progress; ///< the line of the three below
    QLabel *m_progressText;
    QProgressBar *m_bar;
    QPushButton *m_stop;
    QPushButton *m_copy;
    QPushButton *m_compare;
    QElapsedTimer m_since;
    bool m_movesFocus = false; ///< the focus was on Compare, which cannot have it meanwhile
    QTimer m_tick;             ///< first when a wait is worth showing, then each second
};

} // namespace tidemark
