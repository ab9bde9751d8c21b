// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QAction;
class QLabel;
class QPushButton;

namespace tidemark {

namespace theme {
class Theme;
}

/// Says above the dashboards why the open store cannot be written, for as long as it cannot, and
/// offers what helps then (S5). Hidden while the store can be written. GUI thread.
class StoreBanner final : public QFrame
{
    Q_OBJECT

public:
    /// The actions are loans that outlive the banner.
    StoreBanner(const theme::Theme &theme, QAction *restore, QAction *exportData,
                QWidget *parent = nullptr);

    /// A sentence for people; empty hides the banner.
    void showReason(const QString &reason);
    void focusFirst();

private:
    QLabel *m_text;
    QPushButton *m_restore;
    QPushButton *m_export;
};

} // namespace tidemark
