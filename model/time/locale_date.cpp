// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/locale_date.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimeEntry)
};

const QRegularExpression &clockPattern()
{
    static const QRegularExpression pattern(
        u"^(?<hour>[0-9]{1,2})(?<rest>:[0-9].*?)?\\s*(?<half>[AaPp]\\.?[Mm]\\.?)?$"_s);
    return pattern;
}

/// A year of two digits, in the hundred years around now.
int fullYear(QStringView digits)
{
    const int year = digits.toInt();
    if (digits.size() > 2)
        return year;
    return year < 70 ? 2000 + year : 1900 + year;
}

} // namespace

QString dateOrderOf(const QLocale &locale)
{
    QString order;
    const QString format = locale.dateFormat(QLocale::ShortFormat);
    for (const QChar c : format) {
        if ((c == u'd' || c == u'M' || c == u'y') && !order.contains(c))
            order.append(c);
    }
    return order.size() == 3 ? order : u"dMy"_s;
}

std::optional<LocaleDate> takeLocaleDate(QStringView text, const QLocale &locale)
{
    static const QRegularExpression pattern(
        u"^([0-9]{1,4})\\s*[./\\s-]\\s*([0-9]{1,2})\\s*[./\\s-]\\s*([0-9]{1,4})\\.?(?=$|[\\s,T])"_s);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString order = dateOrderOf(locale);
    const auto field = [&](QChar c) {
        return match.capturedView(static_cast<int>(order.indexOf(c)) + 1);
    };
    const QStringView year = field(u'y');
    if (year.size() == 1 || year.size() == 3)
        return std::nullopt;
    const CivilDate date{fullYear(year), field(u'M').toInt(), field(u'd').toInt()};
    if (date.year < 1 || !date.isValid())
        return std::nullopt;
    QStringView rest = text.mid(match.capturedEnd());
    while (!rest.isEmpty() && (rest[0] == u',' || rest[0] == u'T' || rest[0].isSpace()))
        rest = rest.mid(1);
    return LocaleDate{date, rest.trimmed()};
}

bool looksLikeClock(QStringView text)
{
    const QRegularExpressionMatch match = clockPattern().match(text);
    return match.hasMatch() && (match.hasCaptured(u"rest") || match.hasCaptured(u"half"));
}

Result<IsoTime> parseClock(QStringView text)
{
    const auto malformed = [] {
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("Enter a time of day, for example 14:30 or 14:30:05.25."),
                       u"time.clock"_s);
    };
    const QRegularExpressionMatch match = clockPattern().match(text);
    QString clock = text.toString();
    if (match.hasMatch()) { // also one digit for the hour, and halves of the day
        int hour = match.capturedView(u"hour").toInt();
        const QStringView half = match.capturedView(u"half");
        if (!half.isEmpty() && (hour < 1 || hour > 12))
            return malformed();
        if (!half.isEmpty())
            hour = hour % 12 + (half[0].toLower() == u'p' ? 12 : 0);
        clock = QString::number(hour).rightJustified(2, u'0') + match.captured(u"rest");
    }
    ascii::Cursor cursor(clock);
    const Result<IsoTime> time = takeIsoTime(cursor, IsoFraction::Nine);
    if (!time)
        return time.error().detail == "iso.form"_L1 ? malformed() : failure(time.error());
    cursor.skipSpaces(); // "14:30 +02:00"
    std::optional<std::chrono::seconds> offset = time->offset;
    if (!offset) {
        const auto taken = takeIsoOffset(cursor);
        if (!taken)
            return malformed();
        offset = *taken;
    }
    if (offset && cursor.take(u':')) { // local mean time, as fullTime prints it: "+00:53:28"
        const std::chrono::seconds seconds(cursor.takeNumber(2).value_or(0));
        *offset += text.contains(u'-') ? -seconds : seconds;
    }
    if (!cursor.atEnd())
        return malformed();
    return IsoTime{time->nsOfDay, offset};
}

} // namespace tidemark
