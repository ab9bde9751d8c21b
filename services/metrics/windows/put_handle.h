// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/recording_gate.h"
#include "services/metrics/windows/windowed_series.h"

#include <memory>
#include <utility>

namespace tidemark::metrics {

/// A series that was looked up once. Its series stays as long as it does, and it may outlive its
/// manager: puts are dropped and counted then. Cheap to copy; any thread, also one handle from
/// several.
class PutHandle
{
public:
    /// Use MetricsManager::bind. `series` is null at level none alone.
    PutHandle(std::shared_ptr<RecordingGate> gate, std::shared_ptr<WindowedSeries> series) noexcept
        : m_gate(std::move(gate))
        , m_series(std::move(series))
    {}

    /// Neither waits for a sink nor allocates, but for the first put of a thread that meets
    /// another one.
    void put(double value = 1.0) const noexcept
    {
        if (!m_gate->admits()) [[unlikely]]
            return;
        m_series->put(value, *m_gate);
    }

private:
    std::shared_ptr<RecordingGate> m_gate;
    std::shared_ptr<WindowedSeries> m_series;
};

} // namespace tidemark::metrics
