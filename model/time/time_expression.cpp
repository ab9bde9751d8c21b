// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_expression.h"

#include "model/time/calendar_steps.h"
#include "model/time/time_format.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimeExpression)
};

struct UnitLetter
{
    QStringView letter;
    TimeUnit unit;
};

constexpr std::array kUnitLetters{
    UnitLetter{u"ns", TimeUnit::Nanosecond},  UnitLetter{u"us", TimeUnit::Microsecond},
    UnitLetter{u"ms", TimeUnit::Millisecond}, UnitLetter{u"s", TimeUnit::Second},
    UnitLetter{u"m", TimeUnit::Minute},       UnitLetter{u"h", TimeUnit::Hour},
    UnitLetter{u"d", TimeUnit::Day},          UnitLetter{u"w", TimeUnit::Week},
    UnitLetter{u"M", TimeUnit::Month},        UnitLetter{u"Q", TimeUnit::Quarter},
    UnitLetter{u"y", TimeUnit::Year},
};

constexpr qsizetype kLongestText = 200;

tl::unexpected<Error> malformed(QStringView text)
{
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("\"%1\" is not a time. Enter one like now-6h, now/d, 2026-03-01, "
                            "2026-W10 or 2026-03-01T14:30.")
                       .arg(text.left(kLongestText)),
                   u"expression.form"_s);
}

TimeUnit unitOf(IsoDate::Form form)
{
    switch (form) {
    case IsoDate::Form::Year:
        return TimeUnit::Year;
    case IsoDate::Form::Quarter:
        return TimeUnit::Quarter;
    case IsoDate::Form::Month:
        return TimeUnit::Month;
    case IsoDate::Form::Week:
        return TimeUnit::Week;
    case IsoDate::Form::Day:
        break;
    }
    return TimeUnit::Day;
}

const QRegularExpression &stepsPattern()
{
    static const QRegularExpression pattern(
        u"(?:\\s*(?:[+\\x{2212}-]\\s*[0-9]+\\s*|/\\s*)(?:ns|us|ms|[smhdwMQy]))+$"_s);
    return pattern;
}

} // namespace

/// What has been read so far: a point (begin == end) or a stretch with the unit that named it.
struct TimeExpression::Stretch
{
    Timestamp begin;
    Timestamp end;
    std::optional<TimeUnit> unit; ///< of a stretch
};

Result<void> TimeExpression::readBase(QStringView text)
{
    if (text.compare("now"_L1, Qt::CaseInsensitive) == 0)
        return {};
    ascii::Cursor cursor(text);
    const Result<IsoDate> date = takeIsoDate(cursor);
    if (!date)
        return date.error().detail == "iso.form"_L1 ? malformed(text) : failure(date.error());
    m_base = Base::Date;
    m_date = *date;
    if (cursor.atEnd())
        return {};
    if (date->form != IsoDate::Form::Day ||
        (!cursor.take(u'T') && !cursor.take(u't') && !cursor.take(u' ')))
        return malformed(text);
    cursor.skipSpaces();
    const Result<IsoTime> time = takeIsoTime(cursor, IsoFraction::Nine);
    if (!time || !cursor.atEnd())
        return time || time.error().detail == "iso.form"_L1 ? malformed(text)
                                                            : failure(time.error());
    m_local = civilTimeOf(date->first, *time);
    m_base = time->offset ? Base::Instant : Base::Local;
    if (!time->offset)
        return {};
    return instantAt(m_local, *time->offset).transform([this](Timestamp t) { m_instant = t; });
}

Result<void> TimeExpression::readSteps(QStringView text)
{
    static const QRegularExpression pattern(
        u"\\s*(?:(?<sign>[+\\x{2212}-])\\s*(?<count>[0-9]+)|/)\\s*(?<unit>ns|us|ms|[smhdwMQy])"_s);
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        Step step;
        step.isRounding = match.capturedView(u"sign").isEmpty();
        for (const UnitLetter &name : kUnitLetters) {
            if (name.letter == match.capturedView(u"unit"))
                step.unit = name.unit;
        }
        if (!step.isRounding) {
            bool fits = false;
            step.count = match.capturedView(u"count").toLongLong(&fits);
            if (!fits)
                return failure(ErrorCode::Overflow,
                               Text::tr("The time does not fit: times reach from 1677 to 2262."));
            if (match.capturedView(u"sign") != u"+"_s)
                step.count = -step.count;
        }
        m_steps.push_back(step);
    }
    return {};
}

