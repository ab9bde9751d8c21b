// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>
#include <QString>

#include <functional>

class QLabel;
class QLineEdit;
class QListView;

namespace tidemark {

class ActionRegistry;
class PaletteModel;

/// One thing that the palette can run or open.
struct PaletteEntry
{
    QString title;
    QString kind;          ///< shown muted behind the title: `File`, `Metric`, `Dashboard`
    QString shortcut = {}; ///< native text, may be empty
    QString blocked = {};  ///< why it cannot be run now; empty when it can
    std::function<void()> run = {};
};

/// Finds and runs any command, metric or dashboard by a few letters of its name (W7). Enter runs
/// the row, Esc closes; a command that cannot run is listed with the reason. GUI thread.
class CommandPalette final : public QDialog
{
    Q_OBJECT

public:
    /// Lists the registry's visible commands and then `entries`.
    CommandPalette(const ActionRegistry &actions, QList<PaletteEntry> entries,
                   QWidget *parent = nullptr);

    /// Adds what was found after the palette came up, such as files; the chosen row stays.
    void addEntries(const QList<PaletteEntry> &entries);

    /// The titles as listed now, best match first.
    [[nodiscard]] QStringList titles() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search(const QString &text);
    void runCurrent();
    void showReason();

    PaletteModel *m_model;
    QLineEdit *m_search;
    QListView *m_list;
    QLabel *m_note;
};

} // namespace tidemark
