// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/otlp/otlp_recorder.h"
#include "services/otlp/otlp_validity.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QObject>
#include <QStringList>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark::test {

inline constexpr std::uint64_t kSecond = 1'000'000'000;
using Doubles = std::vector<double>;

/// The sum `s`.
inline otlp::OtlpMetric sumMetric(otlp::Temporality temporality,
                                  std::vector<otlp::OtlpNumberPoint> points,
                                  bool isMonotonic = true)
{
    return {"s", {}, {}, otlp::OtlpSum{temporality, isMonotonic, std::move(points)}, {}};
}

/// A recorder into a real store, and what it stored.
class OtlpRecorderCase : public QObject
{
    Q_OBJECT

protected:
    void begin()
    {
        failOnUnexpectedWarnings();
        static int count = 0;
        m_store = openStore(m_folder.filePath(QStringLiteral("o%1.tidemark").arg(++count))).value();
        m_ports = m_store->ports();
        m_recorder = std::make_unique<otlp::OtlpRecorder>(m_ports, m_clock);
    }
    otlp::OtlpRefusals record(otlp::OtlpRecorder &recorder, otlp::OtlpMetrics metrics)
    {
        otlp::OtlpExport one{std::move(metrics), {}};
        one.refusals = otlp::removeInvalid(one.metrics);
        const auto done = recorder.record({&one, 1});
        if (!done)
            qWarning("%s", qPrintable(done.error().message));
        return one.refusals;
    }
    otlp::OtlpRefusals record(otlp::OtlpMetrics metrics)
    {
        return record(*m_recorder, std::move(metrics));
    }
    [[nodiscard]] std::optional<Definition> definition(const QString &name) const
    {
        const auto all = answer(m_ports.catalog->definitions()).value();
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&name](const Definition &d) { return d.name == name; });
        return found == all.end() ? std::nullopt : std::optional(*found);
    }
    [[nodiscard]] std::vector<SeriesInfo> seriesOf(const QString &metric) const
    {
        const auto found = definition(metric);
        return found ? answer(m_ports.series->list({found->id})).value()
                     : std::vector<SeriesInfo>();
    }
    /// Of the metric's one series.
    [[nodiscard]] Doubles valuesOf(const QString &metric) const
    {
        const auto series = seriesOf(metric);
        if (series.size() != 1)
            return {};
        const auto page =
            answer(m_ports.series->samples(series[0].id, TimeWindow::all(), 1000)).value();
        Doubles values;
        for (const Sample &sample : page.samples)
            values.push_back(sample.value);
        return values;
    }

    /// By tags, as `key=value`.
    [[nodiscard]] std::map<QString, Doubles> valuesByTags(const QString &metric) const
    {
        std::map<QString, Doubles> values;
        const auto all = seriesOf(metric);
        for (const SeriesInfo &info : all) {
            const auto page =
                answer(m_ports.series->samples(info.id, TimeWindow::all(), 1000)).value();
            QStringList tags;
            for (auto tag = info.key.tags.begin(); tag != info.key.tags.end(); ++tag)
                tags.append(QString(tag.key() % u'=' % tag.value()));
            for (const Sample &sample : page.samples)
                values[tags.join(u',')].push_back(sample.value);
        }
        return values;
    }

    QTemporaryDir m_folder;
    StillClock m_clock{Timestamp(static_cast<std::int64_t>(kTime_ns))};
    StorePointer m_store;
    DataPorts m_ports;
    std::unique_ptr<otlp::OtlpRecorder> m_recorder;
};

} // namespace tidemark::test
