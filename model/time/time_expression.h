// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/calendar_unit.h"
#include "model/time/iso8601.h"

#include <vector>

namespace tidemark {

/// Which end of a range an expression stands at.
enum class Border
{
    From,
    To
};

/// One border of a range as people write it: `now`, a date or an instant, followed by steps.
///
///     now-6h   now/d   now-1M/M   2026   2026-03   2026-03-01   2026-W10   2026-Q1
///     2026-03-01T14:30   2026-03-01 14:30:00.123456789+02:00   2026-03-31-1M
///
/// Steps are read from left to right: `+n` and `-n` with a unit move, `/unit` rounds. Units:
/// `ns us ms s m h d w M Q y`, case matters; days and longer are calendar steps in the active zone
/// (2026-03-31-1M is 2026-02-28), `w` begins on the calendar's first day of the week, `2026-W10` on
/// Monday always. What names a stretch (a coarse date, or the result of rounding) means its begin
/// as From and its excluded end as To: From `2026-03-01` To `2026-03-07` are seven days, and
/// `now/d` twice is today. A wall-clock reading that occurs twice means the first as From and the
/// second as To; a skipped one is refused when resolving. A value; any thread.
class TimeExpression
{
public:
    TimeExpression() = default; // now
    /// Errors: InvalidArgument, with a message that shows the right form.
    [[nodiscard]] static Result<TimeExpression> parse(QStringView text);
    /// An instant, written in UTC.
    [[nodiscard]] static TimeExpression instant(Timestamp t);

    /// As it was written, trimmed.
    [[nodiscard]] const QString &text() const noexcept { return m_text; }
    /// True when the meaning moves with the clock.
    [[nodiscard]] bool isRelative() const noexcept { return m_base == Base::Now; }
    /// Errors: InvalidArgument for a skipped reading, Overflow.
    [[nodiscard]] Result<Timestamp> resolve(Timestamp now, const Calendar &calendar,
                                            Border border) const;

    friend bool operator==(const TimeExpression &a, const TimeExpression &b)
    {
        return a.m_text == b.m_text;
    }

private:
    enum class Base
    {
        Now,
        Date,
        Local,
        Instant
    };
    struct Step
    {
        bool isRounding = false;
        std::int64_t count = 0;
        TimeUnit unit = TimeUnit::Day;
    };
    struct Stretch;

    [[nodiscard]] Result<void> readBase(QStringView text);
    [[nodiscard]] Result<void> readSteps(QStringView text);
    [[nodiscard]] Result<Stretch> baseStretch(Timestamp now, const Zone &zone) const;
    [[nodiscard]] static Result<Stretch> moved(const Stretch &stretch, const Step &step,
                                               const Zone &zone);

    QString m_text = QStringLiteral("now");
    Base m_base = Base::Now;
    IsoDate m_date;      ///< Base::Date
    CivilTime m_local;   ///< Base::Local
    Timestamp m_instant; ///< Base::Instant
    std::vector<Step> m_steps;
};

} // namespace tidemark
