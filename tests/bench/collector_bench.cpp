// SPDX-License-Identifier: GPL-3.0-or-later
// What recording costs, per operation, in processor time of the thread: the collector's handles and
// calls by name, beside a private counter that is raised atomically and, where it is installed,
// prometheus-cpp, in one run. With two threads all use the same series. Prints nanoseconds, the
// least of several runs, how many times the others take, and which goals are missed.
#include "services/metrics/collector/performance_timer.h"
#include "services/metrics/system/stream_hub.h"
#include "services/metrics/text/prometheus_text.h"
#include "tests/bench/goals.h"
#include "tests/bench/machine_line.h"

#ifdef TIDEMARK_HAS_PROMETHEUS_CPP
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#endif

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <vector>

using namespace tidemark;
using namespace tidemark::metrics;

namespace {

constexpr int kRuns = 7;
constexpr int kInTurn = 16; // so that no addition waits for the one before it

double threadTime_ns()
{
    timespec time{};
    (void)::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/// Calls of `operation(i)` by each thread, of which the slowest counts; the least of some runs.
template <class Operation>
double cost_ns(int threadCount, int calls, Operation operation)
{
    double least = 1e300;
    for (int run = 0; run < kRuns; ++run) {
        std::atomic<int> waiting = threadCount;
        std::vector<double> costs(static_cast<std::size_t>(threadCount));
        std::vector<std::thread> threads;
        for (double &cost : costs) {
            threads.emplace_back([&, operation]() mutable {
                for (int i = 0; i < 1'000; ++i)
                    operation(i);
                --waiting;
                while (waiting > 0) {
                }
                const double before = threadTime_ns();
                for (int i = 0; i < calls; ++i)
                    operation(i);
                cost = (threadTime_ns() - before) / calls;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        least = std::min(least, *std::max_element(costs.begin(), costs.end()));
    }
    return least;
}

struct Side
{
    double one = 0;
    double two = 0;
};

template <class Operation>
Side measured(int calls, Operation operation)
{
    return {cost_ns(1, calls, operation), cost_ns(2, calls, operation)};
}

void print(const char *what, const Side &side, const Side &base)
{
    std::printf("  %-46s %8.2f ns %8.2f ns   %6.2f times a fetch_add\n", what, side.one, side.two,
                side.one / base.one);
    std::fflush(stdout);
}

/// How many times ours one of theirs takes, by one thread.
[[maybe_unused]] double compare(const char *what, const Side &theirs, const Side &ours)
{
    std::printf("  prometheus-cpp: %-30s %8.2f ns %8.2f ns   %6.1f and %.1f times ours\n", what,
                theirs.one, theirs.two, theirs.one / ours.one, theirs.two / ours.two);
    std::fflush(stdout);
    return theirs.one / ours.one;
}

struct Reading10k
{
    double snapshot_ms = std::numeric_limits<double>::infinity();
    double text_ms = std::numeric_limits<double>::infinity(); ///< the snapshot with it
};

/// A snapshot of ten thousand counters, and that as Prometheus' text; the least of some runs.
Reading10k readTenThousand(const Clock &clock)
{
    constexpr std::size_t kSeries = 10'000;
    MetricCollector collector(clock);
    for (std::size_t i = 0; i < kSeries; ++i) {
        const std::string name = "bench.m" + std::to_string(i / 100);
        collector.recordCounter(name, static_cast<double>(i), {{"host", std::to_string(i % 100)}});
    }
    Reading10k least;
    for (int run = 0; run < kRuns; ++run) {
        const double before = threadTime_ns();
        const MetricsSnapshot snapshot = MetricsSnapshot::of(collector, clock);
        const double between = threadTime_ns();
        const std::string text = PrometheusText().write(snapshot);
        least.text_ms = std::min(least.text_ms, (threadTime_ns() - before) / 1e6);
        least.snapshot_ms = std::min(least.snapshot_ms, (between - before) / 1e6);
        if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) < kSeries)
            std::abort(); // it is not all there
    }
    return least;
}

double valueOf(int i)
{
    return 0.001 * static_cast<double>(1 + (i * 7) % 1'000);
}

} // namespace

int main()
{
    constexpr int kMany = 20'000'000;
    constexpr int kSome = 2'000'000;
    const SystemClock clock;
    MetricCollector collector(clock);
    std::printf("%s\none thread, two threads on the same series\n",
                qPrintable(bench::machineLine()));

    static std::atomic<std::uint64_t> shared = 0;
    const Side base{cost_ns(1, kMany,
                            [own = std::make_shared<std::atomic<std::uint64_t>>(0)](int) {
                                own->fetch_add(1, std::memory_order_relaxed);
                            }),
                    cost_ns(2, kMany, [](int) { shared.fetch_add(1, std::memory_order_relaxed); })};
    print("fetch_add, relaxed, shared with two threads", base, base);

    const Side counter = measured(
        kMany, [handle = collector.counter("bench.counter")](int) mutable { handle.increment(); });
    print("counter, bound", counter, base);
    std::vector<Counter> several;
    for (int i = 0; i < kInTurn; ++i)
        several.push_back(collector.counter("bench.turn", {{"i", std::to_string(i)}}));
    const Side inTurn = measured(kMany, [several](int i) mutable {
        several[static_cast<std::size_t>(i % kInTurn)].increment();
    });
    print("counters, bound, sixteen in turn", inTurn, base);
    const Side real = measured(kMany, [handle = collector.counter("bench.real")](int i) mutable {
        handle.add(valueOf(i));
    });
    print("counter, bound, raised by a fraction", real, base);
    const Side gauge = measured(
        kMany, [handle = collector.gauge("bench.gauge")](int i) mutable { handle.set(i); });
    print("gauge, bound, set", gauge, base);
    const Side histogram = measured(kMany, [handle = collector.histogram("bench.histogram")](
                                               int i) mutable { handle.observe(valueOf(i)); });
    print("histogram, bound", histogram, base);
    const Side named =
        measured(kSome, [&collector](int) { collector.increment("bench.named.requests"); });
    print("counter, by name", named, base);
    const Side tagged = measured(kSome, [&collector](int) {
        collector.recordCounter("bench.tagged.requests", 1,
                                {{"code", "200"}, {"method", "GET"}, {"path", "/status"}});
    });
    print("counter, by name and three tags", tagged, base);
    const auto observed = std::make_shared<MetricCollector>(clock);
    const auto hub = std::make_shared<StreamHub>(observed, clock);
    {
        const auto stream = hub->subscribe({}, MetricsStream::kMostWaiting);
        print("counter, bound, while a stream that is full listens",
              measured(kSome, [handle = observed->counter("bench.observed")](
                                  int) mutable { handle.increment(); }),
              base);
    }
    print("counter, bound, when the stream has ended",
          measured(kMany, [handle = observed->counter("bench.observed")](
                              int) mutable { handle.increment(); }),
          base);
    MetricCollector closed(clock);
    Counter ended = closed.counter("bench.closed");
    closed.close();
    print("counter of a closed collector, which counts",
          measured(kSome, [ended](int) mutable { ended.increment(); }), base);

    SuccessFailureTracker tracker(clock);
    PerformanceTimer timer(collector, tracker, clock);
    TimedOperation &operation = timer.operation("bench.operation");
    print("two readings of the steady clock",
          measured(kSome,
                   [&clock](int) {
                       (void)clock.steady_ns();
                       (void)clock.steady_ns();
                   }),
          base);
    const Side timed = measured(kSome, [&](int) { (void)timer.finish(timer.start(operation)); });
    print("timer, bound, started and stopped", timed, base);
    print("timer, by name and text, started and stopped",
          measured(kSome / 4,
                   [&](int) { (void)timer.stopTimer(timer.startTimer("bench.operation")); }),
          base);

    bench::Goals goals;
    goals.atMost("counter, bound: ns", counter.one, 1.5);
    goals.atMost("histogram, bound: ns", histogram.one, 5);
    goals.atMost("counter: times as much with two threads", counter.two / counter.one, 1.3);
    goals.atMost("histogram: times as much with two threads", histogram.two / histogram.one, 1.3);
    goals.atMost("timer, bound, started and stopped: ns", timed.one, 60);
    goals.atMost("counter, bound: times a fetch_add", counter.one / base.one, 0.3);
    goals.atMost("counter, two threads: times a fetch_add", counter.two / base.one, 0.4);
    goals.atMost("gauge, bound, set: ns", gauge.one, 2);
    goals.atMost("gauge, bound, set: times a fetch_add", gauge.one / base.one, 0.5);
    goals.atMost("histogram, bound: times a fetch_add", histogram.one / base.one, 1);
    goals.atMost("counter, by name and three tags: ns", tagged.one, 120);
    goals.atMost("counter, by name and three tags: times a fetch_add", tagged.one / base.one, 20);
    goals.atMost("timer, bound: times a fetch_add", timed.one / base.one, 10);
    const Reading10k read = readTenThousand(clock);
    goals.atMost("snapshot of ten thousand counters: ms", read.snapshot_ms, 0.5);
    goals.atMost("ten thousand series as text: ms", read.text_ms, 2);
#ifdef TIDEMARK_HAS_PROMETHEUS_CPP
    prometheus::Registry registry;
    auto &counters = prometheus::BuildCounter().Name("c").Register(registry);
    auto &theirCounter = counters.Add({});
    const double counterRatio =
        compare("counter", measured(kMany, [&](int) { theirCounter.Increment(); }), counter);
    std::vector<prometheus::Counter *> theirs;
    for (int i = 0; i < kInTurn; ++i)
        theirs.push_back(&counters.Add({{"i", std::to_string(i)}}));
    compare(
        "counters, sixteen in turn",
        measured(kMany, [&](int i) { theirs[static_cast<std::size_t>(i % kInTurn)]->Increment(); }),
        inTurn);
    auto &theirGauge = prometheus::BuildGauge().Name("g").Register(registry).Add({});
    compare("gauge", measured(kMany, [&](int i) { theirGauge.Set(i); }), gauge);
    auto &theirHistogram = prometheus::BuildHistogram().Name("h").Register(registry).Add(
        {}, prometheus::Histogram::BucketBoundaries{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2,
                                                    0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9});
    const double histogramRatio =
        compare("histogram of 15 bounds",
                measured(kSome, [&](int i) { theirHistogram.Observe(valueOf(i)); }), histogram);
    compare(
        "counter, looked up by three labels",
        measured(
            kSome,
            [&](int) {
                counters.Add({{"code", "200"}, {"method", "GET"}, {"path", "/status"}}).Increment();
            }),
        tagged);
    goals.atLeast("counter: times as fast as prometheus-cpp", counterRatio, 6);
    goals.atLeast("histogram: times as fast as prometheus-cpp", histogramRatio, 8);
#else
    std::printf("  prometheus-cpp is not installed\n");
#endif
    return collector.readings().empty() ? 1 : goals.exitCode();
}
