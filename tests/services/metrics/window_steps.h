// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/window_statistics.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::test {

/// A put, or a look at the window, at a time of the steady clock.
struct WindowStep
{
    enum class Kind
    {
        Put,
        Read,
        Bounds ///< alone, without a reading before
    };
    Kind kind = Kind::Put;
    double at_s = 0;
    double value = 0;
};

/// What the last step sees.
struct WindowOutcome
{
    std::optional<metrics::WindowStatistics> statistics = {};
    metrics::SecondBounds bounds = {};
};

struct WindowVector
{
    int row = 0;
    int seconds = 60;
    std::vector<WindowStep> steps = {};
    WindowOutcome original = {};
    std::optional<WindowOutcome> decided = {}; ///< where the ring differs
    std::uint64_t rejected = 0;                ///< by the ring
};

/// The vectors of the accumulator, as the original was seen to behave.
[[nodiscard]] inline std::vector<WindowVector> windowVectors()
{
    constexpr double kInf = std::numeric_limits<double>::infinity();
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    const auto p = [](double at, double value) {
        return WindowStep{WindowStep::Kind::Put, at, value};
    };
    const auto s = [](double at) { return WindowStep{WindowStep::Kind::Read, at}; };
    const auto b = [](double at) { return WindowStep{WindowStep::Kind::Bounds, at}; };
    const auto is = [](std::uint64_t count, double sum, double min, double max, std::int64_t begin,
                       std::int64_t end) {
        return WindowOutcome{metrics::WindowStatistics{count, sum, min, max}, {begin, end}};
    };
    const auto none = [](std::int64_t begin, std::int64_t end) {
        return WindowOutcome{{}, {begin, end}};
    };
    const auto with = [](std::vector<WindowStep> puts, WindowStep last) {
        puts.push_back(last);
        return puts;
    };
    const std::vector three{p(1000, 1), p(1030, 2), p(1059, 4)};
    const std::vector back{p(1005, 1), p(1003, 2)};
    std::vector<WindowStep> steady;
    for (int at = 1000; at < 1200; ++at)
        steady.push_back(p(at, 1));
    return {
        {1, 60, {s(1000)}, none(0, 0)},
        {2, 60, {p(1000, 7.5), s(1000)}, is(1, 7.5, 7.5, 7.5, 1000, 1001)},
        {3,
         60,
         {p(1000, 1), p(1000.4, 3), p(1000.999, 2), s(1000.999)},
         is(3, 6, 1, 3, 1000, 1001)},
        {4, 60, {p(1000.999, 1), p(1001, 5), s(1001)}, is(2, 6, 1, 5, 1000, 1002)},
        {5, 60, {p(1000, 4), s(1059.999)}, is(1, 4, 4, 4, 1000, 1001)},
        {6, 60, {p(1000, 4), s(1060)}, none(0, 0)},
        {7, 60, {p(1000.999, 4), s(1060)}, none(0, 0)},
        {8, 60, with(three, s(1059)), is(3, 7, 1, 4, 1000, 1060)},
        {9, 60, with(three, s(1060)), is(2, 6, 2, 4, 1030, 1060)},
        {10, 60, with(three, s(1090)), is(1, 4, 4, 4, 1059, 1060)},
        {11, 60, with(three, s(1119)), none(0, 0)},
        {12, 60, {p(1000, 1), b(5000)}, none(1000, 1001)},
        {13, 60, {p(1000, 99), p(1120, 2), s(1120)}, is(1, 2, 2, 2, 1120, 1121)},
        {14, 3, {p(1000, 1), p(1002, 2), s(1002)}, is(2, 3, 1, 2, 1000, 1003)},
        {15, 3, {p(1000, 1), p(1002, 2), s(1003)}, is(1, 2, 2, 2, 1002, 1003)},
        {16, 1, {p(1000, 1), p(1000.5, 2), s(1000.9)}, is(2, 3, 1, 2, 1000, 1001)},
        {17, 1, {p(1000, 1), p(1000.5, 2), s(1001)}, none(0, 0)},
        {18, 60, {p(1000, -1), p(1000, -5), s(1000)}, is(2, -6, -5, -1, 1000, 1001)},
        {19, 60, {p(1000, 0), s(1000)}, is(1, 0, 0, 0, 1000, 1001)},
        {20, 60, {p(1000, 0), p(1000, 10), p(1001, 5), s(1001)}, is(3, 15, 0, 10, 1000, 1002)},
        {21,
         60,
         {p(1000, 0.1), p(1000, 0.2), s(1000)},
         is(2, 0.30000000000000004, 0.1, 0.2, 1000, 1001)},
        {22, 60, {p(1000, 100), p(1001, 1), s(1059)}, is(2, 101, 1, 100, 1000, 1002)},
        {23, 60, {p(1000, 100), p(1001, 1), s(1060)}, is(1, 1, 1, 1, 1001, 1002)},
        {24, 60, {p(1000, kNaN), s(1000)}, is(1, kNaN, kInf, -kInf, 1000, 1001), none(0, 0), 1},
        {25,
         60,
         {p(1000, kNaN), p(1000, 2), s(1000)},
         is(2, kNaN, 2, 2, 1000, 1001),
         is(1, 2, 2, 2, 1000, 1001),
         1},
        {26,
         60,
         {p(1000, kInf), p(1000, 1), s(1000)},
         is(2, kInf, 1, kInf, 1000, 1001),
         is(1, 1, 1, 1, 1000, 1001),
         1},
        {27, 60, with(back, s(1005)), is(2, 3, 1, 2, 1005, 1004), is(2, 3, 1, 2, 1003, 1006)},
        {28, 60, with(back, s(1063)), is(2, 3, 1, 2, 1005, 1004), is(1, 1, 1, 1, 1005, 1006)},
        {29, 60, with(back, s(1065)), none(0, 0)},
        {30, 60, {p(0.5, 1), s(59.9)}, is(1, 1, 1, 1, 0, 1)},
        {31, 60, {p(0.5, 1), s(60)}, none(0, 0)},
        {32, 60, with(steady, s(1199)), is(60, 60, 1, 1, 1140, 1200)},
    };
}

} // namespace tidemark::test
