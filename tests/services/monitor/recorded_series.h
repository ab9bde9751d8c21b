// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "tests/model/store/store_fixture.h"

#include <QStringList>

#include <cmath>

namespace tidemark::test {

/// The samples of one series as `seconds after begin:value`, gaps as `…:gap`; a line that says why
/// when there is no such series.
[[nodiscard]] inline QStringList recordedSamples(const DataPorts &ports, const QString &metric,
                                                 const TagMap &tags, Timestamp begin)
{
    const auto definition = answer(ports.catalog->find(metric));
    if (!definition)
        return {definition.error().message};
    const auto series = answer(ports.series->list({definition->id})).value();
    for (const SeriesInfo &one : series) {
        if (one.key.tags != tags)
            continue;
        const auto page = answer(ports.series->samples(one.id, TimeWindow::all(), 1'000)).value();
        QStringList lines;
        for (const Sample &sample : page.samples) {
            const QString value = std::isnan(sample.value) ? QStringLiteral("gap")
                                                           : QString::number(sample.value, 'g', 17);
            lines.append(QString::number((sample.at - begin).s(), 'g', 12) % u':' % value);
        }
        return lines;
    }
    return {QStringLiteral("no such series")};
}

} // namespace tidemark::test
