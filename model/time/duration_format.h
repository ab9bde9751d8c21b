// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QLocale>

namespace tidemark {

/// A length of time for people, in at most two units: `340 ns`, `1.20 ms`, `12.5 s`, `3 min 20 s`,
/// `2 h 05 min`, `3 d 4 h`. Three significant digits below a minute, rounded half up; a no-break
/// space before each unit, U+2212 as minus, the locale's decimal sign. Days have 24 hours. Any
/// thread. Values are never read back from this text.
[[nodiscard]] QString formatDuration(Timedelta duration, const QLocale &locale);

/// How long ago or ahead, in one unit rounded down: `3 min ago`, `in 2 h`, `just now` within a
/// second. To be shown beside the absolute time or with it as tooltip.
[[nodiscard]] QString formatAge(Timestamp t, Timestamp now, const QLocale &locale);

} // namespace tidemark
