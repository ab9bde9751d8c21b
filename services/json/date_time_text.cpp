// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/json/date_time_text.h"

#include "model/time/zone.h"

#include <algorithm>
#include <array>

namespace tidemark {
namespace {

constexpr std::size_t kTextLength = sizeof("2026-05-01T10:03:11.482913Z") - 1;

/// Writes `value` into `digits` places that end before `end`.
void putNumber(char *end, int digits, int value)
{
    for (int i = 0; i < digits; ++i, value /= 10)
        *--end = static_cast<char>('0' + value % 10);
}

} // namespace

void appendDateTime(QByteArray &out, Timestamp at)
{
    std::int64_t day = at.posixNs() / kNsPerDay;
    std::int64_t nsOfDay = at.posixNs() % kNsPerDay;
    if (nsOfDay < 0) {
        nsOfDay += kNsPerDay;
        --day;
    }
    const CivilTime civil{civilFromDays(day), nsOfDay};
    std::array<char, kTextLength> text{};
    std::copy_n("0000-00-00T00:00:00.000000Z", kTextLength, text.begin());
    putNumber(text.data() + 4, 4, civil.date.year);
    putNumber(text.data() + 7, 2, civil.date.month);
    putNumber(text.data() + 10, 2, civil.date.day);
    putNumber(text.data() + 13, 2, civil.hour());
    putNumber(text.data() + 16, 2, civil.minute());
    putNumber(text.data() + 19, 2, civil.second());
    putNumber(text.data() + 26, 6, civil.nanosecond() / 1000);
    out.append(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace tidemark
