// SPDX-License-Identifier: GPL-3.0-or-later
// Random lives of a series against a plain list: imports over each other, live and late samples,
// removals, steps undone and repeated, and between them what is too old removed at any time.
#include "tests/model/store/series/plain_series.h"
#include "tests/model/store/series/retention_fixture.h"
#include "tests/support/test_registry.h"

#include <cmath>
#include <random>

using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr std::int64_t kStart = 1'700'000'000; // s
constexpr int kHistories = 6;                  // TIDEMARK_HISTORIES sets another number
constexpr int kSteps = 30;

class RetentionPropertyTest : public QObject, private RetentionFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void cleanup() { m_store.reset(); }
    void aLifeIsThatOfAPlainList();

private:
    struct Step
    {
        ChangeId change;
        Bits before;
        Bits after;
        bool isUndone = false;
    };

    [[nodiscard]] std::int64_t below(std::int64_t most)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(most));
    }
    [[nodiscard]] double anyValue()
    {
        return below(40) == 0 ? std::nan("") : static_cast<double>(below(2'000) - 1'000) / 7;
    }
    /// Near the newest sample, or anywhere before.
    [[nodiscard]] std::int64_t anySecond()
    {
        return m_newest - below(below(3) == 0 ? 40'000 : 400);
    }

    void act()
    {
        switch (below(10)) {
        case 0:
        case 1:
            return importSome();
        case 2:
        case 3:
            return appendSome();
        case 4:
            return removeSome();
        case 5:
        case 6:
        case 7:
            return swapOne();
        default:
            return age();
        }
    }
    void put(std::int64_t time_ns, double value)
    {
        m_plain.insert_or_assign(time_ns, std::bit_cast<std::uint64_t>(value));
    }
    void importSome()
    {
        std::vector<ImportRow> rows;
        const Bits before = m_plain;
        std::int64_t at = anySecond();
        for (std::int64_t left = 1 + below(4'000); left > 0; --left) {
            at = below(60) == 0 ? anySecond() : at + 1 + below(3);
            const double value = static_cast<double>(below(2'000)) / 3;
            rows.push_back(rowOf(at * kSecond_ns, value));
            put(at * kSecond_ns, value);
            m_newest = std::max(m_newest, at);
        }
        const auto done = import(std::move(rows));
        QVERIFY(done);
        keepStep(done->change, before);
    }
    void appendSome()
    {
        std::vector<std::int64_t> times;
        std::vector<double> values;
        std::int64_t at = below(3) == 0 ? anySecond() : m_newest + 1;
        for (std::int64_t left = 1 + below(below(2) == 0 ? 20 : 9'000); left > 0; --left) {
            times.push_back(at * kSecond_ns);
            values.push_back(anyValue());
            put(times.back(), values.back());
            m_newest = std::max(m_newest, at);
            at += 1 + below(2);
        }
        append(std::move(times), std::move(values));
    }
    void removeSome()
    {
        const Bits before = m_plain;
        const std::int64_t begin = anySecond();
        const TimeWindow window{second(begin), second(begin + below(9'000))};
        const auto removal = answer(m_ports.series->remove(series(), window, {})).value();
        const auto first = m_plain.lower_bound(window.begin.posixNs());
        const auto last = m_plain.lower_bound(window.end.posixNs());
        QCOMPARE(removal.removed, static_cast<std::int64_t>(std::distance(first, last)));
        m_plain.erase(first, last);
        keepStep(removal.change, before);
    }
    void keepStep(ChangeId change, const Bits &before)
    {
        if (change.isValid())
            m_steps.push_back({change, before, m_plain});
    }
    void swapOne()
    {
        if (m_steps.empty())
            return;
        Step &step = m_steps[static_cast<std::size_t>(
            below(3) == 0 ? below(static_cast<std::int64_t>(m_steps.size()))
                          : static_cast<std::int64_t>(m_steps.size()) - 1)];
        const auto done = step.isUndone ? answer(m_ports.journal->redo(step.change))
                                        : answer(m_ports.journal->undo(step.change));
        if (!done) {
            QCOMPARE(done.error().code, ErrorCode::Conflict);
            ++m_refusals;
            return; // the list stays as it is, which is compared
        }
        const Bits &then = step.isUndone ? step.after : step.before;
        const Bits &now = step.isUndone ? step.before : step.after;
        for (const auto &[time, value] : now) {
            const auto found = then.find(time);
            if (found != then.end() && found->second == value)
                continue; // none of the step's
            QVERIFY2(m_plain.contains(time) && m_plain[time] == value, "what it left was there");
            if (found == then.end())
                m_plain.erase(time);
        }
        for (const auto &[time, value] : then) {
            const auto found = now.find(time);
            if (found == now.end() || found->second != value)
                m_plain.insert_or_assign(time, value);
        }
        step.isUndone = !step.isUndone;
        ++m_swaps;
    }
    void age()
    {
        const Timestamp now = second(m_newest + below(20'000));
        const std::int64_t border = (now - hours(2)).posixNs();
        const auto end = m_plain.lower_bound(border);
        const auto expected = static_cast<std::int64_t>(std::distance(m_plain.begin(), end));
        const RetentionReport report = applyAt(now);
        const bool isTrusted =
            m_plain.empty() ||
            clockTrust(now, Timestamp(m_plain.rbegin()->first), hours(2)) == ClockTrust::Plausible;
        QCOMPARE(report.removed, isTrusted ? expected : 0);
        if (isTrusted)
            m_plain.erase(m_plain.begin(), end);
        m_aged += report.removed;
    }
    [[nodiscard]] QString difference();

    std::mt19937_64 m_random;
    Bits m_plain;
    std::vector<Step> m_steps;
    std::int64_t m_newest = kStart;
    int m_swaps = 0;
    int m_refusals = 0;
    std::int64_t m_aged = 0;
};

// All bits, and aggregates between some borders.
QString RetentionPropertyTest::difference()
{
    if (bits() != m_plain)
        return u"samples"_s;
    PlainSeries plain;
    for (const auto &[time, value] : m_plain)
        plain.put(time, std::bit_cast<double>(value));
    for (int i = 0; i < 6; ++i) {
        const std::int64_t begin = anySecond() * kSecond_ns + below(kSecond_ns);
        const std::int64_t end = begin + 1 + below(30'000) * kSecond_ns;
        const auto found =
            answer(m_ports.series->aggregate(series(), {Timestamp(begin), Timestamp(end)}));
        if (!found)
            return found.error().message;
        const Aggregate &is = found->buckets.front();
        const PlainSeries::Expected expected = plain.aggregate(begin, end, Extremes::Inside);
        const Aggregate &wanted = expected.aggregate;
        if (is.count != wanted.count || is.active != wanted.active ||
            (wanted.count > 0 && (is.min != wanted.min || is.max != wanted.max)))
            return u"aggregate from %1"_s.arg(begin);
        if (std::abs(is.sum.value() - wanted.sum.value()) > 1e-9 * expected.sumOfMagnitudes)
            return u"sum from %1"_s.arg(begin);
    }
    return {};
}

void RetentionPropertyTest::aLifeIsThatOfAPlainList()
{
    const int histories = qEnvironmentVariableIntValue("TIDEMARK_HISTORIES") > 0
                              ? qEnvironmentVariableIntValue("TIDEMARK_HISTORIES") / 100
                              : kHistories;
    const auto base =
        static_cast<std::uint64_t>(qEnvironmentVariableIntValue("TIDEMARK_TEST_SEED"));
    for (int history = 0; history < histories; ++history) {
        const std::uint64_t seed = base + static_cast<std::uint64_t>(history);
        m_random.seed(seed);
        m_plain.clear();
        m_steps.clear();
        m_newest = kStart;
        openNew(second(kStart), true);
        QVERIFY(answer(m_ports.catalog->create({u"load"_s})));
        keep(hours(2));
        for (int step = 0; step < kSteps; ++step) {
            act();
            if (QTest::currentTestFailed())
                return qInfo("seed %llu, step %d", static_cast<unsigned long long>(seed), step);
            const QString wrong = difference();
            QVERIFY2(wrong.isEmpty(),
                     qPrintable(u"%1: seed %2, step %3"_s.arg(wrong).arg(seed).arg(step)));
        }
        QVERIFY2(isSound(), qPrintable(u"seed %1"_s.arg(seed)));
        m_store.reset();
    }
    QVERIFY(m_aged > 0 && m_swaps > 0);
    qInfo("aged %lld, swapped %d, refused %d", static_cast<long long>(m_aged), m_swaps, m_refusals);
}

} // namespace

TIDEMARK_TEST(RetentionPropertyTest)
#include "retention_property_test.moc"
