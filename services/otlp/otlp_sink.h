// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/otlp/otlp_metrics.h"
#include "services/otlp/otlp_refusals.h"

#include <span>

namespace tidemark::otlp {

/// What one request brought, without what is not valid, and what was refused of it.
struct OtlpExport
{
    OtlpMetrics metrics;
    OtlpRefusals refusals;
};

/// Where a receiver puts what it read.
class OtlpSink
{
public:
    virtual ~OtlpSink() = default;
    /// All points that are not refused are durable when it answers or, with an error, none; then
    /// asking again counts nothing twice. Adds to the refusals. One thread at a time; may block.
    [[nodiscard]] virtual Result<void> record(std::span<OtlpExport> exports) = 0;
};

} // namespace tidemark::otlp
