// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_legend.h"

#include "views/charts/legend_entry.h"

#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <iterator>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

constexpr int kGap = 6;
constexpr std::size_t kManySeries = 12; ///< above them fewer are suggested
constexpr int kLargestSeries = 8;
constexpr std::size_t kWidestRest = 888;
constexpr int kRestFrame = 36; ///< around the text of a button with a menu

} // namespace

ChartLegend::ChartLegend(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Legend"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    hide();
}

void ChartLegend::setSeries(const std::vector<ChartSeries> &series, const std::set<QString> &hidden)
{
    const bool isSame =
        m_entries.size() == series.size() &&
        std::equal(series.begin(), series.end(), m_entries.begin(),
                   [](const ChartSeries &one, const LegendEntry *entry) {
                       return one.identity == entry->identity() && one.name == entry->text();
                   });
    if (isSame) { // keep the entries: one of them may have the focus or be amid a double-click
        for (std::size_t i = 0; i < series.size(); ++i) {
            m_entries[i]->setLook(series[i]);
            m_entries[i]->setChecked(!hidden.contains(series[i].identity));
        }
        if (m_isGathered)
            showMore();
        return;
    }
    for (LegendEntry *entry : m_entries)
        entry->deleteLater();
    m_entries.clear();
    m_isGathered = false;
    for (const ChartSeries &one : series) {
        auto *entry = new LegendEntry(one, !hidden.contains(one.identity), m_theme, this);
        const QString identity = one.identity;
        connect(entry, &QAbstractButton::clicked, this,
                [this, identity] { Q_EMIT toggled(identity); });
        connect(entry, &LegendEntry::soloRequested, this,
                [this, identity] { Q_EMIT soloed(identity); });
        entry->show();
        m_entries.push_back(entry);
    }
    setVisible(series.size() > 1);
    showMore();
}

bool ChartLegend::isListed(const LegendEntry *entry) const
{
    return !m_isGathered || entry->isChecked();
}

void ChartLegend::onMoreClicked()
{
    m_isGathered = !m_isGathered;
    if (m_isGathered)
        Q_EMIT largestRequested(kLargestSeries);
    else
        Q_EMIT allRequested();
    showMore();
}

void ChartLegend::showMore()
{
    const auto gathered = std::count_if(m_entries.begin(), m_entries.end(),
                                        [this](LegendEntry *entry) { return !isListed(entry); });
    for (LegendEntry *entry : m_entries)
        entry->setVisible(isListed(entry));
    const bool isMany = m_entries.size() > kManySeries;
    if (isMany && m_more == nullptr) {
        m_more = new QToolButton(this);
        m_more->setFocusPolicy(Qt::TabFocus);
        m_more->setMinimumHeight(rowHeight());
        connect(m_more, &QToolButton::clicked, this, &ChartLegend::onMoreClicked);
    }
    if (m_more != nullptr) {
        m_more->setText(m_isGathered ? tr("%n other(s)", nullptr, static_cast<int>(gathered))
                                     : tr("Top %1 + others").arg(kLargestSeries));
        m_more->setToolTip(m_isGathered
                               ? tr("Shows all series again.")
                               : tr("Shows the series with the largest values, hides the others."));
        m_more->setAccessibleName(m_more->text());
        m_more->setVisible(isMany);
    }
    place();
    updateGeometry();
}

void ChartLegend::setMostRows(int rows)
{
    const int most = std::max(rows, 1);
    if (most == m_mostRows)
        return;
    m_mostRows = most;
    place();
    updateGeometry();
}

int ChartLegend::rowHeight() const
{
    return LegendEntry::heightIn(fontMetrics());
}

std::vector<LegendEntry *> ChartLegend::listed() const
{
    std::vector<LegendEntry *> listed;
    std::copy_if(m_entries.begin(), m_entries.end(), std::back_inserter(listed),
                 [this](const LegendEntry *entry) { return isListed(entry); });
    return listed;
}

