// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/model/store/series/series_bench.h"

#include <QObject>

#include <cstdint>
#include <vector>

namespace tidemark::test {

/// Where MetricQ's vectors begin, in ns.
inline constexpr std::int64_t kOffset = std::int64_t{1'519'130'000} * kSecond;

/// A test class that asks for aggregates of samples.
class SemanticsCase : public QObject
{
protected:
    Aggregate between(SeriesId series, std::int64_t begin, std::int64_t end,
                      Extremes extremes = Extremes::Inside)
    {
        return m_bench
            .read(series,
                  [&](store::SeriesReader &reader) {
                      return reader.buckets(std::vector{begin, end}, extremes);
                  })
            .front();
    }

    SeriesBench m_bench;
};

} // namespace tidemark::test
