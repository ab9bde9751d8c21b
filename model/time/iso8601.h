// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/ascii.h"
#include "model/time/civil.h"
#include "model/time/timestamp.h"

namespace tidemark {

/// Reads an ISO 8601 date and time with a zone, exact to the nanosecond: the date forms of
/// Timestamp::fromIso8601, `T` or a space, up to nine fraction digits, `Z` or an offset. A second
/// of 60 (a leap second) is refused: it has no instant of its own in POSIX time. Any thread.
/// Errors: InvalidArgument (detail `iso.form`, `iso.range`, `iso.zone`, `iso.digits` or
/// `iso.leapSecond`), Overflow.
[[nodiscard]] Result<Timestamp> parseIso8601(QStringView text);

/// The refusal of a text that has not the form (detail `iso.form`).
[[nodiscard]] tl::unexpected<Error> isoFormError();

/// A date as it was written.
struct IsoDate
{
    enum class Form
    {
        Year,
        Month,
        Quarter,
        Week,
        Day
    };
    Form form = Form::Day;
    CivilDate first; ///< the first day it names
};

/// A time of day as it was written; the zone may be missing.
struct IsoTime
{
    std::int64_t nsOfDay = 0; ///< up to kNsPerDay, included: 24:00 is the next day's start
    std::optional<std::chrono::seconds> offset;
};

/// How strictly fractions of a second are read.
enum class IsoFraction
{
    Nine,      ///< at most nine digits
    Truncated, ///< six digits count, further ones are dropped (MetricQ)
};

/// The pieces, for grammars that hold ISO dates and times; each reads from the cursor's place and
/// leaves what follows. `Quarter` (`2026-Q1`) is ours.
/// Errors: InvalidArgument with the details of parseIso8601.
[[nodiscard]] Result<IsoDate> takeIsoDate(ascii::Cursor &cursor);
[[nodiscard]] Result<IsoTime> takeIsoTime(ascii::Cursor &cursor, IsoFraction fraction);
/// The zone after a time (`Z`, `+02`, `+0200`, `+02:00`); nothing when neither sign nor Z follows.
[[nodiscard]] Result<std::optional<std::chrono::seconds>> takeIsoOffset(ascii::Cursor &cursor);

/// The day and the time of day as one reading; 24:00 becomes the next day's 00:00.
[[nodiscard]] CivilTime civilTimeOf(const CivilDate &date, const IsoTime &time);

} // namespace tidemark
