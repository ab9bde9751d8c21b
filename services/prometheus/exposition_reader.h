// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/prometheus/exposition.h"

#include <QByteArrayView>

#include <cstddef>
#include <string_view>

namespace tidemark::prometheus {

enum class ExpositionFormat
{
    Prometheus, ///< text 0.0.4
    OpenMetrics ///< 1.0
};

/// The format that a `Content-Type` names; 0.0.4 where it names no other one.
[[nodiscard]] ExpositionFormat formatOf(QByteArrayView contentType);

/// Most of one text; all included.
struct ExpositionLimits
{
    static constexpr std::size_t kText_bytes = std::size_t{64} * 1024 * 1024; ///< unpacked

    std::size_t text_bytes = kText_bytes;
    std::size_t line_bytes = std::size_t{64} * 1024;
    std::size_t labels = 63; ///< of a sample, as many as a series takes beside its target
    std::size_t samples = 50'000;
};

/// Reads a whole text. One wrong line makes all of it worthless, as the formats have it: a line
/// that was cut off is no smaller number. So a text of 0.0.4 ends in a line feed and one of
/// OpenMetrics in `# EOF`; types, names and units agree with each other; a sample (name, labels and
/// time) is told once. Of OpenMetrics, exemplars are passed over. Any thread.
///
/// Errors: InvalidArgument with the number of the line (detail `prometheus.` and the cause),
/// Overflow for what is beyond a limit (detail `prometheus.limit`).
/// Sources: prometheus.io, "Exposition formats"; OpenMetrics 1.0, "Text format".
[[nodiscard]] Result<Exposition> readExposition(std::string_view text, ExpositionFormat format,
                                                const ExpositionLimits &limits = {});

} // namespace tidemark::prometheus
