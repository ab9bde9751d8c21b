// SPDX-License-Identifier: GPL-3.0-or-later
// What a put to the manager of windows costs, beside a relaxed fetch_add on a number of the
// thread's own in the same run: through a handle, by name, at level none, and on one series from
// two threads. Says of each budget whether it is kept. Usage: tidemark_bench_windowed [rounds]
#include "services/metrics/windows/metrics_manager.h"
#include "tests/bench/goals.h"
#include "tests/bench/machine_line.h"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <sched.h>

using namespace tidemark;
using namespace tidemark::metrics;

namespace {

constexpr int kPuts = 20'000; // between two looks at the time
constexpr auto kRound = std::chrono::milliseconds(100);

/// Processor time of the calling thread, so that what other programs take does not count.
double threadTime_ns()
{
    timespec time{};
    (void)::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/// Threads on processors of their own do run at a time; left alone they may take turns on one.
void stayOn(unsigned processor)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor % std::max(std::thread::hardware_concurrency(), 1U), &set);
    (void)::sched_setaffinity(0, sizeof set, &set);
}

struct Case
{
    std::string name = {};
    int threads = 1;
    std::function<void(int puts)> run = {}; ///< on each thread
    std::vector<double> put_ns = {};        ///< of each round, the slowest thread's
};

/// The slowest thread's time for one put. All put throughout the same span of time.
double measure(const Case &what)
{
    std::barrier start(what.threads);
    std::vector<double> times(static_cast<std::size_t>(what.threads));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < times.size(); ++i) {
        threads.emplace_back([&what, &start, &time = times[i], i] {
            stayOn(static_cast<unsigned>(i));
            what.run(kPuts); // finds its lane
            start.arrive_and_wait();
            const auto end = std::chrono::steady_clock::now() + kRound;
            const double begin_ns = threadTime_ns();
            double puts = 0;
            for (; std::chrono::steady_clock::now() < end; puts += kPuts)
                what.run(kPuts);
            time = (threadTime_ns() - begin_ns) / puts;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    return *std::max_element(times.begin(), times.end());
}

double leastOf(const std::vector<double> &values)
{
    return *std::min_element(values.begin(), values.end());
}

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void baseline(int puts)
{
    alignas(64) std::atomic<std::uint64_t> count = 0;
    for (int i = 0; i < puts; ++i)
        count.fetch_add(1, std::memory_order_relaxed);
}

alignas(64) std::atomic<std::uint64_t> s_shared = 0;

void sharedNumber(int puts)
{
    for (int i = 0; i < puts; ++i)
        s_shared.fetch_add(1, std::memory_order_relaxed);
}

void coarseClock(int puts)
{
    const SystemClock clock;
    const Clock *volatile which = &clock; // called as a manager does
    for (int i = 0; i < puts; ++i)
        (void)which->steadySecond();
}

} // namespace

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 15;
    const SystemClock clock;
    SteadyUploadTimer timer;
    MetricsManagerOptions options;
    options.level = MetricsLevel::Detailed;
    MetricsManager manager(options, nullptr, clock, timer);
    SteadyUploadTimer noTimer;
    MetricsManager off({}, nullptr, clock, noTimer);
    const PutHandle handle = manager.bind("UserRecordsPut", {.stream = "orders", .shard = "7"});
    const PutHandle none = off.bind("UserRecordsPut");
    (void)manager.open();

    const auto through = [&handle](int puts) {
        for (int i = 0; i < puts; ++i)
            handle.put(i);
    };
    const auto byName = [&manager](int puts) {
        for (int i = 0; i < puts; ++i)
            manager.put("UserRecordsPut", i, {.stream = "orders", .shard = "7"});
    };
    std::vector<Case> cases{
        {"relaxed fetch_add, own number", 1, baseline},
        {"relaxed fetch_add, one for both", 2, sharedNumber}, // whether both run at a time
        {"coarse clock alone", 1, coarseClock},
        {"handle", 1, through},
        {"handle, same series", 2, through},
        {"by name, two dimensions", 1, byName},
        {"by name, same series", 2, byName},
        {"level none, handle", 1,
         [&none](int puts) {
             for (int i = 0; i < puts; ++i)
                 none.put(i);
         }},
        {"level none, by name", 1,
         [&off](int puts) {
             for (int i = 0; i < puts; ++i)
                 off.put("UserRecordsPut", i, {.stream = "orders", .shard = "7"});
         }},
    };
    for (int round = 0; round < rounds; ++round) {
        for (Case &what : cases)
            what.put_ns.push_back(measure(what));
    }
    std::printf("%s\n%d rounds of %d ms; processor time of the slowest thread; the "
                "ratio is that of the least times\n\n",
                qPrintable(bench::machineLine()), rounds, static_cast<int>(kRound.count()));
    std::printf("%-32s %8s %10s %10s %8s\n", "put", "threads", "least ns", "median ns", "ratio");
    const double unit_ns = leastOf(cases.front().put_ns);
    for (const Case &what : cases)
        std::printf("%-32s %8d %10.2f %10.2f %8.2f\n", what.name.c_str(), what.threads,
                    leastOf(what.put_ns), medianOf(what.put_ns), leastOf(what.put_ns) / unit_ns);
    std::printf("\ntwo threads against one, medians: handle %.2f, by name %.2f\n",
                medianOf(cases[4].put_ns) / medianOf(cases[3].put_ns),
                medianOf(cases[6].put_ns) / medianOf(cases[5].put_ns));
    (void)manager.close();
    bench::Goals goals;
    goals.atMost("level none, handle: ns", leastOf(cases[7].put_ns), 0.5);
    goals.atMost("level none, handle: times a fetch_add", leastOf(cases[7].put_ns) / unit_ns, 0.1);
    goals.atMost("handle: ns", leastOf(cases[3].put_ns), 12);
    goals.atMost("handle: times a fetch_add", leastOf(cases[3].put_ns) / unit_ns, 2.5);
    goals.atMost("handle, same series: ns", leastOf(cases[4].put_ns), 12);
    goals.atMost("handle, same series: times a fetch_add", leastOf(cases[4].put_ns) / unit_ns, 2.5);
    return goals.exitCode();
}
