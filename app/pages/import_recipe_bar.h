// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;

namespace tidemark {

/// Chooses among the kept recipes and keeps the settings as another (I10). GUI thread.
class ImportRecipeBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ImportRecipeBar(QWidget *parent = nullptr);

    void setNames(const QStringList &names);
    /// The recipe in use; nothing: the settings were detected.
    void showChosen(std::optional<std::size_t> recipe);
    /// One sentence beside the list; empty for none.
    void showNote(const QString &text);
    [[nodiscard]] QString note() const;
    void setCanSave(bool canSave);

Q_SIGNALS:
    void chosen(std::optional<std::size_t> recipe);
    void saveRequested(const QString &name);

private:
    void askForName();

    QComboBox *m_choice;
    QPushButton *m_save;
    QLabel *m_note;
    QStringList m_names;
};

} // namespace tidemark
