// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/mirror_ages.h"

#include "model/core/continue_on.h"
#include "model/domain/definition.h"
#include "model/ports/clock.h"
#include "model/ports/mirror_store.h"
#include "model/ports/source_links.h"

#include <algorithm>
#include <chrono>

namespace tidemark {

namespace {

/// It cannot be reached, or its last fetch ended half-way. An attempt is no answer yet, so a source
/// stays what it was while it is tried.
std::optional<bool> isOffline(const SourceLink &link)
{
    if (link.delivery.state == DeliveryState::Sending)
        return std::nullopt;
    return !link.delivery.isReachable || link.delivery.state == DeliveryState::Paused ||
           (link.lastFetch && link.lastFetch->error);
}

} // namespace

MirrorAges::MirrorAges(MirrorStore &mirror, const SourceLinks &links, const Clock &clock,
                       QObject *parent)
    : QObject(parent)
    , m_mirror(mirror)
    , m_links(links)
    , m_clock(clock)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        setTimer();
        Q_EMIT changed();
    });
    connect(&links, &SourceLinks::linksChanged, this, &MirrorAges::readAll);
    connect(&links, &SourceLinks::linkChanged, this, &MirrorAges::readOne);
    readAll();
}

void MirrorAges::readAll()
{
    const std::vector<SourceLink> links = m_links.links();
    const auto isGone = [&links](const auto &entry) {
        return std::none_of(links.begin(), links.end(), [&entry](const SourceLink &link) {
            return link.source.id == entry.first;
        });
    };
    if (std::erase_if(m_fetched, isGone) > 0)
        Q_EMIT changed();
    for (const SourceLink &link : links)
        readOne(link.source.id);
}

void MirrorAges::readOne(SourceId source)
{
    const auto link = m_links.link(source);
    if (!link || !link->lastFetched)
        return; // nothing of it is here
    const bool isNew = !m_fetched.contains(source);
    Fetched &known = m_fetched[source];
    const bool offline = isOffline(*link).value_or(known.isOffline);
    const bool isFetched = isNew || known.asOf != *link->lastFetched;
    const bool isSame =
        !isFetched && known.isOffline == offline && known.source == link->source.name;
    if (isSame)
        return;
    known.source = link->source.name;
    known.asOf = *link->lastFetched;
    known.isOffline = offline;
    if (isFetched)
        readMetrics(source);
    setTimer();
    Q_EMIT changed();
}

void MirrorAges::readMetrics(SourceId source)
{
    continueOn(this, m_mirror.digests(source),
               [this, source](const Result<std::vector<MetricDigest>> &digests) {
                   const auto known = m_fetched.find(source);
                   if (!digests || known == m_fetched.end())
                       return;
                   known->second.metrics.clear();
                   for (const MetricDigest &digest : *digests)
                       known->second.metrics.insert(digest.here);
                   Q_EMIT changed();
               });
}

bool MirrorAges::isAged(const Fetched &fetched) const
{
    return fetched.isOffline || m_clock.now() - fetched.asOf >= Timedelta(kStaleAfter_ns);
}

std::optional<MirrorAge> MirrorAges::of(const std::vector<Definition> &metrics) const
{
    std::optional<MirrorAge> oldest;
    for (const auto &[id, one] : m_fetched) {
        const Fetched &fetched = one;
        const bool isShown =
            std::any_of(metrics.begin(), metrics.end(), [&fetched](const Definition &metric) {
                return fetched.metrics.contains(metric.id);
            });
        if (isShown && isAged(fetched) && (!oldest || fetched.asOf < oldest->asOf))
            oldest = MirrorAge{fetched.source, fetched.asOf, fetched.isOffline};
    }
    return oldest;
}

void MirrorAges::setTimer()
{
    std::optional<Timedelta> next;
    for (const auto &[id, fetched] : m_fetched) {
        const Timedelta left = fetched.asOf + Timedelta(kStaleAfter_ns) - m_clock.now();
        if (left > Timedelta() && (!next || left < *next))
            next = left;
    }
    if (!next) {
        m_timer.stop();
        return;
    }
    const auto wait =
        std::chrono::ceil<std::chrono::milliseconds>(std::chrono::nanoseconds(next->ns()));
    m_timer.start(std::min<std::chrono::milliseconds>(wait, std::chrono::hours(24)));
}

} // namespace tidemark
