// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/calendar.h"
#include "views/charts/chart_content.h"

#include <QImage>
#include <QString>

#include <initializer_list>
#include <optional>

namespace tidemark::test {

/// The first instant of a UTC day.
[[nodiscard]] Timestamp utcDay(int year, int month, int day);
/// A wall-clock reading of a zone; the first of two.
[[nodiscard]] Timestamp localTime(const Zone &zone, int year, int month, int day, int hour,
                                  int minute = 0);
/// Fails the program when the system lacks the zone.
[[nodiscard]] Zone zoneOf(const QString &id);

/// Buckets of equal length from `begin`, one per value; nothing is an empty bucket.
[[nodiscard]] charts::ChartSeries seriesOf(const QString &identity, Timestamp begin,
                                           std::int64_t bucket_ns,
                                           std::initializer_list<std::optional<double>> values);

/// Three weeks of `distance_km`, named and with numbers in the C locale.
[[nodiscard]] charts::ChartContent weekContent();

/// A year of weeks with a smooth, made-up course and a band, the same on every call.
[[nodiscard]] charts::ChartSeries yearOfWeeks(const QString &identity, double base, int colorIndex);

/// Pixels of `area` whose colour is within `tolerance` of `color` in each channel.
[[nodiscard]] int pixelsLike(const QImage &image, const QRect &area, const QColor &color,
                             int tolerance = 24);

} // namespace tidemark::test
