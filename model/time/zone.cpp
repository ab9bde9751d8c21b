// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/zone.h"

#include "model/time/zone_names.h"
#include "model/time/zone_rules.h"

#include <QCoreApplication>

#include <optional>

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Zone)
};

constexpr std::int64_t kSecondsPerDay = 86'400;

constexpr std::int64_t floorSeconds(std::int64_t ns)
{
    return ns / kNsPerSecond - (ns % kNsPerSecond < 0 ? 1 : 0);
}

/// A wall-clock reading as seconds since 1970-01-01T00:00:00 of the same clock.
std::int64_t localSeconds(const CivilTime &civil)
{
    return daysFromCivil(civil.date) * kSecondsPerDay + civil.nsOfDay / kNsPerSecond;
}

/// Nothing outside the limits of Timestamp.
std::optional<Timestamp> instant(std::int64_t second, int nanosecond)
{
    // Before the epoch count down from the next second: the first one is not whole.
    const bool isEarly = second < 0;
    const std::int64_t rest = isEarly ? nanosecond - kNsPerSecond : nanosecond;
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(second + (isEarly ? 1 : 0), kNsPerSecond, &ns) ||
        __builtin_add_overflow(ns, rest, &ns))
        return std::nullopt;
    return Timestamp(ns);
}

Timestamp heldInstant(std::int64_t second)
{
    return instant(second, 0).value_or(second < 0 ? Timestamp::min() : Timestamp::max());
}

LocalInstant unique(std::int64_t second, int nanosecond)
{
    using Kind = LocalInstant::Kind;
    if (const auto at = instant(second, nanosecond))
        return LocalInstant{Kind::Unique, *at, *at};
    const Timestamp limit = second < 0 ? Timestamp::min() : Timestamp::max();
    return LocalInstant{Kind::OutOfRange, limit, limit};
}

LocalInstant gapBefore(std::int64_t second)
{
    const Timestamp change = heldInstant(second);
    return LocalInstant{LocalInstant::Kind::Gap, change - Timedelta(1), change};
}

} // namespace

Zone::Zone()
    : m_rules(ZoneRules::utc())
{}

Zone::Zone(std::shared_ptr<const ZoneRules> rules) noexcept
    : m_rules(std::move(rules))
{}

Zone Zone::system()
{
    const QTimeZone zone = QTimeZone::systemTimeZone();
    const QString id = canonicalZoneId(QString::fromLatin1(zone.id()));
    if (!zone.isValid() || id == ZoneRules::utc()->id())
        return Zone();
    return Zone(ZoneRules::shared(id, zone));
}

Result<Zone> Zone::fromId(QStringView id)
{
    const QString canonical = canonicalZoneId(id);
    if (canonical == ZoneRules::utc()->id())
        return Zone();
    if (!isKnownZoneId(canonical))
        return failure(ErrorCode::NotFound,
                       Text::tr("There is no time zone \"%1\". Use UTC or a name such as "
                                "Europe/Berlin.")
                           .arg(id));
    return Zone(ZoneRules::shared(canonical, QTimeZone(canonical.toLatin1())));
}

QStringList Zone::availableIds()
{
    return selectableZoneIds();
}

const QString &Zone::id() const noexcept
{
    return m_rules->id();
}

bool Zone::isUtc() const noexcept
{
    return m_rules == ZoneRules::utc();
}

std::chrono::seconds Zone::offsetAt(Timestamp t) const noexcept
{
    return m_rules->stretches()[m_rules->indexAt(floorSeconds(t.posixNs()))].offset;
}

CivilTime Zone::civilAt(Timestamp t) const
{
    const std::int64_t second = floorSeconds(t.posixNs());
    const std::int64_t local = second + offsetAt(t).count();
    const std::int64_t rest = local % kSecondsPerDay;
    const std::int64_t secondOfDay = rest < 0 ? rest + kSecondsPerDay : rest;
    const std::int64_t restNs = t.posixNs() % kNsPerSecond; // second · 10⁹ may not fit
    const std::int64_t fraction = restNs < 0 ? restNs + kNsPerSecond : restNs;
    return CivilTime{civilFromDays((local - secondOfDay) / kSecondsPerDay),
                     secondOfDay * kNsPerSecond + fraction};
}

LocalInstant Zone::resolve(const CivilTime &civil) const
{
    // With the offset of each nearby stretch the reading means one candidate instant; those that
    // lie in their own stretch exist. Offsets are below one day, so no other stretch can hold one.
    const std::int64_t local = localSeconds(civil);
    const auto stretches = m_rules->stretches();
    const std::size_t last = m_rules->indexAt(local + kSecondsPerDay);
    std::optional<LocalInstant> found;
    for (std::size_t i = m_rules->indexAt(local - kSecondsPerDay); i <= last; ++i) {
        const std::int64_t second = local - stretches[i].offset.count();
        if (second < stretches[i].from_s)
            return found ? *found : gapBefore(stretches[i].from_s);
        if (i + 1 < stretches.size() && second >= stretches[i + 1].from_s)
            continue;
        const LocalInstant candidate = unique(second, civil.nanosecond());
        if (found)
            return LocalInstant{LocalInstant::Kind::Repeated, found->first, candidate.first};
        found = candidate;
    }
    return found ? *found : gapBefore(stretches[last].from_s);
}

Timestamp Zone::startOfDay(const CivilDate &date) const
{
    const LocalInstant midnight = resolve(CivilTime{date, 0});
    return midnight.kind == LocalInstant::Kind::Gap ? midnight.second : midnight.first;
}

QTimeZone Zone::toQTimeZone() const
{
    return isUtc() ? QTimeZone::utc() : QTimeZone(id().toLatin1());
}

std::optional<OffsetChange> Zone::nextOffsetChange(Timestamp t) const
{
    const auto stretches = m_rules->stretches();
    const std::size_t index = m_rules->indexAt(floorSeconds(t.posixNs()));
    if (index + 1 >= stretches.size())
        return std::nullopt;
    const auto at = instant(stretches[index + 1].from_s, 0);
    if (!at)
        return std::nullopt;
    return OffsetChange{*at, stretches[index].offset, stretches[index + 1].offset};
}

std::vector<OffsetChange> Zone::offsetChanges(const TimeWindow &window) const
{
    std::vector<OffsetChange> changes;
    auto change = nextOffsetChange(window.begin - Timedelta(1));
    for (; change && change->at < window.end; change = nextOffsetChange(change->at))
        changes.push_back(*change);
    return changes;
}

Result<Timestamp> instantAt(const CivilTime &civil, std::chrono::seconds offset)
{
    const auto at = instant(localSeconds(civil) - offset.count(), civil.nanosecond());
    if (!at)
        return failure(ErrorCode::Overflow,
                       Text::tr("The time does not fit: times reach from 1677 to 2262."));
    return *at;
}

Result<Timestamp> fromLocalTime(const CivilTime &civil, const Zone &zone, Fold fold)
{
    const LocalInstant meant = zone.resolve(civil);
    if (meant.kind == LocalInstant::Kind::Gap)
        return instantAt(civil, zone.offsetAt(meant.second));
    const Timestamp chosen = fold == Fold::First ? meant.first : meant.second;
    return instantAt(civil, zone.offsetAt(chosen)); // tells what is out of range
}

} // namespace tidemark
