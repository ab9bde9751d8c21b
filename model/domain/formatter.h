// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/number_format.h"
#include "model/time/calendar.h"
#include "model/time/period.h"
#include "model/time/time_formatter.h"

#include <QLocale>
#include <QString>

#include <optional>

namespace tidemark {

/// What a person chose about the form of numbers and times (N9): the locale, and what differs from
/// it.
struct FormatChoices
{
    QLocale locale;
    Zone zone;
    std::optional<Qt::DayOfWeek> weekStart; ///< the locale's first day when not set
    TimeStyle timeStyle;
    NumberOptions numbers;

    /// The first day of the week: the choice, else the locale's; Monday in the C locale.
    [[nodiscard]] Qt::DayOfWeek firstDayOfWeek() const;
};

/// The one place where numbers, units and times become the text of views: tables, axes, tool tips
/// and reports show the same text for the same thing. Files and the command line's machine forms
/// use numberText() and time_format.h instead. Immutable, made anew when a choice changes; any
/// thread.
class Formatter
{
public:
    explicit Formatter(const FormatChoices &choices = {});

    [[nodiscard]] const FormatChoices &choices() const noexcept { return m_choices; }
    [[nodiscard]] const NumberFormatter &numbers() const noexcept { return m_numbers; }
    [[nodiscard]] const TimeFormatter &times() const noexcept { return m_times; }
    /// Zone and first day of the week, for asking for buckets.
    [[nodiscard]] Calendar calendar() const;

    /// A value with its unit, to the significant digits chosen; `—` when missing.
    [[nodiscard]] QString value(std::optional<double> value, const Unit &unit) const;
    /// Every digit, with the unit; for tool tips and details.
    [[nodiscard]] QString fullValue(std::optional<double> value, const Unit &unit) const;

    /// Date and clock in the chosen zone, without naming it; `—` when unknown.
    [[nodiscard]] QString time(std::optional<Timestamp> at) const;
    /// To the nanosecond, with the offset and the zone's name, or `UTC` for both; `—` when unknown.
    [[nodiscard]] QString exactTime(std::optional<Timestamp> at) const;
    /// Text for an edit field: parseTimeEntry() reads it back to the same instant.
    [[nodiscard]] QString editTime(Timestamp at, const Zone &zone) const;
    /// `3 min 20 s`.
    [[nodiscard]] QString duration(Timedelta duration) const;
    /// `3 min ago`; only beside the time itself or with it as tool tip (N5).
    [[nodiscard]] QString age(Timestamp at, Timestamp now) const;

    /// `1 – 7 Mar 2026 · Europe/Berlin`.
    [[nodiscard]] QString window(const TimeWindow &window) const;
    /// One bucket by the name people know it by: `1 Mar 2026`, `2 – 8 Mar 2026`, `Mar 2026`,
    /// `Q1 2026`, `2026`. For a window that is one whole period of `calendar`.
    [[nodiscard]] QString bucket(const TimeWindow &window, Period period,
                                 const Calendar &calendar) const;

private:
    FormatChoices m_choices;
    NumberFormatter m_numbers;
    TimeFormatter m_times;
};

} // namespace tidemark
