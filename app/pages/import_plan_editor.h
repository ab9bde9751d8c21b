// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_plan.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace tidemark {

/// The parts of an import plan that hold for the whole file (I3): format, encoding, delimiter,
/// header, signs, times and what fills in where no column says. What a format does not have is
/// disabled. Columns are edited above the preview. GUI thread.
class ImportPlanEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit ImportPlanEditor(QWidget *parent = nullptr);

    /// The tables of a database, to choose from.
    void setTables(const QStringList &tables);
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
    [[nodiscard]] Result<std::optional<Timestamp>> typedTime() const;
    void fillChoices();
    void fillNotations();
    void onDecimalChosen();
    void onTargetChosen();
    void onFormatChosen();
    void showTime(const ImportPlan &plan);
    void announce();

    QFormLayout *m_form;
    QComboBox *m_format;
    QComboBox *m_table;
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
    QLineEdit *m_rowTime;
    QLineEdit *m_metric;
    QLineEdit *m_unit;
    QLineEdit *m_device;
    QLineEdit *m_session;
    QLineEdit *m_missing;
    bool m_isShowing = false;
};

} // namespace tidemark
