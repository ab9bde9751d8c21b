// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"

#include <QDialog>

#include <functional>
#include <optional>

class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace tidemark {

class Formatter;

/// The form of a definition (D4): only the name is required; what the kind decides is shown, and
/// what was chosen over it too (D5). An untouched part is no change (D8). Window-modal; the caller
/// saves what accepted() left in newDefinition() or change(). GUI thread.
class DefinitionDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Finds the metric that bears a name, for the message while typing (D6).
    using FindByName = std::function<std::optional<MetricId>(const QString &name)>;

    /// Without `edited` the form makes a new definition. `formatter` is a loan.
    DefinitionDialog(std::optional<Definition> edited, FindByName findByName,
                     const Formatter &formatter, QWidget *parent = nullptr);

    void setName(const QString &name);
    [[nodiscard]] NewDefinition newDefinition() const;
    [[nodiscard]] DefinitionChange change() const;
    /// The store refused; the form stays open with its content.
    void showRefusal(const QString &message);

Q_SIGNALS:
    /// Save was pressed with a form in order; close with accept() once the store has it.
    void saveRequested();
    /// The person wants to see the metric that has this name already.
    void openRequested(tidemark::MetricId metric);

private:
    void buildFields();
    void buildLayout();
    void fill();
    void validate();
    void showKindDefaults();
    [[nodiscard]] QString nameProblem();
    [[nodiscard]] QString otherProblem() const;
    [[nodiscard]] Result<std::optional<double>> limit(const QLineEdit *edit) const;
    [[nodiscard]] Result<std::optional<Timedelta>> keeping() const;
    [[nodiscard]] DefinitionSettings settings() const;
    [[nodiscard]] MetricKind kind() const;
    [[nodiscard]] QString description() const;

    std::optional<Definition> m_edited;
    FindByName m_findByName;
    const Formatter &m_formatter;
    QLineEdit *m_name;
    QLabel *m_nameMessage;
    QPushButton *m_openExisting;
    std::optional<MetricId> m_existing;
    QLineEdit *m_unit;
    QLabel *m_unitMessage;
    QComboBox *m_kind;
    QLabel *m_kindDefaults;
    QPlainTextEdit *m_description;
    QString m_filledDescription; ///< as the field gave it back untouched
    QLineEdit *m_tags;
    QComboBox *m_function;
    QSpinBox *m_decimals;
    QLineEdit *m_validMin;
    QLineEdit *m_validMax;
    QLineEdit *m_keeping;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

} // namespace tidemark
