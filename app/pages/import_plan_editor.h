// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_plan.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace tidemark {

/// The parts of an import plan that hold for the whole file (I3): encoding, delimiter, header,
/// signs, times and what fills in where no column says. Columns are edited above the preview.
/// GUI thread.
class ImportPlanEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit ImportPlanEditor(QWidget *parent = nullptr);

    void setPlan(const ImportPlan &plan);
    /// `plan` with what is edited here.
    [[nodiscard]] ImportPlan applied(ImportPlan plan) const;
    /// Why what is typed cannot be applied; empty when it can. Until then the plan keeps what it
    /// had.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    /// Also while text is being typed.
    void edited();

private:
    QComboBox *addChoice(const QString &label);
    QLineEdit *addText(const QString &label, const QString &placeholder);
    [[nodiscard]] Result<Zone> typedZone() const;
    void fillChoices();
    void fillNotations();
    void onDecimalChosen();
    void onTargetChosen();
    void announce();

    QFormLayout *m_form;
    QComboBox *m_target;
    QComboBox *m_encoding;
    QComboBox *m_delimiter;
    QComboBox *m_quote;
    QComboBox *m_header;
    QSpinBox *m_skipped;
    QComboBox *m_decimal;
    QComboBox *m_group;
    QComboBox *m_notation;
    QComboBox *m_dateOrder;
    QLineEdit *m_zone;
    QComboBox *m_repeated;
    QLineEdit *m_metric;
    QLineEdit *m_unit;
    QLineEdit *m_device;
    QLineEdit *m_session;
    QLineEdit *m_missing;
    bool m_isShowing = false;
};

} // namespace tidemark
