// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_session.h"
#include "views/dashboards/panel_services.h"

#include <QWidget>

#include <vector>

class QStackedWidget;
class QTabBar;
class QToolButton;

namespace tidemark {

class DashboardView;

/// The open dashboards, one tab each, and the button for a new one (the centre of the window, W1).
/// Knows which file a tab belongs to and whether it was changed since. GUI thread.
class DashboardTabs final : public QWidget
{
    Q_OBJECT

public:
    explicit DashboardTabs(const PanelServices &services, QWidget *parent = nullptr);

    /// Opens a tab and goes there; one that shows the same file already is shown instead.
    DashboardView *open(const TabState &tab);
    /// Goes to the first tab whose dashboard has this uid; false where there is none.
    bool showByUid(const QString &uid);
    /// An empty dashboard in a new tab.
    DashboardView *openNew();
    [[nodiscard]] int count() const;
    [[nodiscard]] int currentIndex() const;
    void setCurrentIndex(int index);
    [[nodiscard]] DashboardView *current() const;
    [[nodiscard]] DashboardView *view(int index) const;
    [[nodiscard]] std::vector<TabState> states() const;
    [[nodiscard]] QString currentPath() const;
    [[nodiscard]] bool isCurrentModified() const;
    /// The current tab's content is now that of `path`.
    void markSaved(const QString &path, const Dashboard &saved);
    /// Shows another state in a tab as if it had been opened so: nothing is unsaved, nothing to
    /// undo.
    void replace(int index, const Dashboard &dashboard);
    void next(int by);
    /// Asks for confirmation where changes would be lost.
    void requestClose(int index);
    void close(int index);
    void rename(int index);
    void closeAll();

Q_SIGNALS:
    void currentChanged();
    void stateChanged(); ///< title, file or modification of some tab
    void viewOpened(tidemark::DashboardView *view);
    void viewClosed(const tidemark::DashboardView *view); ///< for good; it is deleted soon
    /// The tab holds changes that no file has.
    void unsavedCloseRequested(int index);
    void newRequested();

private:
    void updateTab(const DashboardView *view);
    [[nodiscard]] int indexOf(const DashboardView *view) const;
    [[nodiscard]] bool isModified(int index) const;

    struct File
    {
        QString path;
        Dashboard saved; ///< as in the file, or as the tab began
    };

    PanelServices m_services;
    QTabBar *m_bar;
    QToolButton *m_add;
    QStackedWidget *m_stack;
    std::vector<File> m_files; ///< by tab
};

} // namespace tidemark
