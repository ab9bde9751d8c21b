// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/prometheus/exposition.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tidemark::prometheus {

/// Gathers the families of one text while it is read. One thread.
class ExpositionFamilies
{
public:
    /// `families`, which outlives it, is filled. `isOpen`: OpenMetrics, where a counter's samples
    /// have a name that its family has not.
    ExpositionFamilies(std::vector<ExpositionFamily> &families, bool isOpen)
        : m_families(families)
        , m_isOpen(isOpen)
    {}

    /// What a comment says; said once, and types before the samples. Errors: InvalidArgument
    /// (detail `prometheus.type`, `prometheus.help`, `prometheus.unit`).
    [[nodiscard]] Result<void> setType(std::string_view name, std::string_view word);
    [[nodiscard]] Result<void> setHelp(std::string_view name, std::string_view escaped);
    [[nodiscard]] Result<void> setUnit(std::string_view name, std::string_view unit);

    /// The family of a sample of this name, which from now on has samples.
    [[nodiscard]] std::size_t familyOf(std::string_view sampleName);

private:
    struct Known
    {
        std::size_t index = 0;
        bool hasType = false;
        bool hasHelp = false;
        bool hasUnit = false;
        bool hasSamples = false;
    };

    [[nodiscard]] Known &known(std::string_view name);
    /// The family that the name is a part of by its suffix; null for none.
    [[nodiscard]] Known *ownerOf(std::string_view sampleName);

    std::vector<ExpositionFamily> &m_families;
    bool m_isOpen;
    std::unordered_map<std::string, Known> m_known; ///< by name
};

} // namespace tidemark::prometheus
