// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/timedelta.h"

#include "model/time/checked_double.h"

#include <QCoreApplication>

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Timedelta)
};

tl::unexpected<Error> outOfRange()
{
    return failure(ErrorCode::Overflow,
                   Text::tr("The duration does not fit: durations reach about 292 years."));
}

tl::unexpected<Error> divisionByZero()
{
    return failure(ErrorCode::InvalidArgument, Text::tr("A duration cannot be divided by zero."));
}

Result<Timedelta> fromScaled(double count, double ns)
{
    return truncatedToInt64(count * ns).transform([](std::int64_t value) {
        return Timedelta(value);
    });
}

/// Rounded down. The caller has excluded b == 0 and min / −1.
constexpr std::int64_t floorQuotient(std::int64_t a, std::int64_t b)
{
    const std::int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

} // namespace

Result<Timedelta> Timedelta::fromSeconds(double seconds)
{
    return fromScaled(seconds, 1e9);
}

Result<Timedelta> Timedelta::fromMilliseconds(double milliseconds)
{
    return fromScaled(milliseconds, 1e6);
}

Result<Timedelta> Timedelta::fromMicroseconds(double microseconds)
{
    return fromScaled(microseconds, 1e3);
}

Result<Timedelta> Timedelta::fromDuration(std::chrono::microseconds duration)
{
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(std::int64_t{duration.count()}, std::int64_t{1000}, &ns))
        return outOfRange();
    return Timedelta(ns);
}

Result<Timedelta> checkedAdd(Timedelta a, Timedelta b)
{
    std::int64_t ns = 0;
    if (__builtin_add_overflow(a.ns(), b.ns(), &ns))
        return outOfRange();
    return Timedelta(ns);
}

Result<Timedelta> checkedSubtract(Timedelta a, Timedelta b)
{
    std::int64_t ns = 0;
    if (__builtin_sub_overflow(a.ns(), b.ns(), &ns))
        return outOfRange();
    return Timedelta(ns);
}

Result<Timedelta> checkedMultiply(Timedelta a, std::int64_t factor)
{
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(a.ns(), factor, &ns))
        return outOfRange();
    return Timedelta(ns);
}

Result<Timedelta> checkedMultiply(Timedelta a, double factor)
{
    return fromScaled(static_cast<double>(a.ns()), factor);
}

Result<Timedelta> divide(Timedelta a, double divisor)
{
    if (divisor == 0.0)
        return divisionByZero();
    return truncatedToInt64(static_cast<double>(a.ns()) / divisor).transform([](std::int64_t ns) {
        return Timedelta(ns);
    });
}

Result<double> ratio(Timedelta a, Timedelta b)
{
    if (b.ns() == 0)
        return divisionByZero();
    return static_cast<double>(static_cast<long double>(a.ns()) / static_cast<long double>(b.ns()));
}

Result<Timedelta> floorDivide(Timedelta a, std::int64_t divisor)
{
    if (divisor == 0)
        return divisionByZero();
    if (divisor == -1)
        return checkedSubtract(Timedelta(), a);
    return Timedelta(floorQuotient(a.ns(), divisor));
}

Result<std::int64_t> floorDivide(Timedelta a, Timedelta b)
{
    return floorDivide(a, b.ns()).transform([](Timedelta quotient) { return quotient.ns(); });
}

Result<Timedelta> floorModulo(Timedelta a, Timedelta b)
{
    if (b.ns() == 0)
        return divisionByZero();
    if (b.ns() == -1)
        return Timedelta();
    const std::int64_t rest = a.ns() % b.ns();
    return Timedelta(rest != 0 && (rest < 0) != (b.ns() < 0) ? rest + b.ns() : rest);
}

} // namespace tidemark
