// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/retry_after.h"

#include "model/time/civil.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tidemark::net {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};

// Takes a text apart from its left; every step says whether it fitted.
class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_rest(text)
    {}

    [[nodiscard]] bool literal(std::string_view expected)
    {
        if (m_rest.substr(0, expected.size()) != expected)
            return false;
        m_rest.remove_prefix(expected.size());
        return true;
    }
    // Exactly `digits` decimal digits.
    [[nodiscard]] bool number(std::size_t digits, int &value)
    {
        if (m_rest.size() < digits)
            return false;
        value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (m_rest[i] < '0' || m_rest[i] > '9')
                return false;
            value = value * 10 + (m_rest[i] - '0');
        }
        m_rest.remove_prefix(digits);
        return true;
    }
    [[nodiscard]] bool month(int &value)
    {
        const auto *const found = std::find(kMonths.begin(), kMonths.end(), m_rest.substr(0, 3));
        value = static_cast<int>(found - kMonths.begin()) + 1;
        return found != kMonths.end() && literal(*found);
    }
    // A day's whole name or, failing that, its first three letters.
    [[nodiscard]] bool dayName(bool &isWhole)
    {
        for (const std::string_view day : kDays) {
            isWhole = true;
            if (literal(day))
                return true;
            isWhole = false;
            if (literal(day.substr(0, 3)))
                return true;
        }
        return false;
    }
    [[nodiscard]] bool time(std::int64_t &secondOfDay)
    {
        int hour = 0;
        int minute = 0;
        int second = 0;
        const bool isRead = number(2, hour) && literal(":") && number(2, minute) && literal(":") &&
                            number(2, second);
        secondOfDay = (std::int64_t{hour} * 60 + minute) * 60 + second;
        return isRead && hour < 24 && minute < 60 && second <= 60;
    }
    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
};

// The year with these last two digits that is at most 50 years ahead (RFC 9110, 5.6.7).
int fullYear(int lastTwo, Timestamp now)
{
    const int present = civilFromDays(now.posixNs() / kNsPerDay).year;
    int year = present / 100 * 100 + lastTwo;
    if (year > present + 50)
        year -= 100;
    else if (year <= present - 50)
        year += 100;
    return year;
}

struct DateParts
{
    CivilDate date;
    std::int64_t secondOfDay = 0;
};

// `06 Nov 1994 08:49:37 GMT`, the day's name and comma being read.
bool readFixed(Reader &in, DateParts &parts)
{
    return in.literal(" ") && in.number(2, parts.date.day) && in.literal(" ") &&
           in.month(parts.date.month) && in.literal(" ") && in.number(4, parts.date.year) &&
           in.literal(" ") && in.time(parts.secondOfDay) && in.literal(" GMT") && in.atEnd();
}

// `06-Nov-94 08:49:37 GMT`
bool readRfc850(Reader &in, DateParts &parts, Timestamp now)
{
    const bool isRead = in.literal(" ") && in.number(2, parts.date.day) && in.literal("-") &&
                        in.month(parts.date.month) && in.literal("-") &&
                        in.number(2, parts.date.year) && in.literal(" ") &&
                        in.time(parts.secondOfDay) && in.literal(" GMT") && in.atEnd();
    parts.date.year = fullYear(parts.date.year, now);
    return isRead;
}

// `Nov  6 08:49:37 1994`
bool readAsctime(Reader &in, DateParts &parts)
{
    if (!in.literal(" ") || !in.month(parts.date.month) || !in.literal(" "))
        return false;
    const bool isDay =
        in.literal(" ") ? in.number(1, parts.date.day) : in.number(2, parts.date.day);
    return isDay && in.literal(" ") && in.time(parts.secondOfDay) && in.literal(" ") &&
           in.number(4, parts.date.year) && in.atEnd();
}

std::string_view trimmed(QByteArrayView text)
{
    const QByteArrayView plain = text.trimmed();
    return {plain.data(), static_cast<std::size_t>(plain.size())};
}

constexpr milliseconds kLongest = std::chrono::hours(24);

} // namespace

std::optional<Timestamp> parseHttpDate(QByteArrayView text, Timestamp now)
{
    Reader in(trimmed(text));
    DateParts parts;
    bool isWhole = false;
    if (!in.dayName(isWhole))
        return std::nullopt;
    const bool hasComma = in.literal(",");
    const bool isRead = !hasComma ? !isWhole && readAsctime(in, parts)
                        : isWhole ? readRfc850(in, parts, now)
                                  : readFixed(in, parts);
    constexpr int kLastYear = 2261; // the last that Timestamp holds whole
    if (!isRead || !parts.date.isValid() || parts.date.year < 1678 || parts.date.year > kLastYear)
        return std::nullopt;
    return Timestamp(daysFromCivil(parts.date) * kNsPerDay + parts.secondOfDay * kNsPerSecond);
}

std::optional<milliseconds> parseRetryAfter(QByteArrayView value, Timestamp now)
{
    const std::string_view text = trimmed(value);
    const bool isNumber = !text.empty() && std::all_of(text.begin(), text.end(),
                                                       [](char c) { return c >= '0' && c <= '9'; });
    if (isNumber) {
        constexpr std::size_t kMostDigits = 6; // longer ones are beyond kLongest
        const std::size_t firstDigit = std::min(text.find_first_not_of('0'), text.size());
        std::int64_t seconds = 0;
        for (const char c : text.substr(firstDigit, kMostDigits))
            seconds = seconds * 10 + (c - '0');
        if (text.size() - firstDigit > kMostDigits)
            return kLongest;
        return std::min<milliseconds>(std::chrono::seconds(seconds), kLongest);
    }
    const auto date = parseHttpDate(value, now);
    if (!date)
        return std::nullopt;
    const std::chrono::nanoseconds wait((*date - now).ns());
    return std::clamp(std::chrono::ceil<milliseconds>(wait), milliseconds(0), kLongest);
}

} // namespace tidemark::net
