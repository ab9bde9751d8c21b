// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/zone_rules.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>
#include <limits>
#include <mutex>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

constexpr std::int64_t kFirstSecond = -9'223'372'037; // just outside int64 nanoseconds
constexpr std::int64_t kLastSecond = 9'223'372'037;

QDateTime utcSecond(std::int64_t second)
{
    return QDateTime::fromSecsSinceEpoch(second, Qt::UTC);
}

/// QTimeZone::transitions stops where the zone file's list ends; asking again from there goes on
/// with the rule that holds afterwards.
QTimeZone::OffsetDataList allTransitions(const QTimeZone &zone)
{
    QTimeZone::OffsetDataList all =
        zone.transitions(utcSecond(kFirstSecond), utcSecond(kLastSecond));
    if (!all.isEmpty()) {
        const std::int64_t last = all.constLast().atUtc.toSecsSinceEpoch();
        all += zone.transitions(utcSecond(last + 1), utcSecond(kLastSecond));
    }
    return all;
}

} // namespace

ZoneRules::ZoneRules(QString id, std::chrono::seconds offset)
    : m_id(std::move(id))
    , m_stretches{{std::numeric_limits<std::int64_t>::min(), offset}}
{}

ZoneRules::ZoneRules(QString id, const QTimeZone &zone)
    : ZoneRules(std::move(id), std::chrono::seconds(zone.offsetFromUtc(utcSecond(kFirstSecond))))
{
    for (const QTimeZone::OffsetData &transition : allTransitions(zone)) {
        const Stretch stretch{transition.atUtc.toSecsSinceEpoch(),
                              std::chrono::seconds(transition.offsetFromUtc)};
        const Stretch &last = m_stretches.back();
        if (stretch.from_s > last.from_s && stretch.offset != last.offset)
            m_stretches.push_back(stretch);
    }
}

std::shared_ptr<const ZoneRules> ZoneRules::shared(const QString &id, const QTimeZone &zone)
{
    static std::mutex mutex;
    static QHash<QString, std::shared_ptr<const ZoneRules>> known;
    const std::lock_guard lock(mutex);
    std::shared_ptr<const ZoneRules> &rules = known[id];
    if (!rules)
        rules = std::make_shared<const ZoneRules>(id, zone);
    return rules;
}

const std::shared_ptr<const ZoneRules> &ZoneRules::utc()
{
    static const std::shared_ptr<const ZoneRules> rules =
        std::make_shared<const ZoneRules>(u"UTC"_s);
    return rules;
}

std::size_t ZoneRules::indexAt(std::int64_t second) const noexcept
{
    const auto after = std::upper_bound(
        m_stretches.begin() + 1, m_stretches.end(), second,
        [](std::int64_t at, const Stretch &stretch) { return at < stretch.from_s; });
    return static_cast<std::size_t>(after - m_stretches.begin()) - 1;
}

} // namespace tidemark
