// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/zone.h"

#include <optional>
#include <span>

namespace tidemark {

// Instants as text that does not depend on the locale. Any thread. Locale forms: TimeFormatter.

/// Fraction digits of a second that `t` needs: 0, 3, 6 or 9.
[[nodiscard]] int fractionDigitsOf(Timestamp t);
/// The fraction digits (0, 3, 6 or 9) that tell each of the ascending times from its neighbours;
/// equal ones need none.
[[nodiscard]] int fractionDigitsFor(std::span<const Timestamp> times);

/// `+02:00`, with seconds only when the offset has them.
[[nodiscard]] QString offsetText(std::chrono::seconds offset);
/// `2026-03-29`.
[[nodiscard]] QString dateText(const CivilDate &date);
/// `03:00:00.123456789`; `fractionDigits` 0 to 9, further ones are cut off.
[[nodiscard]] QString clockText(const CivilTime &time, int fractionDigits);

/// In full, for people: `2026-03-29 03:00:00.123456789 +02:00`. Without `fractionDigits` as many of
/// 0, 3, 6, 9 as the instant needs.
[[nodiscard]] QString fullTime(Timestamp t, const Zone &zone,
                               std::optional<int> fractionDigits = std::nullopt);
/// ISO 8601 with exactly the fraction digits needed: `2026-03-29T03:00:00.5+02:00`, in UTC with
/// `Z`. Where the zone's offset has seconds (local mean time of old), which ISO 8601 cannot say, in
/// UTC. parseIso8601 reads it back to the same instant.
[[nodiscard]] QString isoTime(Timestamp t, const Zone &zone = Zone());
/// MetricQ's str(Timestamp): `[1500] 1970-01-01 00:00:00.000001+00:00`, six fraction digits or
/// none.
[[nodiscard]] QString metricqString(Timestamp t, const Zone &zone);

/// Says that a wall-clock reading was skipped, and the nearest valid ones. `gap` is what
/// zone.resolve(civil) answered.
[[nodiscard]] QString skippedTimeMessage(const CivilTime &civil, const LocalInstant &gap,
                                         const Zone &zone);
/// Asks which of the two instants of a repeated reading is meant.
[[nodiscard]] QString repeatedTimeMessage(const CivilTime &civil, const LocalInstant &repeated,
                                          const Zone &zone);

} // namespace tidemark
