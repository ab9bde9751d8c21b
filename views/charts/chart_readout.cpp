// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/plural_count.h"
#include "model/time/duration_format.h"
#include "views/charts/bucket_search.h"
#include "views/charts/chart_cursor.h"
#include "views/charts/time_labels.h"

#include <QCoreApplication>

#include <cmath>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::charts::Readout)
};

QString countText(const ChartContent &content, std::int64_t count)
{
    const int shown = pluralCount(count);
    // The plural form needs a plain number; the shown one is grouped by the locale.
    return Text::tr("%n record(s)", nullptr, shown)
        .replace(QString::number(shown), content.numbers.fullCount(count));
}

/// "min 0.41  max 118.9" of a bucket of several records; the value itself is beside it.
QString rangeText(const ChartContent &content, const ChartPoint &point)
{
    if (!point.min || !point.max || point.count < 2)
        return {};
    return Text::tr("min %1  max %2")
        .arg(content.numbers.value(*point.min), content.numbers.value(*point.max));
}

ReadoutRow rowAt(const ChartContent &content, const ChartSeries &series, Timestamp at)
{
    ReadoutRow row;
    row.series = &series;
    const auto index = pointAt(series, at);
    if (!index) {
        row.text = Text::tr("no data");
        return row;
    }
    const ChartPoint &point = series.points[*index];
    row.hasValue = true;
    row.text = content.numbers.value(point.value, series.unit);
    if (!series.function.isEmpty())
        row.text =
            series.function % u' ' % row.text % u" ("_s % countText(content, point.count) % u')';
    if (point.isSoFar)
        row.text = Text::tr("%1, so far").arg(row.text);
    if (point.isRecord() && point.window.begin != at)
        row.text = Text::tr("%1 at %2", "a value and the time of its record")
                       .arg(row.text, instantBeside(point.window.begin, at, content.calendar,
                                                    content.timeForm()));
    row.detail = rangeText(content, point);
    return row;
}

QString titleAt(const ChartContent &content, const CursorState &cursor)
{
    const TimeForm form = content.timeForm();
    std::optional<TimeWindow> bucket = cursor.bucket;
    if (!bucket || !bucket->contains(*cursor.at)) {
        const ChartSeries *series = focusedSeries(content, cursor);
        const auto index = series ? bucketAt(series->points, *cursor.at) : std::nullopt;
        bucket = index ? std::optional(series->points[*index].window) : std::nullopt;
    }
    if (!bucket)
        return instantLabel(*cursor.at, content.calendar, form);
    return bucketLabel(*bucket, content.period, content.calendar, form);
}

std::optional<double> valueNear(const ChartSeries &series, Timestamp at)
{
    const auto index = nearestBucket(series.points, at);
    return index ? series.points[*index].value : std::nullopt;
}

QString differenceText(const ChartContent &content, const CursorState &cursor)
{
    if (!cursor.markA || !cursor.markB)
        return {};
    const Timedelta length = TimeWindow{*cursor.markA, *cursor.markB}.duration();
    QString text = u"Δt "_s % formatDuration(length, content.numbers.locale());
    const ChartSeries *series = focusedSeries(content, cursor);
    const auto from = series ? valueNear(*series, *cursor.markA) : std::nullopt;
    const auto to = series ? valueNear(*series, *cursor.markB) : std::nullopt;
    if (!from || !to)
        return text;
    text += u" · Δ "_s % content.numbers.difference(from, to, series->unit);
    if (length.ns() == 0)
        return text;
    const double seconds = static_cast<double>(length.ns()) / 1e9;
    const QString unit = series->unit.isEmpty() ? u"1/s"_s : series->unit.symbol() % u"/s"_s;
    return text % u" · "_s % content.numbers.value((*to - *from) / seconds, Unit::of(unit)) %
           u" · 1/Δt "_s % content.numbers.value(1.0 / seconds, Unit::of(u"Hz"));
}

} // namespace

Readout readoutAt(const ChartContent &content, const CursorState &cursor)
{
    Readout readout;
    if (!cursor.at)
        return readout;
    readout.title = titleAt(content, cursor);
    for (const ChartSeries *one : content.visibleSeries())
        readout.rows.push_back(rowAt(content, *one, *cursor.at));
    readout.difference = differenceText(content, cursor);
    return readout;
}

QString readoutText(const Readout &readout)
{
    QStringList lines{readout.title};
    for (const ReadoutRow &row : readout.rows) {
        QString line = row.series->name % u": "_s % row.text;
        if (!row.detail.isEmpty())
            line += u", "_s + row.detail;
        lines.append(line);
    }
    if (!readout.difference.isEmpty())
        lines.append(readout.difference);
    return lines.join(u'\n');
}

} // namespace tidemark::charts
