// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/state_view.h"
#include "views/theme/palette.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace tidemark {

/// A line under a field or table that says what is wrong, or asks, with the answers as buttons
/// (E8, E9). Takes no room while it has nothing to say. GUI thread.
class MessageStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit MessageStrip(const theme::Theme &theme, QWidget *parent = nullptr);

    /// Buttons stand in the order given; the last one answers Esc, so it must be the safe one.
    void showMessage(theme::StateColor color, const QString &text, QList<StateAction> actions = {});
    /// The technical text, when there is any, comes with "Details" and can be copied (S5).
    void showError(const Error &error, QList<StateAction> actions = {});
    /// What stands until it changes, and may be said again as it counts down: its details stay
    /// open, and the focus where it is.
    void showState(theme::StateColor color, const QString &text, const QString &detail);
    void clear();
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isAsking() const { return !m_answers.isEmpty(); }
    enum class Answer
    {
        First,
        Safe, ///< the last one
    };
    /// Moves the focus to an answer, when something is asked.
    void focusAnswer(Answer answer);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showIcon();
    void offerDetails(const QString &detail);
    void openDetails();

    const theme::Theme &m_theme;
    theme::StateColor m_color = theme::StateColor::Info;
    QLabel *m_icon;
    QLabel *m_text;
    QToolButton *m_details;
    QHBoxLayout *m_layout;
    QList<QPushButton *> m_answers;
    QString m_message;
    QString m_detail;
    bool m_isOpen = false; ///< the details are shown
};

} // namespace tidemark
