// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/charts/chart_fixtures.h"

#include <cmath>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace tidemark::test {

Timestamp utcDay(int year, int month, int day)
{
    return Timestamp(daysFromCivil({year, month, day}) * kNsPerDay);
}

Timestamp localTime(const Zone &zone, int year, int month, int day, int hour, int minute)
{
    return zone.resolve({{year, month, day}, hour * kNsPerHour + minute * kNsPerMinute}).first;
}

Zone zoneOf(const QString &id)
{
    const auto zone = Zone::fromId(id);
    if (!zone)
        qFatal("This system does not know the zone %s.", qPrintable(id));
    return *zone;
}

charts::ChartSeries seriesOf(const QString &identity, Timestamp begin, std::int64_t bucket_ns,
                             std::initializer_list<std::optional<double>> values)
{
    charts::ChartSeries series;
    series.identity = identity;
    series.name = identity;
    std::int64_t at = begin.posixNs();
    for (const std::optional<double> &value : values) {
        charts::ChartPoint point;
        point.window = {Timestamp(at), Timestamp(at + bucket_ns)};
        point.value = value;
        point.count = value ? 4 : 0;
        series.points.push_back(point);
        at += bucket_ns;
    }
    return series;
}

charts::ChartContent weekContent()
{
    charts::ChartContent content;
    content.title = u"Distance"_s;
    content.numbers = NumberFormatter(QLocale::c());
    content.period = Period::Weekly;
    content.window = {utcDay(2026, 8, 3), utcDay(2026, 8, 24)};
    charts::ChartSeries series =
        seriesOf(u"d"_s, utcDay(2026, 8, 3), 7 * kNsPerDay, {20, 31.84, 42});
    series.name = u"distance_km"_s;
    series.function = u"mean"_s;
    series.unit = Unit::of(u"km");
    series.points[1].count = 412;
    series.points[1].min = 0.41;
    series.points[1].max = 118.9;
    content.series = {series};
    return content;
}

charts::ChartSeries yearOfWeeks(const QString &identity, double base, int colorIndex)
{
    charts::ChartSeries series;
    series.identity = identity;
    series.name = identity;
    series.function = QStringLiteral("mean");
    series.unit = Unit::of(u"km");
    series.style = theme::styleOfSlot(colorIndex);
    const std::int64_t week_ns = 7 * kNsPerDay;
    std::int64_t at = utcDay(2025, 12, 1).posixNs();
    for (int week = 0; week < 50; ++week, at += week_ns) {
        charts::ChartPoint point;
        point.window = {Timestamp(at), Timestamp(at + week_ns)};
        point.value = base + 7 * std::sin(week * 0.35) + 2 * std::sin(week * 1.7);
        point.min = *point.value - 12 - 3 * std::sin(week * 0.9);
        point.max = *point.value + 17 + 5 * std::cos(week * 1.1);
        point.count = 390 + week % 7;
        point.isSoFar = week == 49;
        series.points.push_back(point);
    }
    return series;
}

int pixelsLike(const QImage &image, const QRect &area, const QColor &color, int tolerance)
{
    int found = 0;
    const QRect inside = area.intersected(image.rect());
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        for (int x = inside.left(); x <= inside.right(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (std::abs(pixel.red() - color.red()) <= tolerance &&
                std::abs(pixel.green() - color.green()) <= tolerance &&
                std::abs(pixel.blue() - color.blue()) <= tolerance)
                ++found;
        }
    }
    return found;
}

} // namespace tidemark::test
