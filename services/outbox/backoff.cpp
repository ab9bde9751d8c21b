// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/backoff.h"

#include <algorithm>

namespace tidemark::outbox {

std::chrono::milliseconds Backoff::next(std::optional<std::chrono::milliseconds> asked)
{
    std::uniform_int_distribution<std::int64_t> percent(80, 120);
    const std::chrono::milliseconds wait(m_next.count() * percent(m_random) / 100);
    m_next = std::min(m_next * 2, kLongest);
    if (asked && asked->count() > 0)
        return std::min(*asked, kLongestAsked);
    return std::min(wait, kLongest);
}

} // namespace tidemark::outbox
