// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/civil.h"
#include "model/time/time_window.h"

#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <memory>
#include <vector>

namespace tidemark {

class ZoneRules;

/// What a wall-clock reading means in a zone.
struct LocalInstant
{
    enum class Kind
    {
        Unique,     ///< one instant: `first`, equal to `second`
        Gap,        ///< skipped: `first` is the last instant before it, `second` the first after it
        Repeated,   ///< happens twice: at `first` and at `second`
        OutOfRange, ///< outside int64 nanoseconds: both are the nearest limit
    };
    Kind kind = Kind::Unique;
    Timestamp first;
    Timestamp second;
};

/// A change of the zone's offset from UTC, such as the start of summer time.
struct OffsetChange
{
    Timestamp at; ///< the first instant with the new offset
    std::chrono::seconds before{};
    std::chrono::seconds after{};

    friend bool operator==(const OffsetChange &, const OffsetChange &) = default;
};

/// A time zone: UTC, or any IANA zone of the system. A value, cheap to copy; all copies of a zone
/// share one immutable table of its offset changes from 1677 to 2262, read from QTimeZone once per
/// process, so offsetAt is a binary search. Any thread.
class Zone
{
public:
    Zone(); // UTC
    [[nodiscard]] static Zone utc() { return Zone(); }
    /// The zone this machine is set to; UTC when that cannot be told.
    [[nodiscard]] static Zone system();
    /// `UTC`, an IANA name such as `Europe/Berlin` (old names too), or `UTC+05:45`.
    /// Errors: NotFound.
    [[nodiscard]] static Result<Zone> fromId(QStringView id);
    /// Every name a person may choose from, sorted, `UTC` first.
    [[nodiscard]] static QStringList availableIds();

    [[nodiscard]] const QString &id() const noexcept;
    [[nodiscard]] bool isUtc() const noexcept;
    /// Local time minus UTC.
    [[nodiscard]] std::chrono::seconds offsetAt(Timestamp t) const noexcept;
    /// What the clock on the wall shows.
    [[nodiscard]] CivilTime civilAt(Timestamp t) const;
    /// The instants at which the wall clock shows this; skipped and repeated readings are told.
    [[nodiscard]] LocalInstant resolve(const CivilTime &civil) const;
    /// The first instant of a day that has begun: midnight, or the end of the gap that swallowed
    /// it; of a repeated midnight the first. Held within the limits of Timestamp.
    [[nodiscard]] Timestamp startOfDay(const CivilDate &date) const;
    /// The changes in the window, ascending.
    [[nodiscard]] std::vector<OffsetChange> offsetChanges(const TimeWindow &window) const;
    /// The first change after `t`, or nothing.
    [[nodiscard]] std::optional<OffsetChange> nextOffsetChange(Timestamp t) const;
    /// For widgets that show names. Costs a lookup; not for loops.
    [[nodiscard]] QTimeZone toQTimeZone() const;

    friend bool operator==(const Zone &a, const Zone &b) noexcept { return a.id() == b.id(); }

private:
    explicit Zone(std::shared_ptr<const ZoneRules> rules) noexcept;

    std::shared_ptr<const ZoneRules> m_rules;
};

/// The instant at which a clock that runs `offset` ahead of UTC shows this. Errors: Overflow.
[[nodiscard]] Result<Timestamp> instantAt(const CivilTime &civil, std::chrono::seconds offset);

/// Which of two instants with the same wall-clock reading.
enum class Fold
{
    First,
    Second
};

/// MetricQ's from_local_datetime: a repeated reading is taken as `fold` says, a skipped one with
/// the offset that holds after the gap. For people's input use Zone::resolve and ask.
/// Errors: Overflow.
[[nodiscard]] Result<Timestamp> fromLocalTime(const CivilTime &civil, const Zone &zone,
                                              Fold fold = Fold::First);

} // namespace tidemark
