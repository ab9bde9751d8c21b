// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/connection.h"
#include "model/store/migrations.h"
#include "model/store/series/series_check.h"
#include "model/store/series/series_reader.h"
#include "model/store/series/series_rebuild.h"
#include "model/store/series/series_writer.h"
#include "model/store/transaction.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tidemark::test {

inline constexpr std::int64_t kSecond = 1'000'000'000;

/// That a chunk cannot be read is logged once.
inline void expectDamage()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("cannot be read")));
}

/// A store's file with series in it, written and read on one thread.
class SeriesBench
{
public:
    SeriesBench()
    {
        auto opened = store::Connection::open({path(), store::OpenMode::Create});
        if (!opened || !store::migrate(**opened))
            qFatal("no store for the test");
        m_connection = *std::move(opened);
    }

    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("s.tidemark")); }
    [[nodiscard]] store::Connection &connection() { return *m_connection; }

    SeriesId makeSeries()
    {
        ++m_lastSeries;
        must(m_connection
                 ->prepare(QLatin1StringView("make_series"),
                           QStringLiteral("INSERT INTO series (id, metric_id) VALUES (?, ?)"))
                 .run(m_lastSeries, m_lastSeries));
        return SeriesId(m_lastSeries);
    }

    [[nodiscard]] std::unique_ptr<store::SeriesWriter>
    writer(SeriesId series, const store::SeriesLayout &layout = {})
    {
        return must(store::SeriesWriter::begin(*m_connection, series, m_workspace, layout));
    }
    SampleOutcome add(SeriesId series, const std::vector<std::int64_t> &times,
                      const std::vector<double> &values, const store::SeriesLayout &layout = {})
    {
        const auto writing = writer(series, layout);
        const SampleOutcome outcome = must(writing->add(times, values));
        must(writing->finish());
        return outcome;
    }
    std::int64_t remove(SeriesId series, const TimeWindow &window,
                        const store::SeriesLayout &layout = {})
    {
        const auto writing = writer(series, layout);
        const std::int64_t removed = must(writing->remove(window));
        must(writing->finish());
        return removed;
    }

    /// One sample a second from 1970 on; the value is its number.
    SeriesId filled(int count, const store::SeriesLayout &layout)
    {
        std::vector<std::int64_t> times;
        std::vector<double> values;
        for (int i = 0; i < count; ++i) {
            times.push_back(i * kSecond);
            values.push_back(i);
        }
        const SeriesId series = makeSeries();
        add(series, times, values, layout);
        return series;
    }
    store::SeriesCheck checked() { return must(store::checkSeries(*m_connection, m_workspace)); }
    store::SeriesCheck rebuilt()
    {
        return must(store::rebuildSeries(*m_connection, m_workspace, {}, {}));
    }
    void run(const QString &sql) { must(m_connection->execute(sql, QLatin1StringView("test"))); }
    /// The bytes of the chunk that begins at `first`.
    void spoil(SeriesId series, std::int64_t first)
    {
        run(QStringLiteral(
                "UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND "
                "t0 = %2")
                .arg(series.value())
                .arg(first));
    }
    QString text(const QString &sql)
    {
        return must(m_connection->scalar(sql, QLatin1StringView("test"))).toString();
    }
    std::int64_t number(const QString &sql)
    {
        return must(m_connection->scalar(sql, QLatin1StringView("test"))).toLongLong();
    }

    [[nodiscard]] store::SeriesRow row(SeriesId series)
    {
        return must(store::readSeriesRow(*m_connection, series));
    }
    /// Calls `ask(SeriesReader &)` and gives its answer.
    template <class Ask>
    auto read(SeriesId series, Ask ask)
    {
        const store::SeriesRow seen = row(series);
        const store::BorrowedWorkspace workspace(m_cache);
        store::SeriesReader reader(*m_connection, seen, m_cache, *workspace, {});
        auto answer = must(ask(reader));
        m_damaged = reader.damaged();
        return answer;
    }
    /// From a second before 1970 to 1,000 s after.
    Aggregate whole(SeriesId series)
    {
        return read(series,
                    [](store::SeriesReader &reader) {
                        return reader.buckets(std::vector<std::int64_t>{-kSecond, 1'000 * kSecond},
                                              Extremes::Inside);
                    })
            .front();
    }
    [[nodiscard]] std::vector<Sample> samples(SeriesId series)
    {
        return read(series, [](store::SeriesReader &reader) {
            return reader.samples(TimeWindow::all(), std::numeric_limits<std::size_t>::max());
        });
    }
    /// Of the last read().
    [[nodiscard]] const std::vector<TimeWindow> &damaged() const noexcept { return m_damaged; }

    template <class T>
    static T must(Result<T> result)
    {
        if (!result)
            qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
        if constexpr (!std::is_void_v<T>)
            return *std::move(result);
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<store::Connection> m_connection;
    store::ChunkWorkspace m_workspace;
    store::SeriesCache m_cache;
    std::int64_t m_lastSeries = 0;
    std::vector<TimeWindow> m_damaged;
};

} // namespace tidemark::test
