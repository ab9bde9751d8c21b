// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace tidemark {

namespace theme {
class Theme;
}

/// What an empty store shows in place of dashboards: what can be done first, with a line of
/// explanation each (F1). GUI thread.
class FirstRunPage final : public QWidget
{
    Q_OBJECT

public:
    explicit FirstRunPage(const theme::Theme &theme, QWidget *parent = nullptr);

    /// Whether this window can speak to servers; else it offers nothing about them.
    void setCanConnect(bool canConnect);

Q_SIGNALS:
    void addValueRequested();
    void importRequested();
    void connectRequested();
    void sampleRequested();

private:
    /// Answers with the frame of button and explanation.
    QWidget *addAction(QVBoxLayout *layout, const QString &icon, const QString &title,
                       const QString &explanation, bool isPrimary, void (FirstRunPage::*chosen)());

    const theme::Theme &m_theme;
    QWidget *m_connect = nullptr;
};

} // namespace tidemark
