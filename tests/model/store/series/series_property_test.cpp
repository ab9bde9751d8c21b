// SPDX-License-Identifier: GPL-3.0-or-later
// Random histories of series against a plain recomputation: samples in order, late, repeated,
// corrected and removed, gaps, any times and values; then every way of asking.
#include "tests/model/store/series/plain_series.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <bit>
#include <iterator>
#include <random>
#include <set>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kHistories = 2'000; // TIDEMARK_HISTORIES sets another number
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

class Numbers
{
public:
    explicit Numbers(std::uint64_t seed)
        : m_random(seed)
    {}
    std::int64_t below(std::int64_t most)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(most));
    }
    bool oneIn(std::int64_t chance) { return below(chance) == 0; }
    template <class T>
    T oneOf(std::initializer_list<T> list)
    {
        return *(list.begin() + below(static_cast<std::int64_t>(list.size())));
    }

private:
    std::mt19937_64 m_random;
};

/// One series and what it must hold.
class History
{
public:
    History(SeriesBench &bench, std::uint64_t seed)
        : m_bench(bench)
        , m_numbers(seed)
        , m_series(bench.makeSeries())
        , m_layout{static_cast<std::size_t>(1 + m_numbers.below(24)),
                   m_numbers.oneOf({0.5, 2.0, 8.0, 1e9})}
        , m_unit(m_numbers.oneOf<std::int64_t>({1, 1'000, 150'000, 1'000'000, 400'000'000,
                                                1'000'000'000, 61'000'000'000, 3'600'000'000'000}))
        , m_now(m_numbers.oneOf<std::int64_t>(
              {0, -50, 1'700'000'000'000'000'000, -3'000'000'000'000'000'000, 999'999}))
    {}

    void step()
    {
        if (m_numbers.oneIn(7))
            remove();
        else if (m_numbers.oneIn(6))
            removeStamps();
        else
            add();
    }

    /// The first difference, or an empty text.
    QString difference()
    {
        if (const QString wrong = differenceOfSamples(); !wrong.isEmpty())
            return wrong;
        for (int i = 0; i < 3; ++i) {
            if (const QString wrong = differenceOfTimeline(); !wrong.isEmpty())
                return wrong;
            if (const QString wrong = differenceOfBuckets(); !wrong.isEmpty())
                return wrong;
            if (const QString wrong = differenceOfStretch(); !wrong.isEmpty())
                return wrong;
        }
        return {};
    }

private:
    double value()
    {
        switch (m_numbers.below(12)) {
        case 0:
            return kNan;
        case 1:
            return -0.0;
        case 2:
            return static_cast<double>(m_numbers.below(1'000)) * 1e287;
        case 3:
            return static_cast<double>(m_numbers.below(1'000)) * -1e-300;
        case 4:
            return 1.0 / static_cast<double>(1 + m_numbers.below(1'000));
        default:
            return static_cast<double>(m_numbers.below(20'000) - 10'000) / 100;
        }
    }
    std::int64_t stretch()
    {
        return m_unit * (1 + m_numbers.below(m_numbers.oneOf<std::int64_t>({2, 20, 3'000})));
    }
    /// One near the samples that there are.
    std::int64_t anyTime()
    {
        const auto &samples = m_plain.samples();
        if (samples.empty())
            return m_now;
        const std::int64_t first = samples.begin()->first;
        const std::int64_t length = samples.rbegin()->first - first;
        const std::int64_t time = first - m_unit + m_numbers.below(length + 2 * m_unit + 1);
        if (m_numbers.oneIn(3)) {
            const auto near = samples.lower_bound(time);
            return near == samples.end() ? time : near->first + m_numbers.below(3) - 1;
        }
        return time;
    }

    void add()
    {
        std::vector<std::int64_t> times;
        std::vector<double> values;
        std::int64_t infinite = 0;
        const bool isLate = m_numbers.oneIn(3);
        for (std::int64_t left = m_numbers.below(m_numbers.oneIn(4) ? 90 : 20); left > 0; --left) {
            if (!isLate || m_numbers.oneIn(5))
                m_now += stretch();
            times.push_back(isLate && !m_numbers.oneIn(6) ? anyTime() : m_now);
            values.push_back(value());
            if (m_numbers.oneIn(60)) {
                values.back() = std::numeric_limits<double>::infinity();
                ++infinite;
            }
        }
        const SampleOutcome outcome = m_bench.add(m_series, times, values, m_layout);
        std::int64_t added = 0;
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (!std::isinf(values[i]))
                added += m_plain.put(times[i], values[i]) ? 1 : 0;
        }
        m_isCounted = m_isCounted && outcome.added == added && outcome.refused == infinite &&
                      outcome.added + outcome.replaced + outcome.refused ==
                          static_cast<std::int64_t>(times.size());
    }
    void remove()
    {
        const std::int64_t begin = anyTime();
        const std::int64_t end = m_numbers.oneIn(4) ? begin + stretch() : anyTime();
        const TimeWindow window{Timestamp(begin), Timestamp(end)};
        const std::int64_t removed = m_bench.remove(m_series, window, m_layout);
        m_isCounted = m_isCounted && removed == (begin < end ? m_plain.remove(begin, end) : 0);
    }

    // Some that are there and some that are not; before, they are looked up.
    void removeStamps()
    {
        std::set<std::int64_t> stamps;
        for (std::int64_t left = m_numbers.below(40); left > 0; --left)
            stamps.insert(anyTime());
        const std::vector<std::int64_t> asked(stamps.begin(), stamps.end());
        const auto writing = m_bench.writer(m_series, m_layout);
        const auto found = SeriesBench::must(writing->at(asked));
        std::vector<std::int64_t> expected;
        std::copy_if(asked.begin(), asked.end(), std::back_inserter(expected),
                     [this](std::int64_t stamp) { return m_plain.samples().contains(stamp); });
        const std::int64_t removed = SeriesBench::must(writing->remove(asked));
        SeriesBench::must(writing->finish());
        m_isCounted = m_isCounted && found.times == expected &&
                      removed == static_cast<std::int64_t>(expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            m_isCounted =
                m_isCounted && std::bit_cast<std::uint64_t>(found.values[i]) ==
                                   std::bit_cast<std::uint64_t>(m_plain.samples().at(expected[i]));
            m_plain.remove(expected[i], expected[i] + 1);
        }
    }
    // A stretch at once, and piece by piece.
    QString differenceOfStretch()
    {
        const std::int64_t a = anyTime();
        const std::int64_t b = anyTime();
        const std::int64_t first = std::min(a, b);
        const std::int64_t last = std::max(a, b);
        std::vector<std::int64_t> expected;
        for (auto at = m_plain.samples().lower_bound(first);
             at != m_plain.samples().end() && at->first <= last; ++at)
            expected.push_back(at->first);
        const auto writing = m_bench.writer(m_series, m_layout);
        const auto all = SeriesBench::must(writing->all(first, last, expected.size()));
        if (!all || all->times != expected)
            return u"another stretch"_s;
        if (!expected.empty() && SeriesBench::must(writing->all(first, last, expected.size() - 1)))
            return u"a stretch of too many"_s;
        std::vector<std::int64_t> pieces;
        for (std::int64_t next = first; next <= last;) {
            const auto piece = SeriesBench::must(writing->piece(next, last));
            if (piece.isUnreadable || piece.last < next)
                return u"a piece that is none"_s;
            pieces.insert(pieces.end(), piece.samples.times.begin(), piece.samples.times.end());
            next = piece.last + 1;
        }
        return pieces == expected ? QString() : u"other pieces"_s;
    }

    QString differenceOfSamples()
    {
        if (!m_isCounted)
            return u"an outcome counts wrongly"_s;
        const auto got = m_bench.samples(m_series);
        const auto &expected = m_plain.samples();
        const auto isSame = [](const Sample &one, const auto &other) {
            return one.at.posixNs() == other.first &&
                   std::bit_cast<std::uint64_t>(one.value) ==
                       std::bit_cast<std::uint64_t>(other.second);
        };
        if (!std::equal(got.begin(), got.end(), expected.begin(), expected.end(), isSame))
            return u"other samples: %1 for %2"_s.arg(got.size()).arg(expected.size());
        const store::SeriesRow row = m_bench.row(m_series);
        if (row.samples != static_cast<std::int64_t>(expected.size()))
            return u"%1 samples are told, there are %2"_s.arg(row.samples).arg(expected.size());
        const bool areBounds = expected.empty() ? !row.first && !row.last
                                                : row.first == expected.begin()->first &&
                                                      row.last == expected.rbegin()->first;
        if (!areBounds)
            return u"other bounds"_s;
        const auto last =
            m_bench.read(m_series, [](store::SeriesReader &reader) { return reader.lastValue(); });
        const auto value = std::find_if(expected.rbegin(), expected.rend(),
                                        [](const auto &each) { return !std::isnan(each.second); });
        if (last.has_value() != (value != expected.rend()) ||
            (last && (last->at.posixNs() != value->first || last->value != value->second)))
            return u"another last value"_s;
        return {};
    }

    QString differenceOfTimeline()
    {
        TimelineQuery query;
        const std::int64_t a = anyTime();
        const std::int64_t b = anyTime();
        query.window = {Timestamp(std::min(a, b)), Timestamp(std::max(a, b))};
        if (m_numbers.oneIn(5))
            query.window = TimeWindow::all();
        query.columns = static_cast<int>(1 + m_numbers.below(60));
        query.extremes = m_numbers.oneOf({Extremes::Inside, Extremes::Reach});
        const Timeline line = m_bench.read(
            m_series, [&](store::SeriesReader &reader) { return reader.timeline(query); });
        if (query.window.isEmpty() || m_plain.samples().empty())
            return {};
        if (query.window == TimeWindow::all())
            query.window = {Timestamp(m_plain.samples().begin()->first),
                            Timestamp(m_plain.samples().rbegin()->first + 1)};
        const auto count = static_cast<std::int64_t>(line.columns.size());
        const std::int64_t begin = line.begin.posixNs();
        const std::int64_t width = line.width.ns();
        if (begin > query.window.begin.posixNs() || begin % width != 0 ||
            begin + count * width < query.window.end.posixNs() || count > query.columns + 1)
            return u"columns do not cover the window: %1 of %2 from %3"_s.arg(count).arg(width).arg(
                begin);
        const std::int64_t most =
            std::min<std::int64_t>(query.columns, query.window.duration().ns());
        if (2 * count < most)
            return u"%1 columns for %2"_s.arg(count).arg(most);
        for (std::int64_t i = 0; i < count; ++i) {
            const QString wrong =
                differenceOf(line.columns[static_cast<std::size_t>(i)], begin + i * width,
                             begin + (i + 1) * width, query.extremes);
            if (!wrong.isEmpty())
                return u"column %1 of width %2: "_s.arg(i).arg(width) + wrong;
        }
        return {};
    }

    QString differenceOfBuckets()
    {
        std::vector<std::int64_t> borders;
        const std::int64_t grid = m_numbers.oneIn(2) ? 1 : m_unit * 10;
        for (std::int64_t left = 2 + m_numbers.below(12); left > 0; --left)
            borders.push_back(series::floorDivide(anyTime(), grid) * grid);
        std::sort(borders.begin(), borders.end());
        borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
        if (borders.size() < 2)
            return {};
        const auto extremes = m_numbers.oneOf({Extremes::Inside, Extremes::Reach});
        const auto got = m_bench.read(m_series, [&](store::SeriesReader &reader) {
            return reader.buckets(borders, extremes);
        });
        if (got.size() + 1 != borders.size())
            return u"another number of buckets"_s;
        for (std::size_t i = 0; i < got.size(); ++i) {
            const QString wrong = differenceOf(got[i], borders[i], borders[i + 1], extremes);
            if (!wrong.isEmpty())
                return u"bucket %1: "_s.arg(i) + wrong;
        }
        return {};
    }

    QString differenceOf(const Aggregate &got, std::int64_t begin, std::int64_t end,
                         Extremes extremes) const
    {
        const PlainSeries::Expected expected = m_plain.aggregate(begin, end, extremes);
        const Aggregate &plain = expected.aggregate;
        const auto isNear = [](double one, double other, double magnitude) {
            return std::abs(one - other) <= magnitude * 1e-13;
        };
        QString wrong;
        if (got.count != plain.count)
            wrong = u"count %1 for %2"_s.arg(got.count).arg(plain.count);
        else if (got.min != plain.min || got.max != plain.max)
            wrong = u"min, max %1 %2 for %3 %4"_s.arg(got.min).arg(got.max).arg(plain.min).arg(
                plain.max);
        else if (got.count > 0 && (got.first != plain.first || got.last != plain.last ||
                                   got.firstAt != plain.firstAt || got.lastAt != plain.lastAt))
            wrong = u"first or last"_s;
        else if (got.active != plain.active)
            wrong = u"active %1 for %2"_s.arg(got.active.ns()).arg(plain.active.ns());
        else if (!isNear(got.sum.value(), plain.sum.value(), expected.sumOfMagnitudes))
            wrong = u"sum %1 for %2"_s.arg(got.sum.value()).arg(plain.sum.value());
        else if (!isNear(got.integral_ns, plain.integral_ns, expected.integralOfMagnitudes))
            wrong = u"integral %1 for %2"_s.arg(got.integral_ns).arg(plain.integral_ns);
        return wrong.isEmpty() ? wrong : wrong + u" in [%1, %2)"_s.arg(begin).arg(end);
    }

    SeriesBench &m_bench;
    Numbers m_numbers;
    SeriesId m_series;
    store::SeriesLayout m_layout;
    std::int64_t m_unit;
    std::int64_t m_now;
    PlainSeries m_plain;
    bool m_isCounted = true;
};

class SeriesPropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void anyHistoryIsReckonedRight();
};

void SeriesPropertyTest::anyHistoryIsReckonedRight()
{
    SeriesBench bench;
    auto transaction = SeriesBench::must(store::Transaction::begin(bench.connection()));
    const int wanted = qEnvironmentVariableIntValue("TIDEMARK_HISTORIES");
    const int histories = wanted > 0 ? wanted : kHistories;
    int withLadder = 0;
    for (int seed = 0; seed < histories; ++seed) {
        History history(bench, static_cast<std::uint64_t>(seed));
        for (int step = 0; step < 8; ++step) {
            history.step();
            if (step % 3 == 1 || step == 7) {
                const QString wrong = history.difference();
                QVERIFY2(wrong.isEmpty(),
                         qPrintable(u"history %1, step %2: %3"_s.arg(seed).arg(step).arg(wrong)));
            }
        }
        withLadder += bench.row(SeriesId(seed + 1)).rung ? 1 : 0;
    }
    QVERIFY2(withLadder > histories / 4, qPrintable(QString::number(withLadder)));
    QVERIFY(transaction.commit());
}

} // namespace

TIDEMARK_TEST(SeriesPropertyTest)
#include "series_property_test.moc"
