// SPDX-License-Identifier: GPL-3.0-or-later
// Summaries of the last seconds, minutes and hours.
#include "tests/services/metrics/aggregator_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <deque>
#include <random>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

class SummaryWindowsTest : public AggregatorCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void windowsForgetWhatIsOlder();
    void windowsAreAsAPlainList();
    void windowsAreChecked();
};

void SummaryWindowsTest::windowsForgetWhatIsOlder()
{
    m_rig->collector.recordHistogram("h", 5);
    passAndTick(1);
    passAndTick(60);
    QCOMPARE(summary("h", 60s).at("count"), 0.0);
    QCOMPARE(summary("h", 70s).at("count"), 1.0);
    QCOMPARE(summary("h").at("count"), 1.0);
}

void SummaryWindowsTest::windowsAreAsAPlainList()
{
    std::mt19937_64 random(23);
    std::deque<std::pair<std::int64_t, double>> all; // second of the tick, value
    for (int step = 0; step < 2'000; ++step) {
        double sum = 0;
        for (std::uint64_t i = random() % 4; i > 0; --i) {
            const auto value = static_cast<double>(1 + random() % 1'000);
            m_rig->collector.recordHistogram("h", value, {{"i", std::to_string(i)}});
            sum += value;
        }
        passAndTick(static_cast<double>(1 + random() % 20));
        const std::int64_t now = m_clock.steadySecond();
        all.emplace_back(now, sum);
        const auto window_s = static_cast<std::int64_t>(1 + random() % 5'000);
        const std::int64_t width = window_s <= 60 ? 1 : window_s <= 600 ? 10 : 300;
        const std::int64_t first = (now - window_s + 1) / width * width;
        double wanted = 0;
        for (const auto &[second, value] : all)
            wanted += second >= first ? value : 0;
        const auto found = summary("h", std::chrono::seconds(window_s));
        const auto at = found.find("sum");
        QCOMPARE(at == found.end() ? 0 : at->second, wanted);
    }
}

void SummaryWindowsTest::windowsAreChecked()
{
    for (const auto window : {0s, -1s, 86'401s}) {
        const auto found = m_rig->aggregator.summary("c", window);
        QVERIFY(!found);
        QCOMPARE(found.error().fault, Fault::InvalidArgument);
    }
}

} // namespace

TIDEMARK_TEST(SummaryWindowsTest)
#include "summary_windows_test.moc"
