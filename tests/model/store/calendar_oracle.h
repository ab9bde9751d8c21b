// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/period.h"
#include "model/time/time_window.h"

#include <QByteArray>
#include <QDate>
#include <QHash>
#include <QTimeZone>

#include <cstdint>

namespace tidemark::test {

/// Calendar periods worked out day by day from QTimeZone's transitions and QDate, independent of
/// the calendar under test. For times of 1900 to 2200. Remembers each day's first instant.
class CalendarOracle
{
public:
    CalendarOracle(const QByteArray &zone, Qt::DayOfWeek weekStart)
        : m_zone(zone)
        , m_weekStart(weekStart)
    {}

    /// The period that holds the time.
    [[nodiscard]] TimeWindow periodOf(Period period, std::int64_t at_ns)
    {
        const QDate first = firstDay(period, dayOf(at_ns));
        return TimeWindow{Timestamp(startOfDay(first)),
                          Timestamp(startOfDay(nextFirstDay(period, first)))};
    }

    /// The smallest window of whole periods that holds [begin, end).
    [[nodiscard]] TimeWindow widened(Period period, std::int64_t begin_ns, std::int64_t end_ns)
    {
        if (begin_ns >= end_ns)
            return TimeWindow{Timestamp(begin_ns), Timestamp(end_ns)};
        return TimeWindow{periodOf(period, begin_ns).begin, periodOf(period, end_ns - 1).end};
    }

    /// The first instant whose local time is not before the day's midnight.
    [[nodiscard]] std::int64_t startOfDay(QDate day)
    {
        const auto known = m_starts.constFind(day);
        if (known != m_starts.constEnd())
            return *known;
        const std::int64_t midnight_s =
            QDate(1970, 1, 1).daysTo(day) * std::int64_t{86'400}; // as if the zone were UTC
        const std::int64_t start = firstInstant(midnight_s) * 1'000'000'000;
        m_starts.insert(day, start);
        return start;
    }

private:
    static constexpr std::int64_t kReach_s = 129600; // 36 h: no offset is larger

    [[nodiscard]] std::int64_t firstInstant(std::int64_t midnight_s) const
    {
        const QDateTime from = QDateTime::fromSecsSinceEpoch(midnight_s - kReach_s, Qt::UTC);
        const QDateTime to = QDateTime::fromSecsSinceEpoch(midnight_s + kReach_s, Qt::UTC);
        std::int64_t segment_s = from.toSecsSinceEpoch();
        std::int64_t offset_s = m_zone.offsetFromUtc(from);
        if (m_zone.hasTransitions()) {
            for (const QTimeZone::OffsetData &change : m_zone.transitions(from, to)) {
                const std::int64_t end_s = change.atUtc.toSecsSinceEpoch();
                const std::int64_t start_s = std::max(segment_s, midnight_s - offset_s);
                if (start_s < end_s)
                    return start_s;
                segment_s = end_s;
                offset_s = change.offsetFromUtc;
            }
        }
        return std::max(segment_s, midnight_s - offset_s);
    }

    [[nodiscard]] QDate dayOf(std::int64_t at_ns)
    {
        const std::int64_t day_ns = std::int64_t{86'400} * 1'000'000'000;
        QDate day = QDate(1970, 1, 1).addDays(at_ns / day_ns - (at_ns % day_ns < 0 ? 1 : 0));
        while (startOfDay(day) > at_ns)
            day = day.addDays(-1);
        while (startOfDay(day.addDays(1)) <= at_ns)
            day = day.addDays(1);
        return day;
    }

    [[nodiscard]] QDate firstDay(Period period, QDate day) const
    {
        switch (period) {
        case Period::Daily:
            return day;
        case Period::Weekly:
            return day.addDays(-((day.dayOfWeek() - static_cast<int>(m_weekStart) + 7) % 7));
        case Period::Monthly:
            return QDate(day.year(), day.month(), 1);
        case Period::Quarterly:
            return QDate(day.year(), (day.month() - 1) / 3 * 3 + 1, 1);
        case Period::Yearly:
            break;
        }
        return QDate(day.year(), 1, 1);
    }

    [[nodiscard]] static QDate nextFirstDay(Period period, QDate first)
    {
        switch (period) {
        case Period::Daily:
            return first.addDays(1);
        case Period::Weekly:
            return first.addDays(7);
        case Period::Monthly:
            return first.addMonths(1);
        case Period::Quarterly:
            return first.addMonths(3);
        case Period::Yearly:
            break;
        }
        return first.addYears(1);
    }

    QTimeZone m_zone;
    Qt::DayOfWeek m_weekStart;
    QHash<QDate, std::int64_t> m_starts;
};

} // namespace tidemark::test
