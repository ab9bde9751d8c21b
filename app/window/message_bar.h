// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/message_center.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace tidemark {

namespace theme {
class Theme;
}

/// Shows the newest message in a line of its own, so that it never covers data, for 10 s or until
/// it is closed; the time stops while the pointer or the focus is in it (S8). The technical text of
/// a message is under "Details", where it can be copied (S5). GUI thread.
class MessageBar final : public QFrame
{
    Q_OBJECT

public:
    MessageBar(MessageCenter &messages, const theme::Theme &theme, QWidget *parent = nullptr);

    /// A quiet strip stays hidden; the list still keeps its messages.
    void setQuiet(bool quiet) { m_isQuiet = quiet; }
    void focusFirst();
    /// True while the strip will hide by itself.
    [[nodiscard]] bool isCountingDown() const { return m_timer.isActive(); }

protected:
    bool event(QEvent *event) override;

private:
    void build();
    void showNewest();
    void showAction();
    void drawIcon();
    void runAction();
    void closeShown();
    void restartTimer();
    [[nodiscard]] bool hasFocusWithin() const;

    MessageCenter &m_messages;
    const theme::Theme &m_theme;
    Message m_shown;
    QLabel *m_icon;
    QLabel *m_text;
    QToolButton *m_detailsButton;
    QPlainTextEdit *m_details;
    QPushButton *m_action;
    QToolButton *m_close;
    QTimer m_timer;
    bool m_isQuiet = false;
};

} // namespace tidemark
