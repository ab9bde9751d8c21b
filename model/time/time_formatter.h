// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/time_window.h"
#include "model/time/zone.h"

#include <QLocale>

#include <optional>

namespace tidemark {

/// What may differ from the locale, each by itself.
struct TimeStyle
{
    enum class DateOrder
    {
        DayMonthYear,
        MonthDayYear,
        YearMonthDay
    };
    std::optional<bool> uses24Hours;
    std::optional<DateOrder> dateOrder;

    friend bool operator==(const TimeStyle &, const TimeStyle &) = default;
};

/// Instants and windows in the locale's form and a zone, for screen text. For files and exact text
/// see time_format.h. A value; any thread.
class TimeFormatter
{
public:
    explicit TimeFormatter(const QLocale &locale = QLocale::c(), Zone zone = {},
                           TimeStyle style = {});

    [[nodiscard]] const QLocale &locale() const noexcept { return m_locale; }
    [[nodiscard]] const Zone &zone() const noexcept { return m_zone; }
    [[nodiscard]] bool uses24Hours() const noexcept { return m_uses24Hours; }

    /// `1 Mar 2026`, `Mar 1, 2026`, `2026-03-01`, by the date order.
    [[nodiscard]] QString date(const CivilDate &date) const;
    [[nodiscard]] QString date(Timestamp t) const { return date(m_zone.civilAt(t).date); }
    /// Numbers only, as the locale's short form: `01.03.2026`, `3/1/2026`.
    [[nodiscard]] QString numericDate(Timestamp t) const;
    /// `14:30`, `14:30:05`, `14:30:05.250`, `2:30 pm`; fraction digits bring the seconds along.
    [[nodiscard]] QString clock(Timestamp t, bool withSeconds, int fractionDigits = 0) const;
    /// Date and clock, with seconds and fraction only where the instant has them.
    [[nodiscard]] QString dateTime(Timestamp t) const;
    /// `1 – 7 Mar 2026 · Europe/Berlin`: whole days name the last day that is included, other
    /// windows their borders: `1 Mar 2026, 14:00 – 15:30 · UTC`. The zone is left out on request.
    [[nodiscard]] QString window(const TimeWindow &window, bool withZone = true) const;

private:
    [[nodiscard]] QString days(const CivilDate &first, const CivilDate &last) const;
    [[nodiscard]] QString dayAndMonth(const CivilDate &date) const;

    QLocale m_locale;
    Zone m_zone;
    TimeStyle::DateOrder m_order;
    bool m_uses24Hours = true;
    QString m_dayMark; ///< what the locale writes after a day's number: `.` in German
};

/// The zone as labels name it, after a middle dot: `Last 7 days · UTC`.
[[nodiscard]] QString withZone(const QString &text, const Zone &zone);

} // namespace tidemark