ChartLegend::Places ChartLegend::placesIn(int width) const
{
    Places places;
    int x = 0;
    int row = 0;
    const auto next = [&](const QSize &size) {
        if (x > 0 && x + size.width() > width) {
            x = 0;
            ++row;
        }
        const QRect place(x, row * rowHeight(), std::min(size.width(), std::max(width, 1)),
                          rowHeight());
        x = place.right() + 1 + kGap;
        return place;
    };
    const QSize more = m_more != nullptr && !m_more->isHidden() ? m_more->sizeHint() : QSize();
    for (const LegendEntry *entry : listed())
        places.entries.push_back(next(entry->sizeHint()));
    if (more.isValid())
        places.more = next(more);
    if (row < m_mostRows) {
        places.height = (row + 1) * rowHeight();
        return places;
    }
    // The last row is shared with the button for the others.
    const int restWidth = fontMetrics().horizontalAdvance(restText(kWidestRest)) + kRestFrame;
    const int tail = restWidth + (more.isValid() ? kGap + more.width() : 0);
    const int last = (m_mostRows - 1) * rowHeight();
    while (!places.entries.empty() && (places.entries.back().top() > last ||
                                       (places.entries.back().top() == last &&
                                        places.entries.back().right() + 1 + kGap + tail > width)))
        places.entries.pop_back();
    const bool isAlone = places.entries.empty() || places.entries.back().top() < last;
    places.rest =
        QRect(isAlone ? 0 : places.entries.back().right() + 1 + kGap, last, restWidth, rowHeight());
    if (more.isValid())
        places.more = QRect(places.rest.right() + 1 + kGap, last, more.width(), rowHeight());
    places.height = m_mostRows * rowHeight();
    return places;
}

void ChartLegend::place()
{
    if (!testAttribute(Qt::WA_Resized))
        return; // the layout has given no width yet
    const Places places = placesIn(width());
    const std::vector<LegendEntry *> all = listed();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool fits = i < places.entries.size();
        if (fits)
            all[i]->setGeometry(places.entries[i]);
        all[i]->setVisible(fits);
    }
    const std::size_t rest = all.size() - places.entries.size();
    if (rest > 0 && m_rest == nullptr)
        makeRest();
    if (m_rest != nullptr) {
        m_rest->setVisible(rest > 0);
        m_rest->setText(restText(rest));
        m_rest->setAccessibleName(tr("%n other(s)", nullptr, static_cast<int>(rest)));
        m_rest->setGeometry(places.rest);
    }
    if (m_more != nullptr)
        m_more->setGeometry(places.more);
}

QString ChartLegend::restText(std::size_t count)
{
    return tr("+ %1", "series of a legend that do not fit").arg(count);
}

void ChartLegend::makeRest()
{
    m_rest = new QToolButton(this);
    m_rest->setFocusPolicy(Qt::TabFocus);
    m_rest->setPopupMode(QToolButton::InstantPopup);
    m_rest->setToolTip(tr("The series that do not fit here."));
    m_rest->setMenu(new QMenu(m_rest));
    connect(m_rest->menu(), &QMenu::aboutToShow, this, &ChartLegend::fillRest);
}

void ChartLegend::fillRest()
{
    QMenu *menu = m_rest->menu();
    menu->clear();
    const std::vector<LegendEntry *> all = listed();
    for (std::size_t i = placesIn(width()).entries.size(); i < all.size(); ++i) {
        LegendEntry *const entry = all[i];
        QString text = entry->text();
        text.replace(u'&', u"&&"_s);
        QAction *action = menu->addAction(entry->keyIcon(), text);
        action->setCheckable(true);
        action->setChecked(entry->isChecked());
        connect(action, &QAction::triggered, this,
                [this, identity = entry->identity()] { Q_EMIT toggled(identity); });
    }
}

int ChartLegend::heightForWidth(int width) const
{
    return placesIn(width).height;
}

QSize ChartLegend::sizeHint() const
{
    return {200, placesIn(std::max(width(), 200)).height};
}

void ChartLegend::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

} // namespace tidemark::charts
