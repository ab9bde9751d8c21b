// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/zone.h"

#include <QLocale>

namespace tidemark {

/// What a person's entry of a time means in a zone.
struct TimeEntry
{
    LocalInstant meaning; ///< Unique, Gap (nearest valid instants) or Repeated (first and second)
    QString message;      ///< for Gap and Repeated: what is wrong and what to choose; else empty

    /// The instant, with `fold` as the answer for a repeated reading.
    /// Errors: InvalidArgument with `message` for a skipped reading (detail `time.gap`) and for a
    /// repeated one without an answer (detail `time.repeated`).
    [[nodiscard]] Result<Timestamp> instant(std::optional<Fold> fold = std::nullopt) const;
};

/// Reads a time as people enter it:
///  - `now`; `-2h`, `+90 s`, `now-1d` (units of TimeExpression or of Timedelta);
///  - `14:30`, `14:30:05.25`, `2:30 pm` (today in the zone), `yesterday 14:30`, `today`,
///  `tomorrow`;
///  - a date of the locale (`29.03.2026`, `3/29/2026`), alone (its first instant) or with a time;
///  - ISO 8601 dates and times with up to nine fraction digits, with or without an offset;
///  - a whole number of 9 digits or more: seconds, milliseconds, microseconds or nanoseconds since
///    1970, told apart by their size (below 10¹¹, 10¹⁴, 10¹⁷, above).
/// Words are understood in English and in the language of the window. A second of 60 is refused.
/// Any thread. Errors: InvalidArgument with the fix, Overflow.
[[nodiscard]] Result<TimeEntry> parseTimeEntry(QStringView text, Timestamp now, const Zone &zone,
                                               const QLocale &locale);

} // namespace tidemark