Result<TimeExpression> TimeExpression::parse(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    if (trimmed.size() > kLongestText)
        return malformed(trimmed);
    const QRegularExpressionMatch steps = stepsPattern().match(trimmed);
    const QStringView base = steps.hasMatch() ? trimmed.left(steps.capturedStart()) : trimmed;
    TimeExpression expression;
    expression.m_text = trimmed.toString();
    if (const Result<void> read = expression.readBase(base.trimmed()); !read)
        return failure(read.error());
    if (steps.hasMatch()) {
        if (const Result<void> read = expression.readSteps(steps.capturedView()); !read)
            return failure(read.error());
    }
    return expression;
}

TimeExpression TimeExpression::instant(Timestamp t)
{
    TimeExpression expression;
    expression.m_text = isoTime(t, Zone());
    expression.m_base = Base::Instant;
    expression.m_instant = t;
    return expression;
}

Result<TimeExpression::Stretch> TimeExpression::baseStretch(Timestamp now, const Zone &zone) const
{
    switch (m_base) {
    case Base::Now:
        return Stretch{now, now, {}};
    case Base::Instant:
        return Stretch{m_instant, m_instant, {}};
    case Base::Date: {
        // The length of a stretch does not depend on the zone, so it is counted in days.
        const CalendarStep step{1, unitOf(m_date.form)};
        const std::int64_t day = daysFromCivil(m_date.first);
        const CivilDate end = civilFromDays(advancedStartDay(step, day, 1));
        return Stretch{zone.startOfDay(m_date.first), zone.startOfDay(end), step.unit};
    }
    case Base::Local:
        break;
    }
    const LocalInstant meant = zone.resolve(m_local);
    if (meant.kind == LocalInstant::Kind::OutOfRange)
        return failure(ErrorCode::Overflow,
                       Text::tr("The time does not fit: times reach from 1677 to 2262."));
    if (meant.kind == LocalInstant::Kind::Gap)
        return failure(ErrorCode::InvalidArgument, skippedTimeMessage(m_local, meant, zone),
                       u"expression.gap"_s);
    return Stretch{meant.first, meant.second, {}};
}

Result<TimeExpression::Stretch> TimeExpression::moved(const Stretch &stretch, const Step &step,
                                                      const Zone &zone)
{
    const Result<Timestamp> begin = advanced(stretch.begin, step.count, step.unit, zone);
    if (!begin)
        return failure(begin.error());
    // A stretch moved by its own unit or a longer one keeps its name: a day stays a day.
    const bool keepsUnit = stretch.unit && *stretch.unit <= step.unit;
    const Result<Timestamp> end = keepsUnit ? advanced(*begin, 1, *stretch.unit, zone)
                                            : advanced(stretch.end, step.count, step.unit, zone);
    return end.transform([&](Timestamp t) {
        return Stretch{*begin, t, keepsUnit ? stretch.unit : std::nullopt};
    });
}

Result<Timestamp> TimeExpression::resolve(Timestamp now, const Calendar &calendar,
                                          Border border) const
{
    Result<Stretch> stretch = baseStretch(now, calendar.zone);
    for (const Step &step : m_steps) {
        if (!stretch)
            return failure(stretch.error());
        if (step.isRounding) {
            const CalendarSteps steps(calendar, CalendarStep{1, step.unit});
            const TimeWindow rounded = steps.stretchOf(stretch->begin);
            stretch = Stretch{rounded.begin, rounded.end, step.unit};
        } else {
            stretch = moved(*stretch, step, calendar.zone);
        }
    }
    return stretch.transform([border](const Stretch &named) {
        return border == Border::From ? named.begin : named.end;
    });
}

} // namespace tidemark
