// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/network_counters.h"

namespace tidemark::metrics_system {

/// Counters of interfaces that go on where those of the kernel, of which some have 32 bits, pass
/// their end. An interface that was made anew begins anew. One thread.
class NetworkTotals
{
public:
    /// What the kernel counts now; interfaces that are gone are forgotten.
    void update(const collect::NetworkTable &counted);
    [[nodiscard]] const collect::NetworkTable &table() const noexcept { return m_totals; }

private:
    collect::NetworkTable m_counted;
    collect::NetworkTable m_totals;
};

} // namespace tidemark::metrics_system
