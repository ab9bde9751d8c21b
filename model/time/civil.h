// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

#include <compare>
#include <cstdint>
#include <optional>

class QDate;

namespace tidemark {

inline constexpr std::int64_t kNsPerSecond = 1'000'000'000;
inline constexpr std::int64_t kNsPerMinute = 60 * kNsPerSecond;
inline constexpr std::int64_t kNsPerHour = 60 * kNsPerMinute;
inline constexpr std::int64_t kNsPerDay = 24 * kNsPerHour; ///< of a day without offset change

/// A date of the Gregorian calendar (proleptic), in no zone. Years 1 to 9999 are parsed and
/// printed; arithmetic stays within ±32000 years.
struct CivilDate
{
    int year = 1970;
    int month = 1; ///< 1 to 12
    int day = 1;   ///< 1 to 31

    [[nodiscard]] bool isValid() const;
    friend constexpr auto operator<=>(const CivilDate &, const CivilDate &) = default;
};

/// A wall-clock reading, in no zone.
struct CivilTime
{
    CivilDate date;
    std::int64_t nsOfDay = 0; ///< 0 to kNsPerDay − 1

    [[nodiscard]] constexpr int hour() const { return static_cast<int>(nsOfDay / kNsPerHour); }
    [[nodiscard]] constexpr int minute() const
    {
        return static_cast<int>(nsOfDay / kNsPerMinute % 60);
    }
    [[nodiscard]] constexpr int second() const
    {
        return static_cast<int>(nsOfDay / kNsPerSecond % 60);
    }
    [[nodiscard]] constexpr int nanosecond() const
    {
        return static_cast<int>(nsOfDay % kNsPerSecond);
    }
    friend constexpr auto operator<=>(const CivilTime &, const CivilTime &) = default;
};

/// An ISO 8601 week: it belongs to the year that holds its Thursday.
struct IsoWeek
{
    int year = 1970;
    int week = 1; ///< 1 to 53

    friend constexpr auto operator<=>(const IsoWeek &, const IsoWeek &) = default;
};

/// Days since 1970-01-01, negative before it.
[[nodiscard]] std::int64_t daysFromCivil(const CivilDate &date);
[[nodiscard]] CivilDate civilFromDays(std::int64_t days);
[[nodiscard]] Qt::DayOfWeek dayOfWeek(std::int64_t days);
/// The last `weekStart` on or before the day.
[[nodiscard]] std::int64_t startOfWeek(std::int64_t days, Qt::DayOfWeek weekStart);
[[nodiscard]] int daysInMonth(int year, int month);

/// Calendar steps: a day beyond the month's end becomes its last day (2026-03-31 − 1 month =
/// 2026-02-28). The result is held within ±32000 years.
[[nodiscard]] CivilDate addMonths(const CivilDate &date, std::int64_t months);
[[nodiscard]] CivilDate addYears(const CivilDate &date, std::int64_t years);

[[nodiscard]] IsoWeek isoWeekOf(const CivilDate &date);
/// The Monday of the week; nothing when that year has no such week.
[[nodiscard]] std::optional<CivilDate> mondayOf(const IsoWeek &week);
/// 1 to 366.
[[nodiscard]] int dayOfYear(const CivilDate &date);
/// 1 to 4.
[[nodiscard]] constexpr int quarterOf(const CivilDate &date)
{
    return (date.month - 1) / 3 + 1;
}

/// For QLocale and the widgets.
[[nodiscard]] QDate toQDate(const CivilDate &date);
[[nodiscard]] CivilDate fromQDate(QDate date);

} // namespace tidemark
