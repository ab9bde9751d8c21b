// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/time_expression.h"

class QJsonObject;

namespace tidemark {

/// The stretch of time a view shows, kept as what it is: a fixed window, or two expressions that
/// move with the clock, or all data there is. A value; any thread.
class TimeRange
{
public:
    enum class Kind
    {
        AllData,  ///< from the first to the last record, whatever they are
        Absolute, ///< a fixed window, the same in every zone
        Relative, ///< at least one border moves with the clock
    };
    struct Resolved
    {
        TimeWindow window;
        bool wasReversed = false; ///< From lay after To; they were swapped
    };

    struct Parsed; // of parse

    TimeRange() = default; // all data
    [[nodiscard]] static TimeRange allData() { return TimeRange(); }
    /// Errors: InvalidArgument for an empty window; a reversed one is swapped.
    [[nodiscard]] static Result<TimeRange> absolute(TimeWindow window);
    /// At least one border must move with the clock; for people's input use parse.
    [[nodiscard]] static TimeRange relative(TimeExpression from, TimeExpression to);
    /// Both borders as people write them. A border that does not move with the clock is fixed to
    /// its instant in the calendar's zone, so another zone shows the same records.
    /// Errors: those of TimeExpression; InvalidArgument when nothing lies between the borders.
    [[nodiscard]] static Result<Parsed> parse(QStringView from, QStringView to, Timestamp now,
                                              const Calendar &calendar);

    [[nodiscard]] Kind kind() const noexcept { return m_kind; }
    [[nodiscard]] bool isRelative() const noexcept { return m_kind == Kind::Relative; }
    /// The window of an absolute range.
    [[nodiscard]] TimeWindow window() const noexcept { return m_window; }
    /// The borders of a relative range; those of an absolute one as instants.
    [[nodiscard]] const TimeExpression &from() const noexcept { return m_from; }
    [[nodiscard]] const TimeExpression &to() const noexcept { return m_to; }

    /// The window as seen at `now`. All data is TimeWindow::all(): the caller knows its extent.
    /// Errors: those of TimeExpression::resolve; InvalidArgument for an empty range.
    [[nodiscard]] Result<TimeWindow> resolve(Timestamp now, const Calendar &calendar) const;
    /// The same, telling whether the borders had to be swapped.
    [[nodiscard]] Result<Resolved> resolveTelling(Timestamp now, const Calendar &calendar) const;

    /// `{"kind":"all"}`, `{"kind":"absolute","begin":"…Z","end":"…Z"}` or
    /// `{"kind":"relative","from":"now-6h","to":"now"}`.
    [[nodiscard]] QJsonObject toJson() const;
    /// Errors: InvalidArgument.
    [[nodiscard]] static Result<TimeRange> fromJson(const QJsonObject &json);

    friend bool operator==(const TimeRange &, const TimeRange &) = default;

private:
    Kind m_kind = Kind::AllData;
    TimeWindow m_window;
    TimeExpression m_from;
    TimeExpression m_to;
};

struct TimeRange::Parsed
{
    TimeRange range;
    bool wasReversed = false; ///< From lay after To; they were swapped
};

/// `2026-03-01T00:00:00Z/2026-03-08T00:00:00Z`: for the clipboard, exact.
[[nodiscard]] QString windowText(const TimeWindow &window);
/// Reads windowText's form, with any offsets and white space around; swaps a reversed pair.
/// Errors: InvalidArgument, Overflow.
[[nodiscard]] Result<TimeWindow> parseWindowText(QStringView text);

} // namespace tidemark
