// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/tags.h"

#include <string>
#include <string_view>

namespace tidemark::exchange {

/// One sample of the text format 0.0.4 of Prometheus or of OpenMetrics 1.0.
struct PrometheusSample
{
    std::string name;
    TagMap labels;              ///< without those whose value is empty, which are none
    std::string_view value;     ///< as written
    std::string_view timestamp; ///< as written; empty when the line has none
};

/// Reads a line that is neither blank nor a comment; also names in quotes inside of the braces. An
/// exemplar is passed over. Errors: InvalidArgument with one sentence (detail `prometheus.…`). Any
/// thread. Sources: prometheus.io, "Exposition formats"; OpenMetrics 1.0, "Text format".
[[nodiscard]] Result<PrometheusSample> parsePrometheusSample(std::string_view line);

/// A line that begins with `#`.
struct PrometheusComment
{
    enum class Kind
    {
        Other,
        Help,
        Type,
        Unit,
        End, ///< `# EOF`
    };
    Kind kind = Kind::Other;
    std::string_view name; ///< of Help, Type and Unit
    std::string_view text; ///< what follows the name
};

[[nodiscard]] PrometheusComment parsePrometheusComment(std::string_view line);

} // namespace tidemark::exchange
