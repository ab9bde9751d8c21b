// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/domain/series.h"

#include <QDialog>

#include <cstdint>
#include <stop_token>
#include <vector>

class QDialogButtonBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace tidemark {

class Formatter;
class SeriesStore;

/// Asks before the samples of a stretch of time are removed: of which metric and which of its
/// series, between which instants, and how many that are. Accepted: chosen() says which. GUI
/// thread.
class RemoveSamplesDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `store` and `formatter` are loans that outlive the dialog.
    RemoveSamplesDialog(const Definition &metric, const TimeWindow &window, SeriesStore &store,
                        const Formatter &formatter, QWidget *parent = nullptr);
    ~RemoveSamplesDialog() override; // stops counting

    /// The series that are ticked.
    [[nodiscard]] std::vector<SeriesId> chosen() const;

private:
    void buildLayout(const Definition &metric);
    void load(MetricId metric, SeriesStore &store);
    void count(std::vector<SeriesInfo> series, SeriesStore &store);
    void showSeries(const std::vector<SeriesInfo> &series, const std::vector<std::int64_t> &counts);
    void showProblem(const QString &text);
    void showChosen();
    [[nodiscard]] QString samplesText(std::int64_t count) const;

    TimeWindow m_window;
    const Formatter &m_formatter;
    std::stop_source m_stop;
    std::vector<SeriesId> m_series;     ///< as the rows of the list
    std::vector<std::int64_t> m_counts; ///< of each
    QTreeWidget *m_list;
    QLabel *m_state;
    QDialogButtonBox *m_buttons;
    QPushButton *m_remove;
};

} // namespace tidemark
