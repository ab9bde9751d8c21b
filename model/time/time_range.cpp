// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_range.h"

#include "model/time/time_format.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimeRange)
};

tl::unexpected<Error> emptyRange()
{
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("The range is empty: nothing lies between From and To."),
                   u"range.empty"_s);
}

Result<TimeWindow> windowOf(const TimeExpression &from, const TimeExpression &to, Timestamp now,
                            const Calendar &calendar)
{
    const Result<Timestamp> begin = from.resolve(now, calendar, Border::From);
    if (!begin)
        return failure(begin.error());
    const Result<Timestamp> end = to.resolve(now, calendar, Border::To);
    if (!end)
        return failure(end.error());
    return TimeWindow{*begin, *end};
}

/// Swaps the borders when the begin of From lies after that of To and nothing lies between.
Result<TimeRange::Resolved> resolved(const TimeExpression &from, const TimeExpression &to,
                                     Timestamp now, const Calendar &calendar)
{
    const Result<TimeWindow> window = windowOf(from, to, now, calendar);
    if (!window)
        return failure(window.error());
    if (!window->isEmpty())
        return TimeRange::Resolved{*window, false};
    const Result<TimeWindow> swapped = windowOf(to, from, now, calendar);
    if (!swapped)
        return failure(swapped.error());
    if (swapped->begin >= window->begin || swapped->isEmpty())
        return emptyRange();
    return TimeRange::Resolved{*swapped, true};
}

TimeExpression pinned(const TimeExpression &expression, Timestamp t)
{
    return expression.isRelative() ? expression : TimeExpression::instant(t);
}

tl::unexpected<Error> notARange()
{
    return failure(ErrorCode::InvalidArgument, Text::tr("The saved time range cannot be read."),
                   u"range.json"_s);
}

} // namespace

Result<TimeRange> TimeRange::absolute(TimeWindow window)
{
    if (window.begin == window.end)
        return emptyRange();
    if (window.isEmpty())
        std::swap(window.begin, window.end);
    TimeRange range;
    range.m_kind = Kind::Absolute;
    range.m_window = window;
    range.m_from = TimeExpression::instant(window.begin);
    range.m_to = TimeExpression::instant(window.end);
    return range;
}

TimeRange TimeRange::relative(TimeExpression from, TimeExpression to)
{
    Q_ASSERT(from.isRelative() || to.isRelative());
    TimeRange range;
    range.m_kind = Kind::Relative;
    range.m_from = std::move(from);
    range.m_to = std::move(to);
    return range;
}

Result<TimeRange::Parsed> TimeRange::parse(QStringView from, QStringView to, Timestamp now,
                                           const Calendar &calendar)
{
    Result<TimeExpression> first = TimeExpression::parse(from);
    if (!first)
        return failure(first.error());
    Result<TimeExpression> last = TimeExpression::parse(to);
    if (!last)
        return failure(last.error());
    const Result<Resolved> seen = resolved(*first, *last, now, calendar);
    if (!seen)
        return failure(seen.error());
    if (seen->wasReversed)
        std::swap(first, last);
    if (first->isRelative() || last->isRelative())
        return Parsed{relative(pinned(*first, seen->window.begin), pinned(*last, seen->window.end)),
                      seen->wasReversed};
    return absolute(seen->window).transform([&seen](const TimeRange &range) {
        return Parsed{range, seen->wasReversed};
    });
}

Result<TimeWindow> TimeRange::resolve(Timestamp now, const Calendar &calendar) const
{
    return resolveTelling(now, calendar).transform([](const Resolved &seen) {
        return seen.window;
    });
}

Result<TimeRange::Resolved> TimeRange::resolveTelling(Timestamp now, const Calendar &calendar) const
{
    switch (m_kind) {
    case Kind::AllData:
        return Resolved{TimeWindow::all(), false};
    case Kind::Absolute:
        return Resolved{m_window, false};
    case Kind::Relative:
        break;
    }
    return resolved(m_from, m_to, now, calendar);
}

QJsonObject TimeRange::toJson() const
{
    switch (m_kind) {
    case Kind::AllData:
        return QJsonObject{{u"kind"_s, u"all"_s}};
    case Kind::Absolute:
        return QJsonObject{{u"kind"_s, u"absolute"_s},
                           {u"begin"_s, isoTime(m_window.begin)},
                           {u"end"_s, isoTime(m_window.end)}};
    case Kind::Relative:
        break;
    }
    return QJsonObject{
        {u"kind"_s, u"relative"_s}, {u"from"_s, m_from.text()}, {u"to"_s, m_to.text()}};
}

Result<TimeRange> TimeRange::fromJson(const QJsonObject &json)
{
    const QString kind = json.value("kind"_L1).toString();
    if (kind == "all"_L1)
        return allData();
    if (kind == "absolute"_L1) {
        const Result<Timestamp> begin = parseIso8601(json.value("begin"_L1).toString());
        const Result<Timestamp> end = parseIso8601(json.value("end"_L1).toString());
        return begin && end ? absolute({*begin, *end}) : notARange();
    }
    const auto from = TimeExpression::parse(json.value("from"_L1).toString());
    const auto to = TimeExpression::parse(json.value("to"_L1).toString());
    if (kind != "relative"_L1 || !from || !to || (!from->isRelative() && !to->isRelative()))
        return notARange();
    return relative(*from, *to);
}

QString windowText(const TimeWindow &window)
{
    return isoTime(window.begin) + u'/' + isoTime(window.end);
}

Result<TimeWindow> parseWindowText(QStringView text)
{
    const QList<QStringView> parts = text.trimmed().split(u'/');
    if (parts.size() != 2)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("This is not a time range. It has the form "
                                "2026-03-01T00:00:00Z/2026-03-08T00:00:00Z."),
                       u"range.form"_s);
    const Result<Timestamp> begin = parseIso8601(parts[0].trimmed());
    if (!begin)
        return failure(begin.error());
    const Result<Timestamp> end = parseIso8601(parts[1].trimmed());
    if (!end)
        return failure(end.error());
    return TimeRange::absolute({*begin, *end}).transform([](const TimeRange &range) {
        return range.window();
    });
}

} // namespace tidemark
