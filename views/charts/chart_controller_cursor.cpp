// SPDX-License-Identifier: GPL-3.0-or-later
// The cursor, selection and series commands of ChartController.
#include "views/charts/chart_controller.h"

#include "model/time/saturating.h"
#include "views/charts/bucket_search.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace tidemark::charts {

void ChartController::setCursor(const CursorState &cursor)
{
    const bool hasMoved = cursor.at != m_cursor.at;
    m_cursor = cursor;
    Q_EMIT overlayChanged();
    if (hasMoved)
        Q_EMIT cursorMoved(m_cursor.at);
}

void ChartController::setCursorTime(std::optional<Timestamp> at)
{
    if (at == m_cursor.at || m_cursor.isPinned)
        return;
    m_cursor.at = at;
    m_cursor.bucket.reset();
    Q_EMIT overlayChanged();
}

void ChartController::hover(Timestamp at)
{
    if (!m_cursor.isPinned)
        setCursor(snapped(m_content, m_cursor, at));
}

void ChartController::leave()
{
    if (m_cursor.isPinned)
        return;
    CursorState cursor = m_cursor;
    cursor.at.reset();
    cursor.bucket.reset();
    setCursor(cursor);
}

void ChartController::selectAt(Timestamp at)
{
    const CursorState cursor = snapped(m_content, m_cursor, at);
    setCursor(cursor);
    if (cursor.bucket) {
        m_cursor.markA = cursor.at;
        Q_EMIT bucketSelected(cursor.series, *cursor.bucket);
    }
}

void ChartController::moveIntoView(const TimeWindow &bucket)
{
    const TimeWindow &window = m_content.window;
    if (window.overlaps(bucket))
        return;
    const std::int64_t by_ns =
        bucket.begin < window.begin
            ? saturatingSubtract(bucket.begin.posixNs(), window.begin.posixNs())
            : saturatingSubtract(bucket.end.posixNs(), window.end.posixNs());
    panBy(by_ns);
}

void ChartController::step(CursorStep step, bool extendsSelection)
{
    const CursorState before = m_cursor;
    const CursorState after = stepped(m_content, m_cursor, step);
    if (!after.bucket)
        return;
    setCursor(after);
    moveIntoView(*after.bucket);
    if (extendsSelection) {
        if (!m_spanAnchor)
            m_spanAnchor = before.bucket ? before.bucket : after.bucket;
        setSelectedSpan(m_spanAnchor->united(*after.bucket));
    } else {
        m_spanAnchor.reset();
    }
    Q_EMIT bucketSelected(after.series, *after.bucket);
    Q_EMIT announced(readoutText(readoutAt(m_content, m_cursor)));
}

void ChartController::stepSeries(int by)
{
    const CursorState after = onOtherSeries(m_content, m_cursor, by);
    setCursor(after);
    if (after.bucket)
        Q_EMIT bucketSelected(after.series, *after.bucket);
    if (after.at)
        Q_EMIT announced(readoutText(readoutAt(m_content, m_cursor)));
}

void ChartController::togglePin()
{
    m_cursor.isPinned = !m_cursor.isPinned && m_cursor.at.has_value();
    Q_EMIT overlayChanged();
}

void ChartController::mark(bool isB, std::optional<Timestamp> at)
{
    const auto place = at ? snapped(m_content, m_cursor, *at).at : m_cursor.at;
    (isB ? m_cursor.markB : m_cursor.markA) = place;
    Q_EMIT overlayChanged();
    if (place)
        Q_EMIT announced(readoutText(readoutAt(m_content, m_cursor)));
}

void ChartController::setSelectedSpan(std::optional<TimeWindow> span)
{
    if (span && span->isEmpty())
        span.reset();
    if (span == m_span)
        return;
    m_span = span;
    Q_EMIT overlayChanged();
    Q_EMIT spanSelected(m_span);
    if (m_span)
        Q_EMIT spanStatisticsChanged(statisticsOf(m_content, m_cursor, *m_span));
}

void ChartController::setVisible(const QString &identity, bool isVisible)
{
    if (isVisible == !m_content.hidden.contains(identity))
        return;
    if (isVisible)
        m_content.hidden.erase(identity);
    else
        m_content.hidden.insert(identity);
    Q_EMIT seriesVisibilityChanged(identity, isVisible);
}

void ChartController::toggleSeries(const QString &identity)
{
    setVisible(identity, m_content.hidden.contains(identity));
    arrange();
}

void ChartController::soloSeries(const QString &identity)
{
    const auto visible = m_content.visibleSeries();
    const bool isAlone = visible.size() == 1 && visible.front()->identity == identity;
    for (const ChartSeries &one : m_content.series)
        setVisible(one.identity, isAlone || one.identity == identity);
    arrange();
}

void ChartController::showLargest(std::size_t count)
{
    const auto reach = [this](const ChartSeries &one) {
        double furthest = -1; // of a series without a value in view
        if (const auto range = valuesIn(one.points, m_content.window)) {
            for (std::size_t i = range->first; i <= range->last; ++i) {
                if (one.points[i].hasValue())
                    furthest = std::max(furthest, std::abs(*one.points[i].value));
            }
        }
        return furthest;
    };
    std::vector<std::pair<double, QString>> ranking;
    for (const ChartSeries &one : m_content.series)
        ranking.emplace_back(reach(one), one.identity);
    std::stable_sort(ranking.begin(), ranking.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    for (std::size_t i = 0; i < ranking.size(); ++i)
        setVisible(ranking[i].second, i < count);
    arrange();
}

void ChartController::showAllSeries()
{
    for (const ChartSeries &one : m_content.series)
        setVisible(one.identity, true);
    arrange();
}

void ChartController::activate()
{
    if (m_cursor.bucket)
        Q_EMIT bucketActivated(m_cursor.series, *m_cursor.bucket);
}

} // namespace tidemark::charts
