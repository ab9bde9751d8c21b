// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/source_board.h"

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace std::chrono_literals;

SourceBoard::SourceBoard(const SourceLinks &links, QObject *parent)
    : QObject(parent)
    , m_source(links)
{
    m_clock.start();
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, &SourceBoard::countedDown);
    connect(&links, &SourceLinks::linksChanged, this, &SourceBoard::readAll);
    connect(&links, &SourceLinks::linkChanged, this, &SourceBoard::readOne);
    readAll();
}

const SourceLink *SourceBoard::find(SourceId source) const
{
    const auto at = std::find_if(m_links.begin(), m_links.end(), [source](const SourceLink &link) {
        return link.source.id == source;
    });
    return at == m_links.end() ? nullptr : &*at;
}

std::optional<std::chrono::seconds> SourceBoard::nextIn(SourceId source) const
{
    const auto at = m_sendAt_ms.constFind(source.value());
    if (at == m_sendAt_ms.cend())
        return std::nullopt;
    const std::chrono::milliseconds left(std::max<qint64>(0, *at - m_clock.elapsed()));
    return std::chrono::ceil<std::chrono::seconds>(left);
}

OutboxCounts SourceBoard::totals() const
{
    OutboxCounts sum;
    for (const SourceLink &link : m_links) {
        sum.waiting += link.delivery.counts.waiting;
        sum.attention += link.delivery.counts.attention;
        const auto &oldest = link.delivery.counts.oldest;
        if (oldest && (!sum.oldest || *oldest < *sum.oldest))
            sum.oldest = oldest;
    }
    return sum;
}

void SourceBoard::beginCountdown()
{
    ++m_watchers;
    updateTimer();
}

void SourceBoard::endCountdown()
{
    m_watchers = std::max(0, m_watchers - 1);
    updateTimer();
}

void SourceBoard::readAll()
{
    std::vector<SourceLink> links = m_source.links();
    const QHash<qint64, qint64> before = std::exchange(m_sendAt_ms, {});
    for (const SourceLink &link : links) {
        const qint64 id = link.source.id.value();
        if (isSaidAnew(link))
            note(link);
        else if (before.contains(id))
            m_sendAt_ms.insert(id, before.value(id));
    }
    m_links = std::move(links);
    updateTimer();
    Q_EMIT linksChanged();
}

void SourceBoard::readOne(SourceId source)
{
    const auto fresh = m_source.link(source);
    const auto at = std::find_if(m_links.begin(), m_links.end(), [source](const SourceLink &link) {
        return link.source.id == source;
    });
    if (!fresh || at == m_links.end()) {
        readAll();
        return;
    }
    if (isSaidAnew(*fresh))
        note(*fresh);
    *at = *fresh;
    updateTimer();
    Q_EMIT linkChanged(source);
}

// A time until the next sending is as of when the delivery said it, and is not said anew by what a
// fetch found, such as that the source cannot be reached.
bool SourceBoard::isSaidAnew(const SourceLink &link) const
{
    const SourceLink *known = find(link.source.id);
    if (!known)
        return true;
    DeliveryStatus before = known->delivery;
    before.isReachable = link.delivery.isReachable;
    return before != link.delivery;
}

void SourceBoard::note(const SourceLink &link)
{
    m_sendAt_ms.remove(link.source.id.value());
    if (link.delivery.nextIn)
        m_sendAt_ms.insert(link.source.id.value(),
                           m_clock.elapsed() + link.delivery.nextIn->count());
}

void SourceBoard::updateTimer()
{
    if (m_watchers == 0 || m_sendAt_ms.isEmpty())
        m_tick.stop();
    else if (!m_tick.isActive())
        m_tick.start();
}

} // namespace tidemark
