// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/dashboard_tabs.h"

#include "views/dashboards/dashboard_view.h"
#include "views/tables/scroll_place.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QScrollArea *scrollAreaOf(const DashboardView *view)
{
    return view->findChild<QScrollArea *>(QString(), Qt::FindDirectChildrenOnly);
}

int placeOf(const DashboardView *view)
{
    const auto *place = scrollAreaOf(view)->findChild<ScrollPlace *>();
    return place ? place->place() : 0;
}

} // namespace

DashboardTabs::DashboardTabs(const PanelServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_bar(new QTabBar(this))
    , m_add(new QToolButton(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"dashboardArea"_s);
    m_bar->setTabsClosable(true);
    m_bar->setMovable(false);
    m_bar->setExpanding(false);
    m_bar->setDocumentMode(true);
    m_bar->setElideMode(Qt::ElideRight);
    m_bar->setUsesScrollButtons(true);
    m_bar->setAccessibleName(tr("Dashboards"));
    m_add->setIcon(theme::themeIcon(*services.theme, u"plus"_s));
    m_add->setProperty("variant", u"flat"_s);
    m_add->setAccessibleName(tr("New dashboard"));
    m_add->setToolTip(tr("New dashboard"));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(10, 7, 10, 0);
    row->setSpacing(4);
    row->addWidget(m_bar);
    row->addWidget(m_add);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(m_stack, 1);
    setTabOrder(m_bar, m_add);

    connect(m_bar, &QTabBar::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        Q_EMIT currentChanged();
    });
    connect(m_bar, &QTabBar::tabCloseRequested, this, &DashboardTabs::requestClose);
    connect(m_bar, &QTabBar::tabBarDoubleClicked, this, &DashboardTabs::rename);
    connect(m_add, &QToolButton::clicked, this, &DashboardTabs::newRequested);
}

DashboardView *DashboardTabs::open(const TabState &tab)
{
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        const int index = static_cast<int>(i);
        const bool isSame = tab.path.isEmpty() ? view(index)->dashboard().uid == tab.dashboard.uid
                                               : m_files[i].path == tab.path;
        if (isSame) {
            setCurrentIndex(index);
            return view(index);
        }
    }
    auto *view = new DashboardView(tab.dashboard, m_services, m_stack);
    m_files.push_back({tab.path, tab.isModified ? Dashboard() : tab.dashboard});
    m_stack->addWidget(view);
    m_bar->addTab(tab.dashboard.title);
    connect(view, &DashboardView::dashboardChanged, this, [this, view] { updateTab(view); });
    updateTab(view);
    Q_EMIT viewOpened(view);
    auto *place = new ScrollPlace(scrollAreaOf(view));
    if (tab.scroll > 0)
        place->goTo(tab.scroll);
    setCurrentIndex(count() - 1);
    return view;
}

bool DashboardTabs::showByUid(const QString &uid)
{
    for (int i = 0; i < count(); ++i) {
        if (view(i)->dashboard().uid == uid) {
            setCurrentIndex(i);
            return true;
        }
    }
    return false;
}

DashboardView *DashboardTabs::openNew()
{
    return open({QString(), emptyDashboard(tr("Dashboard %1").arg(count() + 1)), false});
}

int DashboardTabs::count() const
{
    return m_bar->count();
}

int DashboardTabs::currentIndex() const
{
    return m_bar->currentIndex();
}

void DashboardTabs::setCurrentIndex(int index)
{
    m_bar->setCurrentIndex(index);
    m_stack->setCurrentIndex(index);
}

DashboardView *DashboardTabs::current() const
{
    return view(m_bar->currentIndex());
}

DashboardView *DashboardTabs::view(int index) const
{
    return qobject_cast<DashboardView *>(m_stack->widget(index));
}

std::vector<TabState> DashboardTabs::states() const
{
    std::vector<TabState> states;
    states.reserve(m_files.size());
    for (int i = 0; i < count(); ++i) {
        states.push_back({m_files[static_cast<std::size_t>(i)].path, view(i)->dashboard(),
                          isModified(i), placeOf(view(i))});
    }
    return states;
}

QString DashboardTabs::currentPath() const
{
    return currentIndex() < 0 ? QString() : m_files[static_cast<std::size_t>(currentIndex())].path;
}

bool DashboardTabs::isCurrentModified() const
{
    return currentIndex() >= 0 && isModified(currentIndex());
}

bool DashboardTabs::isModified(int index) const
{
    return m_files[static_cast<std::size_t>(index)].saved != view(index)->dashboard();
}

void DashboardTabs::markSaved(const QString &path, const Dashboard &saved)
{
    if (currentIndex() < 0)
        return;
    m_files[static_cast<std::size_t>(currentIndex())] = {path, saved};
    updateTab(current());
}

void DashboardTabs::replace(int index, const Dashboard &dashboard)
{
    m_files[static_cast<std::size_t>(index)].saved = dashboard;
    view(index)->setDashboard(dashboard);
    updateTab(view(index));
}

void DashboardTabs::next(int by)
{
    if (count() > 0)
        setCurrentIndex((currentIndex() + by + count()) % count());
}

void DashboardTabs::requestClose(int index)
{
    if (index < 0)
        return;
    if (isModified(index))
        Q_EMIT unsavedCloseRequested(index);
    else
        close(index);
}

void DashboardTabs::close(int index)
{
    DashboardView *closed = view(index);
    m_files.erase(m_files.begin() + index);
    m_stack->removeWidget(closed);
    closed->deleteLater();
    m_bar->removeTab(index);
    m_stack->setCurrentIndex(m_bar->currentIndex());
    Q_EMIT viewClosed(closed);
    Q_EMIT currentChanged();
    Q_EMIT stateChanged();
}

void DashboardTabs::closeAll()
{
    while (count() > 0)
        close(count() - 1);
}

void DashboardTabs::rename(int index)
{
    DashboardView *renamed = view(index);
    if (!renamed)
        return;
    bool accepted = false;
    const QString title =
        QInputDialog::getText(this, tr("Rename dashboard"), tr("Name"), QLineEdit::Normal,
                              renamed->dashboard().title, &accepted)
            .simplified();
    if (accepted && !title.isEmpty())
        renamed->setTitle(title);
}

int DashboardTabs::indexOf(const DashboardView *view) const
{
    for (int i = 0; i < count(); ++i) {
        if (m_stack->widget(i) == view)
            return i;
    }
    return -1;
}

void DashboardTabs::updateTab(const DashboardView *view)
{
    const int index = indexOf(view);
    if (index < 0)
        return;
    QString title = view->dashboard().title;
    title.replace(u'&', u"&&"_s);
    const bool changed = isModified(index);
    m_bar->setTabText(index, changed ? QString(title % u'*') : title);
    m_bar->setTabToolTip(index, m_files[static_cast<std::size_t>(index)].path);
    Q_EMIT stateChanged();
}

} // namespace tidemark
