// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/checked_double.h"

#include <QCoreApplication>

#include <cmath>

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Timedelta)
};

} // namespace

Result<std::int64_t> truncatedToInt64(double value)
{
    constexpr double kLimit = 9223372036854775808.0; // 2^63
    if (std::isnan(value))
        return failure(ErrorCode::InvalidArgument, Text::tr("A time cannot be \"not a number\"."));
    const double whole = std::trunc(value);
    if (whole < -kLimit || whole >= kLimit)
        return failure(ErrorCode::Overflow,
                       Text::tr("The time does not fit: times reach from 1677 to 2262."));
    return static_cast<std::int64_t>(whole);
}

} // namespace tidemark
