// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QObject>

#include <memory>
#include <utility>
#include <vector>

namespace tidemark::test {

/// A test class that knows series by the port of a store.
class SeriesPortCase : public QObject
{
protected:
    static constexpr std::int64_t kSecond = 1'000'000'000; // in ns
    static constexpr std::int64_t kDay = 86'400 * kSecond;

    /// A new store in a folder of its own; to be called from init().
    void openNew()
    {
        failOnUnexpectedWarnings();
        m_store.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = openStore(m_folder->filePath(QStringLiteral("s.tidemark"))).value();
        m_ports = m_store->ports();
    }
    MetricId metric(const QString &name)
    {
        return answer(m_ports.catalog->create({name})).value().definition.id;
    }
    SeriesId seriesOf(const QString &name, const TagMap &tags = {})
    {
        return answer(m_ports.series->open({metric(name), tags})).value().id;
    }
    SampleOutcome append(SeriesId series, std::vector<std::int64_t> times,
                         std::vector<double> values)
    {
        return answer(m_ports.series->append({{series, std::move(times), std::move(values)}}))
            .value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
    DataPorts m_ports;
};

} // namespace tidemark::test
