// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/value_ticks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fast_float/fast_float.h>

namespace tidemark {
namespace {

constexpr int kMinTicks = 5;
constexpr int kMaxTicks = 9;
// Among denormal numbers a tenth may be nothing.
constexpr double kLeastMargin = 1e-300;
// Beyond this many steps from zero, neighbouring multiples are no longer distinct doubles.
constexpr double kMaxMultiple = 1e15;

// A step of tenths * 10^(exponent10 - 1): 10, 20, 25 or 50 tenths, so that 2.5 is a whole number.
struct Step
{
    int tenths = 10;
    int exponent10 = 0;
};

// The double nearest to integer * 10^exponent10, by way of its decimal text: products of doubles
// give 0.30000000000000004.
double decimal(std::int64_t integer, int exponent10)
{
    std::array<char, 40> text{};
    auto end = std::to_chars(text.data(), text.data() + text.size(), integer).ptr;
    *end++ = 'e';
    end = std::to_chars(end, text.data() + text.size(), exponent10).ptr;
    double value = 0;
    fast_float::from_chars(text.data(), end, value);
    return value;
}

double sizeOf(const Step &step)
{
    return decimal(step.tenths, step.exponent10 - 1);
}

double multipleOf(const Step &step, std::int64_t multiple)
{
    return decimal(multiple * step.tenths, step.exponent10 - 1);
}

Step next(const Step &step)
{
    switch (step.tenths) {
    case 10:
        return {20, step.exponent10};
    case 20:
        return {25, step.exponent10};
    case 25:
        return {50, step.exponent10};
    default:
        return {10, step.exponent10 + 1};
    }
}

struct Multiples
{
    std::int64_t first = 0;
    std::int64_t last = -1;
    [[nodiscard]] std::int64_t count() const { return last - first + 1; }
};

// The multiples of `step` within [first, last]; rounding of the division is put right by comparing
// the decimal values.
std::optional<Multiples> multiplesWithin(const Step &step, double first, double last)
{
    const double size = sizeOf(step);
    const double low = std::ceil(first / size);
    const double high = std::floor(last / size);
    if (!(size > 0) || std::abs(low) > kMaxMultiple || std::abs(high) > kMaxMultiple)
        return std::nullopt;
    Multiples m{static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)};
    if (multipleOf(step, m.first - 1) >= first)
        --m.first;
    if (multipleOf(step, m.first) < first)
        ++m.first;
    if (multipleOf(step, m.last + 1) <= last)
        ++m.last;
    if (multipleOf(step, m.last) > last)
        --m.last;
    return m;
}

struct Choice
{
    Step step;
    Multiples multiples;
};

// The smallest nice step with at most kMaxTicks ticks; then there are at least kMinTicks, since no
// step is more than twice the one before.
std::optional<Choice> chooseStep(double first, double last)
{
    const double rough = last / kMaxTicks - first / kMaxTicks; // the difference may overflow
    if (!(rough > 0))
        return std::nullopt;
    Step step{10, static_cast<int>(std::floor(std::log10(rough))) - 1};
    for (int tries = 0; tries < 16; ++tries, step = next(step)) {
        const auto multiples = multiplesWithin(step, first, last);
        if (multiples && multiples->count() <= kMaxTicks)
            return multiples->count() >= kMinTicks ? std::optional(Choice{step, *multiples})
                                                   : std::nullopt;
    }
    return std::nullopt;
}

int decimalsOf(const Step &step)
{
    const int needed = step.tenths == 25 ? 1 : 0;
    return std::max(0, needed - step.exponent10);
}

} // namespace

std::optional<ValueTicks> valueTicks(double first, double last)
{
    if (!std::isfinite(first) || !std::isfinite(last) || !(first < last))
        return std::nullopt;
    const auto choice = chooseStep(first, last);
    if (!choice)
        return std::nullopt;
    ValueTicks ticks;
    ticks.step = sizeOf(choice->step);
    ticks.decimals = decimalsOf(choice->step);
    for (std::int64_t m = choice->multiples.first; m <= choice->multiples.last; ++m)
        ticks.positions.push_back(multipleOf(choice->step, m));
    const bool areDistinct = std::adjacent_find(ticks.positions.begin(), ticks.positions.end(),
                                                std::greater_equal<>()) == ticks.positions.end();
    return areDistinct ? std::optional(ticks) : std::nullopt;
}

ValueSpan widenedForTicks(double first, double last)
{
    if (!std::isfinite(first) || !std::isfinite(last))
        return {};
    if (first > last)
        std::swap(first, last);
    if (!valueTicks(first, last)) {
        // Too near: a tenth of the value to each side, which is far more than a double's grain.
        const double middle = first / 2 + last / 2;
        const double margin = middle == 0 ? 1 : std::max(std::abs(middle) / 10, kLeastMargin);
        first = std::max(middle - margin, std::numeric_limits<double>::lowest());
        last = std::min(middle + margin, std::numeric_limits<double>::max());
    }
    const auto choice = chooseStep(first, last);
    if (!choice)
        return {first, last};
    const Step &step = choice->step;
    Multiples m = choice->multiples;
    if (multipleOf(step, m.first) > first)
        --m.first;
    if (multipleOf(step, m.last) < last)
        ++m.last;
    // Next to zero a step is coarser than it is reckoned: what was given is never cut off.
    const ValueSpan wide{std::min(multipleOf(step, m.first), first),
                         std::max(multipleOf(step, m.last), last)};
    return std::isfinite(wide.first) && std::isfinite(wide.last) ? wide : ValueSpan{first, last};
}

} // namespace tidemark
