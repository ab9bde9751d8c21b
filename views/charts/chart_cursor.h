// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_content.h"

#include <QString>

#include <optional>
#include <vector>

namespace tidemark::charts {

/// Where the crosshair stands, apart from any pixel.
struct CursorState
{
    std::optional<Timestamp> at; ///< the crosshair: a bucket's middle, or another chart's cursor
    QString series;              ///< identity of the series the keys walk along
    std::optional<TimeWindow> bucket; ///< the bucket of that series at the crosshair
    bool isPinned = false;            ///< the readout stays where it is
    std::optional<Timestamp> markA;   ///< the two marks between which differences are shown
    std::optional<Timestamp> markB;
};

/// How the keys move the crosshair.
enum class CursorStep
{
    Previous,
    Next,
    PreviousGap,
    NextGap,
    FirstInView,
    LastInView,
    First,
    Last,
};

/// The series that the keys walk along: the cursor's while it is visible, else the first visible.
[[nodiscard]] const ChartSeries *focusedSeries(const ChartContent &content,
                                               const CursorState &cursor);

/// The cursor on the point in view nearest to `at`: of the focused series where `at` is within its
/// gap limit (or a bucket's length) of it, else of all visible series. Without a value in view, no
/// crosshair.
[[nodiscard]] CursorState snapped(const ChartContent &content, CursorState cursor, Timestamp at);

/// The cursor after a step; unchanged at an end.
[[nodiscard]] CursorState stepped(const ChartContent &content, CursorState cursor, CursorStep step);

/// The cursor on the next (1) or previous (-1) visible series at its point in view nearest to the
/// same time; without a bucket where that series has nothing in view.
[[nodiscard]] CursorState onOtherSeries(const ChartContent &content, CursorState cursor, int step);

/// One line of the readout.
struct ReadoutRow
{
    const ChartSeries *series = nullptr;
    QString text;   ///< value with unit and count, and a record's time where that is another one
                    ///< than the crosshair's; or "no data"
    QString detail; ///< "min 0.41  max 118.9"; may be empty
    bool hasValue = false;
};

/// What the readout says at an instant (C2): every visible series with the bucket that holds it, or
/// with the nearest record within its gap limit.
struct Readout
{
    QString title; ///< the bucket's name with the zone where it is not UTC
    std::vector<ReadoutRow> rows;
    QString difference; ///< Δt, Δvalue, slope, 1/Δt between the marks; may be empty
};
[[nodiscard]] Readout readoutAt(const ChartContent &content, const CursorState &cursor);

/// The readout as plain text: copied, and spoken when the crosshair moves by keys.
[[nodiscard]] QString readoutText(const Readout &readout);

/// Count and values of the focused or first series within a span.
struct SpanStatistics
{
    TimeWindow span;
    QString series;         ///< identity
    std::int64_t count = 0; ///< records in the buckets that lie wholly in the span
    std::size_t buckets = 0;
    std::optional<double> lowest; ///< of the buckets' values
    std::optional<double> highest;
    std::optional<double> mean; ///< of the buckets' values, each counted once
};
[[nodiscard]] SpanStatistics statisticsOf(const ChartContent &content, const CursorState &cursor,
                                          const TimeWindow &span);

} // namespace tidemark::charts
