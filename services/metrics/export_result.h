// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <utility>

namespace tidemark::metrics {

/// Until when a call should have ended. Who calls goes on without it then.
using Deadline = std::chrono::steady_clock::time_point;

/// Whether something was done, else why not: one sentence that says what to do.
struct ExportResult
{
    bool isDone = true;
    std::string why = {};

    [[nodiscard]] static ExportResult failed(std::string reason)
    {
        return {false, std::move(reason)};
    }
    bool operator==(const ExportResult &) const = default;
};

} // namespace tidemark::metrics
