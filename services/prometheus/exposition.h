// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/tags.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::prometheus {

/// The type of a family, as `# TYPE` says it.
enum class FamilyType
{
    Unknown, ///< also `untyped`, and what no TYPE was told of
    Counter,
    Gauge,
    Histogram,
    GaugeHistogram,
    Summary,
    Info,
    StateSet
};

/// What the comments say of the samples of one family.
struct ExpositionFamily
{
    std::string name; ///< of OpenMetrics' counters without `_total`
    FamilyType type = FamilyType::Unknown;
    QString help;     ///< unescaped
    std::string unit; ///< as in `seconds`; OpenMetrics alone has it

    friend bool operator==(const ExpositionFamily &, const ExpositionFamily &) = default;
};

struct ExpositionSample
{
    std::size_t family = 0; ///< of Exposition::families
    std::string name;
    TagMap labels; ///< unescaped, without those whose value is empty
    double value = 0;
    std::optional<std::int64_t> at_ns; ///< UTC; nothing: the time of the scrape

    friend bool operator==(const ExpositionSample &, const ExpositionSample &) = default;
};

/// What one target told.
struct Exposition
{
    std::vector<ExpositionFamily> families; ///< in order of their first line
    std::vector<ExpositionSample> samples;  ///< in their order
};

} // namespace tidemark::prometheus
