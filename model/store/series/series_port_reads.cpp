// SPDX-License-Identifier: GPL-3.0-or-later
// What the port answers of samples: one or many series, each in one state of the store.
#include "model/store/series/series_port.h"

#include "model/store/series/series_catalog.h"
#include "model/store/series/series_periods.h"
#include "model/store/series/series_reader.h"
#include "model/store/transaction.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidemark::store {

namespace {

struct ReadText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SeriesPort)
};

tl::unexpected<Error> refused(const QString &message)
{
    return failure(Error{ErrorCode::InvalidArgument, message, {}});
}

Result<std::vector<std::int64_t>> checkedBorders(const std::vector<Timestamp> &borders)
{
    std::vector<std::int64_t> all;
    all.reserve(borders.size());
    for (const Timestamp border : borders)
        all.push_back(border.posixNs());
    const bool doRise =
        std::adjacent_find(all.begin(), all.end(), std::greater_equal()) == all.end();
    if (all.size() < 2 || all.size() > SeriesStore::kMaxPeriods + 1 || !doRise)
        return refused(ReadText::tr("The borders of the stretches must rise, and be 2 to %1.")
                           .arg(SeriesStore::kMaxPeriods + 1));
    return all;
}

} // namespace

template <class T, class Ask>
QFuture<Result<std::vector<T>>> SeriesPort::readEach(std::vector<SeriesId> series, Ask ask,
                                                     const std::stop_token &stop)
{
    return m_tools.read<std::vector<T>>(
        [cache = m_cache, series = std::move(series), ask = std::move(ask),
         stop](Connection &connection, OrgId org) -> Result<std::vector<T>> {
            const auto snapshot = Transaction::beginRead(connection);
            if (!snapshot)
                return failure(snapshot.error());
            const BorrowedWorkspace workspace(*cache);
            std::vector<T> all;
            all.reserve(series.size());
            for (const SeriesId each : series) {
                const auto row = findSeries(connection, org, each);
                if (!row)
                    return failure(row.error());
                SeriesReader reader(connection, *row, *cache, *workspace, stop);
                Result<T> answer = ask(reader, *row);
                if (!answer)
                    return failure(answer.error());
                all.push_back(*std::move(answer));
            }
            return all;
        },
        stop);
}

template <class T, class Ask>
QFuture<Result<T>> SeriesPort::readOne(SeriesId series, Ask ask, const std::stop_token &stop)
{
    return m_tools.read<T>(
        [cache = m_cache, series, ask = std::move(ask), stop](Connection &connection,
                                                              OrgId org) -> Result<T> {
            const auto snapshot = Transaction::beginRead(connection);
            if (!snapshot)
                return failure(snapshot.error());
            const auto row = findSeries(connection, org, series);
            if (!row)
                return failure(row.error());
            const BorrowedWorkspace workspace(*cache);
            SeriesReader reader(connection, *row, *cache, *workspace, stop);
            return ask(reader, *row);
        },
        stop);
}

QFuture<Result<std::vector<Timeline>>>
SeriesPort::timelines(std::vector<SeriesId> series, TimelineQuery query, std::stop_token stop)
{
    return readEach<Timeline>(
        std::move(series),
        [query](SeriesReader &reader, const SeriesRow &) { return reader.timeline(query); }, stop);
}

QFuture<Result<SeriesBuckets>> SeriesPort::aggregate(SeriesId series,
                                                     std::vector<Timestamp> borders,
                                                     Extremes extremes, std::stop_token stop)
{
    return readOne<SeriesBuckets>(
        series,
        [borders = std::move(borders), extremes](SeriesReader &reader,
                                                 const SeriesRow &) -> Result<SeriesBuckets> {
            const auto all = checkedBorders(borders);
            if (!all)
                return failure(all.error());
            return reader.buckets(*all, extremes).transform([&](std::vector<Aggregate> buckets) {
                return SeriesBuckets{std::move(buckets), reader.damaged()};
            });
        },
        stop);
}

QFuture<Result<std::vector<Aggregate>>>
SeriesPort::aggregates(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop)
{
    return readEach<Aggregate>(
        std::move(series),
        [window](SeriesReader &reader, const SeriesRow &) -> Result<Aggregate> {
            const auto borders = checkedBorders({window.begin, window.end});
            if (!borders)
                return failure(borders.error());
            return reader.buckets(*borders, Extremes::Inside).map([](const auto &buckets) {
                return buckets.front();
            });
        },
        stop);
}

QFuture<Result<SeriesPeriods>> SeriesPort::calendar(SeriesId series, TimeWindow window,
                                                    Period period, Calendar calendar,
                                                    Extremes extremes, std::stop_token stop)
{
    return readOne<SeriesPeriods>(
        series,
        [window, period, calendar, extremes](SeriesReader &reader,
                                             const SeriesRow &row) -> Result<SeriesPeriods> {
            TimeWindow asked = window;
            if (asked.begin == Timestamp::min())
                asked.begin = Timestamp(row.first.value_or(0));
            if (asked.end == Timestamp::max())
                asked.end = Timestamp(row.last ? *row.last + 1 : 0);
            SeriesPeriods answer;
            if (asked.isEmpty())
                return answer;
            const auto periods = periodsOver(asked, period, calendar);
            if (!periods)
                return failure(periods.error());
            auto buckets = reader.buckets(bordersOf(*periods), extremes);
            if (!buckets)
                return failure(buckets.error());
            answer.buckets.reserve(periods->size());
            for (std::size_t i = 0; i < periods->size(); ++i)
                answer.buckets.push_back({(*periods)[i], (*buckets)[i]});
            answer.damaged = reader.damaged();
            return answer;
        },
        stop);
}

QFuture<Result<SamplePage>> SeriesPort::samples(SeriesId series, TimeWindow window, int limit,
                                                std::stop_token stop)
{
    return readPage(series, window, limit, &SeriesReader::samples, stop);
}

QFuture<Result<SamplePage>> SeriesPort::latestSamples(SeriesId series, TimeWindow window, int limit,
                                                      std::stop_token stop)
{
    return readPage(series, window, limit, &SeriesReader::latestSamples, stop);
}

QFuture<Result<SamplePage>> SeriesPort::readPage(SeriesId series, TimeWindow window, int limit,
                                                 PageOf pageOf, const std::stop_token &stop)
{
    return readOne<SamplePage>(
        series,
        [window, limit, pageOf](SeriesReader &reader, const SeriesRow &) -> Result<SamplePage> {
            if (limit < 1)
                return refused(ReadText::tr("A page has at least one sample."));
            auto samples = (reader.*pageOf)(window, static_cast<std::size_t>(limit));
            if (!samples)
                return failure(samples.error());
            return SamplePage{*std::move(samples), reader.damaged()};
        },
        stop);
}

QFuture<Result<std::vector<std::optional<Sample>>>>
SeriesPort::lastValues(std::vector<SeriesId> series, std::stop_token stop)
{
    return readEach<std::optional<Sample>>(
        std::move(series),
        [](SeriesReader &reader, const SeriesRow &) { return reader.lastValue(); }, stop);
}

QFuture<Result<std::vector<std::optional<Sample>>>>
SeriesPort::lastSamples(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop)
{
    return readEach<std::optional<Sample>>(
        std::move(series),
        [window](SeriesReader &reader, const SeriesRow &) -> Result<std::optional<Sample>> {
            return reader.latestSamples(window, 1).map([](const std::vector<Sample> &samples) {
                return samples.empty() ? std::nullopt : std::optional(samples.front());
            });
        },
        stop);
}

} // namespace tidemark::store
