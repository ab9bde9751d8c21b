// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/text/number_text.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace tidemark::metrics {
namespace {

constexpr std::size_t kMostDigits = 32;
// Between these no exponent is written, as C's %g has it.
constexpr double kLeastPlain = 1e-4;
constexpr double kFirstWithExponent = 1e6;

template <class Value>
void appendShortest(std::string &text, Value value)
{
    std::array<char, kMostDigits> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end);
}

} // namespace

void appendNumber(std::string &text, double number)
{
    if (std::isnan(number))
        text += "NaN";
    else if (std::isinf(number))
        text += number > 0 ? "+Inf" : "-Inf";
    else if (number == 0 && std::signbit(number))
        text += "-0.0"; // without a fraction it is read as a whole number, which has no sign
    else
        appendShortest(text, number);
}

void appendNumber(std::string &text, const Number &number)
{
    if (const auto *real = std::get_if<double>(&number))
        appendNumber(text, *real);
    else if (const auto *whole = std::get_if<std::uint64_t>(&number))
        appendShortest(text, *whole);
    else
        appendShortest(text, std::get<std::int64_t>(number));
}

void appendCanonical(std::string &text, double number)
{
    if (!std::isfinite(number)) {
        appendNumber(text, number);
        return;
    }
    const double size = std::abs(number);
    const bool isPlain = size == 0 || (kLeastPlain <= size && size < kFirstWithExponent);
    std::array<char, kMostDigits> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number,
                      isPlain ? std::chars_format::fixed : std::chars_format::scientific)
            .ptr;
    const std::string_view written(digits.data(), end);
    text += written;
    if (isPlain && written.find('.') == std::string_view::npos)
        text += ".0";
}

void appendTime(std::string &text, std::int64_t time_ns)
{
    using namespace std::chrono;
    const sys_time<nanoseconds> time{nanoseconds(time_ns)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<milliseconds>(time - day));
    std::array<char, kMostDigits> written{};
    const int length = std::snprintf(
        written.data(), written.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(date.year()),
        unsigned(date.month()), unsigned(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
        static_cast<int>(clock.subseconds().count()));
    text.append(written.data(), static_cast<std::size_t>(length));
}

} // namespace tidemark::metrics
