// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/tag_text.h"
#include "services/statsd/statsd_aggregator.h"

#include <QStringList>

#include <chrono>

namespace tidemark::test {

inline constexpr Timestamp kBegin(1'800'000'000'000'000'000);

/// So long after kBegin by both clocks.
[[nodiscard]] inline statsd::StatsdMoment momentAfter(std::chrono::nanoseconds passed)
{
    return {std::chrono::steady_clock::time_point(std::chrono::hours(1) + passed),
            kBegin + Timedelta(passed.count())};
}

/// A line for each value, sorted: `name{tags} value`, of counters the rate per second too, of
/// timings their count and sum; `name{tags}@SECONDS value` where the time came with it.
[[nodiscard]] inline QStringList flushText(const statsd::StatsdFlush &flush)
{
    const auto named = [](const statsd::StatsdSeries &series) {
        const QString tags = exchange::tagText(series.tags);
        return tags.isEmpty() ? series.name : QStringLiteral("%1{%2}").arg(series.name, tags);
    };
    QStringList lines;
    for (const statsd::StatsdReading &reading : flush.readings) {
        QString line = named(*reading.series) + QLatin1Char(' ') + QString::number(reading.value);
        if (reading.timing)
            line += QStringLiteral(" of %1").arg(reading.timing->sum);
        else if (reading.series->kind == statsd::StatsdKind::Counter)
            line += QStringLiteral(" %1/s").arg(reading.perSecond);
        lines.append(line);
    }
    for (const statsd::StatsdPoint &point : flush.points)
        lines.append(QStringLiteral("%1@%2 %3")
                         .arg(named(*point.series))
                         .arg(point.at.posixNs() / 1'000'000'000)
                         .arg(point.value));
    lines.sort();
    return lines;
}

} // namespace tidemark::test
