// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/iso8601.h"

#include <QLocale>

namespace tidemark {

/// A date at the begin of a text, and what follows it, trimmed.
struct LocaleDate
{
    CivilDate date;
    QStringView rest;
};

/// Reads a numeric date in the locale's order (`29.03.2026`, `3/29/26`, `29/03/2026`): three
/// numbers with `.`, `/`, `-` or spaces between. A year of two digits lies within 1970 to 2069.
/// Nothing when the text does not begin with a date that exists. Any thread.
[[nodiscard]] std::optional<LocaleDate> takeLocaleDate(QStringView text, const QLocale &locale);

/// The order in which the locale writes day (`d`), month (`M`) and year (`y`), for example `dMy`.
[[nodiscard]] QString dateOrderOf(const QLocale &locale);

/// `14:30`, `2:30 pm`, `9 am`: begins like a time of day, not like a date.
[[nodiscard]] bool looksLikeClock(QStringView text);
/// A time of day: `14:30`, `9:05:07.25`, `1430`, `2:30 pm`, with an optional offset.
/// Errors: InvalidArgument (a second of 60 too).
[[nodiscard]] Result<IsoTime> parseClock(QStringView text);

} // namespace tidemark
