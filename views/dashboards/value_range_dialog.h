// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/unit.h"
#include "views/dashboards/dashboard.h"

#include <QDialog>
#include <QLocale>

#include <optional>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace tidemark {

/// Asks for the value axes of a chart panel (C10): limits of the left axis, logarithmic, with zero,
/// locked. An empty limit is found by fitting. GUI thread.
class ValueRangeDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `unit` is that of the left axis: typed values may use related ones.
    ValueRangeDialog(const PanelValueRange &range, const Unit &unit, const QLocale &locale,
                     QWidget *parent = nullptr);

    /// What is typed; valid once the dialog is accepted.
    [[nodiscard]] PanelValueRange range() const;

private:
    void buildLayout();
    void validate();
    [[nodiscard]] Result<std::optional<double>> limit(const QLineEdit *edit) const;
    [[nodiscard]] QString problem() const;

    PanelValueRange m_before;
    Unit m_unit;
    QLocale m_locale;
    QLineEdit *m_min;
    QLineEdit *m_max;
    QCheckBox *m_logarithmic;
    QCheckBox *m_zero;
    QCheckBox *m_locked;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

} // namespace tidemark
