// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/cells.h"

#include <cmath>

namespace tidemark::metrics {

DistributionCell::~DistributionCell()
{
    for (const Pages *pages : {&m_above, &m_below}) {
        for (const auto &page : *pages)
            delete page.load(std::memory_order_relaxed);
    }
}

bool DistributionCell::observeAny(double value) noexcept
{
    if (!std::isfinite(value))
        return false;
    take(value, countOf(buckets::indexOf(value)));
    return true;
}

std::atomic<std::uint64_t> &DistributionCell::countOf(buckets::Index index) noexcept
{
    if (index == 0)
        return m_nearZero;
    const auto number = static_cast<std::size_t>(index > 0 ? index : -index) - 1;
    std::atomic<BucketPage *> &place = (index > 0 ? m_above : m_below)[number / BucketPage::kSize];
    BucketPage *page = place.load(std::memory_order_relaxed);
    if (page == nullptr) {
        page = new BucketPage;
        place.store(page, std::memory_order_release);
    }
    return page->counts[number % BucketPage::kSize];
}

} // namespace tidemark::metrics
