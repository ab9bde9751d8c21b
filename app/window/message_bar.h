// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/message_center.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;
class QToolButton;

namespace tidemark {

namespace theme {
class Theme;
}

/// Shows the newest message in a line of its own, so that it never covers data, for 10 s or until
/// it is closed; the time stops while the pointer or the focus is in it (S8). GUI thread.
class MessageBar final : public QFrame
{
    Q_OBJECT

public:
    MessageBar(MessageCenter &messages, const theme::Theme &theme, QWidget *parent = nullptr);

protected:
    bool event(QEvent *event) override;

private:
    void showNewest();
    void showAction();
    void runAction();
    void restartTimer();

    MessageCenter &m_messages;
    const theme::Theme &m_theme;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_action;
    QToolButton *m_close;
    QTimer m_timer;
};

} // namespace tidemark
