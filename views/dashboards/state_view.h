// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <functional>

class QLabel;
class QPlainTextEdit;
class QToolButton;
class QBoxLayout;

namespace tidemark {

namespace theme {
class Theme;
}

/// What a person can do about a state, as a button named by its effect.
struct StateAction
{
    QString text;
    std::function<void()> run;
};

/// Says in place of content why there is none and what to do: empty and error states (S2, S5).
/// The technical text of an error is under "Details", where it can be copied. GUI thread.
class StateView final : public QWidget
{
    Q_OBJECT

public:
    explicit StateView(const theme::Theme &theme, QWidget *parent = nullptr);

    /// Nothing to show: what belongs here and what to do next.
    void showEmpty(const QString &text, QList<StateAction> actions = {});
    void showError(const Error &error, QList<StateAction> actions = {});

    [[nodiscard]] QString text() const;

    /// It asks for no height: in a low place the picture is left out first.
    [[nodiscard]] bool hasHeightForWidth() const override { return false; }
    [[nodiscard]] int heightForWidth(int) const override { return -1; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    /// Side by side, or one below the other where that would cut them.
    void arrangeButtons();
    void present(const QString &icon, const QString &text, QList<StateAction> actions);

    const theme::Theme &m_theme;
    QLabel *m_icon;
    QLabel *m_text;
    QToolButton *m_detailsButton;
    QPlainTextEdit *m_details;
    QBoxLayout *m_buttons;
    QString m_iconName;
};

} // namespace tidemark
