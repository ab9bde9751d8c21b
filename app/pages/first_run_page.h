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

Q_SIGNALS:
    void addValueRequested();
    void importRequested();
    void connectRequested();
    void sampleRequested();

private:
    void addAction(QVBoxLayout *layout, const QString &icon, const QString &title,
                   const QString &explanation, bool isPrimary, void (FirstRunPage::*chosen)());

    const theme::Theme &m_theme;
};

} // namespace tidemark
