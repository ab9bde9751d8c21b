// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_legend.h"

#include "views/charts/series_painter.h"
#include "views/theme/theme.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

constexpr int kKeyWidth = 20;
constexpr int kGap = 6;
constexpr int kMinimumHeight = 24; ///< of a target (H8)
constexpr int kLongestName = 260;
constexpr std::size_t kManySeries = 12; ///< above them fewer are suggested
constexpr int kLargestSeries = 8;

} // namespace

/// One series of the legend.
class LegendEntry final : public QAbstractButton
{
    Q_OBJECT

public:
    LegendEntry(const ChartSeries &series, bool isShown, const theme::Theme &theme, QWidget *parent)
        : QAbstractButton(parent)
        , m_theme(theme)
    {
        m_series.identity = series.identity;
        m_series.name = series.name;
        setLook(series);
        setCheckable(true);
        setChecked(isShown);
        setText(m_series.name);
        setAccessibleName(tr("Series %1").arg(m_series.name));
        setToolTip(
            tr("%1. Click to show or hide, double-click to show it alone.").arg(m_series.name));
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
    }

    /// What the key is drawn with; it follows the panel from lines to bars.
    void setLook(const ChartSeries &series)
    {
        if (m_series.style == series.style && m_series.shape == series.shape)
            return;
        m_series.style = series.style;
        m_series.shape = series.shape;
        update();
    }
    [[nodiscard]] const QString &identity() const { return m_series.identity; }

    [[nodiscard]] QSize sizeHint() const override
    {
        const int name = std::min(fontMetrics().horizontalAdvance(text()), kLongestName);
        return {kKeyWidth + 3 * kGap + name + 2,
                std::max(kMinimumHeight, fontMetrics().height() + 6)};
    }

Q_SIGNALS:
    void soloRequested();

protected:
    void paintEvent(QPaintEvent *) override
    {
        const theme::Palette &palette = m_theme.palette();
        QPainter painter(this);
        if (!isChecked())
            painter.setOpacity(0.45);
        paintSeriesKey(painter, QRectF(kGap, (height() - 14) / 2.0, kKeyWidth, 14), m_series,
                       palette);
        painter.setOpacity(1);
        QFont font = painter.font();
        font.setStrikeOut(!isChecked()); // not by colour alone
        painter.setFont(font);
        painter.setPen(isChecked() ? palette.text : palette.mutedText);
        const QRect area = rect().adjusted(kKeyWidth + 2 * kGap, 0, -kGap, 0);
        painter.drawText(area, Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideMiddle, area.width()));
        if (hasFocus()) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(palette.focusRing, 2));
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
        }
    }

    void mousePressEvent(QMouseEvent *event) override
    {
        if (event->button() == Qt::LeftButton && event->modifiers() == Qt::ControlModifier) {
            Q_EMIT soloRequested();
            event->accept();
            return;
        }
        QAbstractButton::mousePressEvent(event);
    }

    void mouseDoubleClickEvent(QMouseEvent *event) override
    {
        if (event->button() != Qt::LeftButton)
            return;
        click(); // takes back what the first click of the two did
        Q_EMIT soloRequested();
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            Q_EMIT soloRequested();
        else
            QAbstractButton::keyPressEvent(event);
    }

private:
    const theme::Theme &m_theme;
    ChartSeries m_series; ///< without points
};

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
        m_more->setMinimumHeight(kMinimumHeight);
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
    placeEntries(width(), true);
    updateGeometry();
}

int ChartLegend::placeEntries(int width, bool apply) const
{
    int x = 0;
    int y = 0;
    int rowHeight = 0;
    const auto place = [&](QWidget *widget) {
        const QSize size = widget->sizeHint();
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += rowHeight;
        }
        if (apply)
            widget->setGeometry(x, y, std::min(size.width(), std::max(width, 1)), size.height());
        x += size.width() + kGap;
        rowHeight = std::max(rowHeight, size.height());
    };
    for (LegendEntry *entry : m_entries) {
        if (isListed(entry))
            place(entry);
    }
    if (m_more != nullptr && !m_more->isHidden())
        place(m_more);
    return y + rowHeight;
}

int ChartLegend::heightForWidth(int width) const
{
    return placeEntries(width, false);
}

QSize ChartLegend::sizeHint() const
{
    return {200, placeEntries(std::max(width(), 200), false)};
}

void ChartLegend::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeEntries(width(), true);
}

} // namespace tidemark::charts

#include "chart_legend.moc"
