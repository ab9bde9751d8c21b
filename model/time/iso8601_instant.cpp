// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/iso8601.h"
#include "model/time/zone.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Iso8601)
};

/// A whole text: day, separator, time, zone.
Result<Timestamp> parseInstant(QStringView text, IsoFraction rule)
{
    ascii::Cursor cursor(text);
    const Result<IsoDate> date = takeIsoDate(cursor);
    if (!date)
        return failure(date.error());
    const auto noZone = [] {
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("The time needs a zone. Add Z or an offset such as +02:00."),
                       u"iso.zone"_s);
    };
    if (date->form == IsoDate::Form::Quarter)
        return isoFormError();
    if (cursor.atEnd())
        return noZone();
    const QChar separator = cursor.peek();
    const bool isUsual = separator == u'T' || separator == u't' || separator == u' ';
    if (date->form != IsoDate::Form::Day || (rule == IsoFraction::Nine && !isUsual) ||
        separator.unicode() > 0x7f)
        return isoFormError();
    cursor.advance();
    const Result<IsoTime> time = takeIsoTime(cursor, rule);
    if (!time)
        return failure(time.error());
    if (!cursor.atEnd())
        return isoFormError();
    if (!time->offset)
        return noZone();
    return instantAt(civilTimeOf(date->first, *time), *time->offset);
}

} // namespace

Result<Timestamp> parseIso8601(QStringView text)
{
    return parseInstant(text, IsoFraction::Nine);
}

Result<Timestamp> Timestamp::fromIso8601(QStringView text)
{
    return parseInstant(text, IsoFraction::Truncated);
}

} // namespace tidemark
