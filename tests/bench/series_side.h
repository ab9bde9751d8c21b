// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/connection.h"
#include "model/store/migrations.h"
#include "model/store/series/series_reader.h"
#include "model/store/series/series_writer.h"
#include "model/store/transaction.h"
#include "tests/bench/series_samples.h"

#include <QFileInfo>

namespace tidemark::bench {

/// The samples as series of a store.
class SeriesSide
{
public:
    explicit SeriesSide(const QString &path)
        : m_path(path)
        , m_connection(must(store::Connection::open({path, store::OpenMode::Create})))
    {
        must(store::migrate(*m_connection));
        must(m_connection->execute(
            QStringLiteral("INSERT INTO series (id, metric_id) VALUES (1, 1)"),
            QLatin1StringView("make")));
    }

    /// As durable as the rows: an import is synced once, at its end.
    double write_s(const QString &kind, std::size_t count)
    {
        must(m_connection->execute(QStringLiteral("PRAGMA synchronous = NORMAL"),
                                   QLatin1StringView("pragma")));
        Generator generator(kind);
        std::vector<std::int64_t> times;
        std::vector<double> values;
        double spent_s = 0;
        for (std::size_t left = count; left > 0;) {
            const std::size_t size = std::min(left, kBatch);
            generator.fill(size, times, values);
            left -= size;
            const double before = processor_s();
            auto transaction = must(store::Transaction::begin(*m_connection));
            const auto writer =
                must(store::SeriesWriter::begin(*m_connection, SeriesId(1), m_workspace));
            (void)must(writer->add(times, values));
            must(writer->finish());
            must(transaction.commit());
            spent_s += processor_s() - before;
        }
        return spent_s;
    }

    template <class Ask>
    auto read(Ask ask)
    {
        const auto transaction = must(store::Transaction::beginRead(*m_connection));
        const store::SeriesRow row = must(store::readSeriesRow(*m_connection, SeriesId(1)));
        store::SeriesReader reader(*m_connection, row, m_cache, *m_borrowed, {});
        return must(ask(reader));
    }
    Timeline timeline(const TimeWindow &window)
    {
        return read([&](store::SeriesReader &reader) {
            return reader.timeline({window, kColumns, Extremes::Inside});
        });
    }
    std::vector<Aggregate> buckets(const std::vector<std::int64_t> &borders)
    {
        return read(
            [&](store::SeriesReader &reader) { return reader.buckets(borders, Extremes::Inside); });
    }
    void decodeAll()
    {
        const store::SeriesRow seen = row();
        store::ChunkLoader loader(*m_connection, SeriesId(1), seen.rewrites, m_workspace);
        series::SampleAggregate all;
        for (const store::ChunkHead &head :
             must(loader.table().overlapping(*seen.first, *seen.last))) {
            const series::ChunkPoints *points = must(loader.load(head));
            all += series::aggregateOf(points->times(), points->values());
        }
        if (all.isEmpty())
            qFatal("nothing was read");
    }
    store::SeriesRow row() { return must(store::readSeriesRow(*m_connection, SeriesId(1))); }
    void checkpoint()
    {
        must(m_connection->execute(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"),
                                   QLatin1StringView("checkpoint")));
    }
    double bytes() const { return static_cast<double>(QFileInfo(m_path).size()); }
    double scalar(const QString &sql)
    {
        return must(m_connection->scalar(sql, QLatin1StringView("bench"))).toDouble();
    }

private:
    QString m_path;
    std::unique_ptr<store::Connection> m_connection;
    store::ChunkWorkspace m_workspace;
    store::SeriesCache m_cache;
    std::unique_ptr<store::ChunkWorkspace> m_borrowed = m_cache.takeWorkspace();
};

} // namespace tidemark::bench
