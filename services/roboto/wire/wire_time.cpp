// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/wire_time.h"

#include "model/core/utf8_text.h"
#include "model/time/iso8601.h"
#include "model/time/zone.h"
#include "services/json/decimal_literal.h"

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

constexpr qsizetype kReadableLength = 64; // longer texts are no times
constexpr double kSecondsEnd = 2e10;      // pydantic's limit between seconds and milliseconds

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
