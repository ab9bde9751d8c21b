// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/time/time_window.h"

#include <QElapsedTimer>
#include <QString>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <limits>
#include <random>
#include <vector>

/// Samples to be written by every side of a benchmark of series, and how its figures are taken.
namespace tidemark::bench {

inline constexpr std::size_t kBatch = 131'072;
inline constexpr std::int64_t kBegin_ns = 1'700'000'000'000'000'000;
inline constexpr std::int64_t kMillisecond_ns = 1'000'000;
inline constexpr int kColumns = 1000;

inline void must(const Result<void> &result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
}
template <class T>
[[nodiscard]] T must(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
    return *std::move(result);
}
/// Makes samples of one kind in batches, the same each time.
class Generator
{
public:
    explicit Generator(const QString &kind)
        : m_kind(kind)
    {}
    void fill(std::size_t count, std::vector<std::int64_t> &times, std::vector<double> &values)
    {
        times.resize(count);
        values.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            times[i] = nextTime();
            values[i] = nextValue();
        }
    }

private:
    std::int64_t nextTime()
    {
        m_time += m_kind == QStringLiteral("seconds") ? 1'000 * kMillisecond_ns : kMillisecond_ns;
        if (m_kind == QStringLiteral("walk"))
            return m_time + static_cast<std::int64_t>(m_random() % 2'001) - 1'000;
        if (m_kind == QStringLiteral("gaps") && m_random() % 5'000 == 0)
            m_time += static_cast<std::int64_t>(m_random() % 3'600) * 1'000 * kMillisecond_ns;
        return m_time;
    }
    double nextValue()
    {
        if (m_kind == QStringLiteral("counter"))
            return m_value += static_cast<double>(m_random() % 1'000);
        if (m_kind == QStringLiteral("doubles")) {
            const auto any = std::bit_cast<double>(m_random());
            return std::isfinite(any) ? any : 1.0;
        }
        if (m_kind == QStringLiteral("gaps") && m_random() % 100 == 0)
            return std::numeric_limits<double>::quiet_NaN();
        // About normal: the sum of some even ones.
        double step = 0;
        for (int i = 0; i < 4; ++i)
            step += static_cast<double>(m_random() % 1'001) - 500;
        m_value += step / 12'000;
        return std::round(m_value * 100) / 100;
    }

    QString m_kind;
    std::mt19937_64 m_random{1};
    std::int64_t m_time = kBegin_ns;
    double m_value = 20;
};

/// Of this process so far.
[[nodiscard]] inline double processor_s()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Of some runs.
struct Figure
{
    double least = 0;
    double middle = 0;
    double most = 0;
};

/// Milliseconds of a call, of `runs` runs.
[[nodiscard]] inline Figure measured_ms(int runs, const std::function<void(int)> &call)
{
    std::vector<double> all;
    for (int run = 0; run < runs; ++run) {
        QElapsedTimer timer;
        timer.start();
        call(run);
        all.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(all.begin(), all.end());
    return {all.front(), all[all.size() / 2], all.back()};
}

inline void print(const char *what, const Figure &figure)
{
    std::printf("  %-44s %9.4f / %9.4f / %9.4f ms\n", what, figure.least, figure.middle,
                figure.most);
    std::fflush(stdout);
}

/// A part of it that begins at a part of it.
[[nodiscard]] inline TimeWindow partOf(const TimeWindow &whole, double part, double at)
{
    const auto length = static_cast<double>(whole.duration().ns());
    const Timestamp begin = whole.begin + Timedelta(static_cast<std::int64_t>(length * at));
    return {begin, begin + Timedelta(static_cast<std::int64_t>(length * part))};
}

} // namespace tidemark::bench
