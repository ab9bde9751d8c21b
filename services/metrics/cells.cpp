// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/cells.h"

namespace tidemark::metrics {

DistributionCell::~DistributionCell()
{
    for (const Pages *pages : {&m_above, &m_below}) {
        for (const auto &page : *pages)
            delete page.load(std::memory_order_relaxed);
    }
}

BucketPage *DistributionCell::add(std::atomic<BucketPage *> &place) noexcept
{
    auto *page = new BucketPage;
    place.store(page, std::memory_order_release);
    return page;
}

} // namespace tidemark::metrics
