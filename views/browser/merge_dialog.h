// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/metric_merge.h"

#include <QDialog>

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QRadioButton;

namespace tidemark {

class Formatter;
class MetricMerger;

/// Asks which metric is to be merged into which, and says what that would do before it is done: how
/// many values move, where both have one, whether the units fit (D10). Accepted: request() says
/// what was chosen. GUI thread.
class MergeDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Counts the panels that show one of these metrics.
    using PanelCounter = std::function<int(const std::vector<MetricId> &metrics)>;

    /// `metrics`: all that there are. `merger` and `formatter` are loans that outlive the dialog.
    MergeDialog(std::vector<Definition> metrics, MetricMerger &merger, PanelCounter panels,
                const Formatter &formatter, QWidget *parent = nullptr);
    ~MergeDialog() override; // stops counting

    /// Either may be invalid: nothing is chosen there.
    void choose(MetricId from, MetricId into);
    [[nodiscard]] MergeRequest request() const;

private:
    void buildFields();
    void buildLayout();
    [[nodiscard]] QComboBox *makeField(const QString &name);
    [[nodiscard]] const Definition *chosen(const QComboBox *field) const;
    void swap();
    void ask();
    void show(const Result<MergePreview> &answer);
    void showFacts();
    void showUnits();
    void showConflicts();
    void showProblem(const QString &text);
    void updateMerge();
    [[nodiscard]] QString valuesText() const;
    [[nodiscard]] QString counted(const QString &text, std::int64_t count) const;

    std::vector<Definition> m_metrics;
    MetricMerger &m_merger;
    PanelCounter m_panels;
    const Formatter &m_formatter;
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    std::optional<MergePreview> m_preview;
    QComboBox *m_from;
    QComboBox *m_into;
    QLabel *m_facts;
    QCheckBox *m_units;
    QLabel *m_bothText;
    QRadioButton *m_keep;
    QRadioButton *m_replace;
    QDialogButtonBox *m_buttons;
    QPushButton *m_merge;
};

} // namespace tidemark
