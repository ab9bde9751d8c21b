// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/sender_times.h"

#include <algorithm>

namespace tidemark::otlp {

bool SenderTimes::isNews(const PointTime &time) const noexcept
{
    if (time.isAhead()) {
        const bool wasSet = time.sent_ns - time.now_ns + kResent_ns < m_aheadBy_ns;
        return time.sent_ns > (wasSet ? m_latest_ns : std::max(m_latest_ns, m_ahead_ns));
    }
    if (time.isAhead(m_latest_ns))
        return true; // our clock was set back
    // One that was barely ahead is sent again when it is not any more.
    const bool knowsAhead = !m_isSetRight && !time.isAhead(m_ahead_ns);
    return time.sent_ns > (knowsAhead ? std::max(m_latest_ns, m_ahead_ns) : m_latest_ns);
}

void SenderTimes::note(const PointTime &time) noexcept
{
    if (time.isAhead()) {
        m_ahead_ns = time.sent_ns;
        m_aheadBy_ns = time.sent_ns - time.now_ns;
        m_isSetRight = false;
        return;
    }
    m_isSetRight = m_isSetRight || time.isAhead(m_ahead_ns);
    m_latest_ns = time.sent_ns;
}

} // namespace tidemark::otlp
