// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/running_total.h"

namespace tidemark::otlp {

void RunningTotal::begin(double total, std::int64_t time_ns)
{
    m_hasBegun = true;
    m_total = total;
    m_value = total; // what is less than that began anew
    m_time_ns = time_ns;
}

void RunningTotal::beginRun(std::uint64_t start_ns, double offset)
{
    m_hasBegun = true;
    m_start_ns = start_ns;
    m_offset = offset;
    m_total = offset;
}

std::optional<double> RunningTotal::addDelta(std::int64_t time_ns, double delta)
{
    if (time_ns <= m_time_ns)
        return std::nullopt;
    m_hasBegun = true;
    m_time_ns = time_ns;
    m_total += delta;
    return m_total;
}

std::optional<double> RunningTotal::setCumulative(std::uint64_t start_ns, std::int64_t time_ns,
                                                  double value)
{
    if (start_ns != 0 && start_ns < m_start_ns)
        return std::nullopt;
    if (start_ns > m_start_ns) {
        beginRun(start_ns, m_total);
    } else if (time_ns <= m_time_ns) {
        return m_offset + value; // late, or sent again
    } else if (value < m_value) {
        m_offset = m_total; // a sender that does not tell its start began anew
    }
    m_hasBegun = true;
    m_time_ns = time_ns;
    m_value = value;
    m_total = m_offset + value;
    return m_total;
}

} // namespace tidemark::otlp
