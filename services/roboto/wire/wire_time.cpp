// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/wire_time.h"

#include "model/time/iso8601.h"
#include "model/time/zone.h"
#include "services/roboto/wire/decimal_literal.h"
#include "services/roboto/wire/utf8_text.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct TimeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::WireTime)
};

constexpr std::size_t kTextLength = sizeof("2026-05-01T10:03:11.482913Z") - 1;
constexpr qsizetype kReadableLength = 64; // longer texts are no times
constexpr double kSecondsEnd = 2e10;      // pydantic's limit between seconds and milliseconds

/// Writes `value` into `digits` places that end before `end`.
void putNumber(char *end, int digits, int value)
{
    for (int i = 0; i < digits; ++i, value /= 10)
        *--end = static_cast<char>('0' + value % 10);
}

tl::unexpected<Error> noTime()
{
    return failure(ErrorCode::InvalidArgument,
                   TimeText::tr("A time looks like 2026-05-01T10:03:11.482913Z."), u"time.form"_s);
}

Result<Timestamp> epochTime(std::string_view literal)
{
    if (!isFiniteNumber(literal))
        return noTime();
    const bool isSeconds = std::abs(toDouble(literal)) <= kSecondsEnd;
    const std::optional<ScaledInteger> ns = scaledInteger(literal, isSeconds ? 9 : 6);
    if (!ns)
        return failure(ErrorCode::InvalidArgument,
                       TimeText::tr("The time does not fit: times reach from 1677 to 2262."),
                       u"time.range"_s);
    return Timestamp(ns->value);
}

Result<Timestamp> isoTime(QStringView text)
{
    ascii::Cursor cursor(text);
    const Result<IsoDate> date = takeIsoDate(cursor);
    if (!date || date->form != IsoDate::Form::Day)
        return noTime();
    IsoTime time;
    if (!cursor.atEnd()) {
        if (!cursor.take(u'T') && !cursor.take(u't') && !cursor.take(u' '))
            return noTime();
        const Result<IsoTime> clock = takeIsoTime(cursor, IsoFraction::Nine);
        if (!clock || !cursor.atEnd())
            return noTime();
        time = *clock;
    }
    const Result<Timestamp> at =
        instantAt(civilTimeOf(date->first, time), time.offset.value_or(std::chrono::seconds(0)));
    if (!at)
        return failure(ErrorCode::InvalidArgument, at.error().message, u"time.range"_s);
    return *at;
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

Result<Timestamp> parseDateTime(JsonValue value)
{
    if (value.is(JsonKind::Number))
        return epochTime(value.text());
    if (!value.is(JsonKind::Text))
        return noTime();
    const std::string_view utf8 = value.text();
    if (utf8.size() > static_cast<std::size_t>(kReadableLength))
        return noTime();
    if (isFiniteNumber(utf8))
        return epochTime(utf8);
    return isoTime(utf8Text(utf8));
}

} // namespace tidemark::roboto
