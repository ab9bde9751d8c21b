// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_rows.h"

#include <cstdint>
#include <random>

namespace tidemark {

/// The sample data (F3): two years of a small fleet and of an interface's latency, and a few values
/// kept by hand, up to the day before `now` in UTC. The same seed and day give the same rows on
/// every machine, for the generator and all arithmetic are defined by the C++ standard.
class SampleRows final : public RowSource
{
public:
    static constexpr std::uint64_t kSeed = 20'260'301;
    static constexpr int kDays = 730;

    explicit SampleRows(Timestamp now, std::uint64_t seed = kSeed);

    /// One day's rows a call.
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override;

    /// The metrics with their descriptions and units.
    [[nodiscard]] static std::vector<NewDefinition> definitions();

private:
    void addTrips(std::vector<ImportRow> &rows, Timestamp day);
    void addLatency(std::vector<ImportRow> &rows, Timestamp day);
    void addWeight(std::vector<ImportRow> &rows, Timestamp day);
    [[nodiscard]] double uniform();
    [[nodiscard]] double around(double middle, double spread);
    [[nodiscard]] double season(int day) const;

    std::mt19937_64 m_random;
    Timestamp m_first;
    int m_day = 0;
    int m_trip = 0;
};

} // namespace tidemark
