// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/collector_core.h"

namespace tidemark::metrics {
namespace {

std::uint64_t nextNumber() noexcept
{
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

} // namespace

CollectorCore::CollectorCore(bool isOpen)
    : m_number(isOpen ? nextNumber() : kClosed)
{}

CollectorCore &CollectorCore::nowhere() noexcept
{
    static CollectorCore core(false);
    return core;
}

Shard *CollectorCore::adopt(std::uint64_t number) noexcept
{
    Shard *shard = number == kClosed ? nullptr : adoptShard(number, m_pool);
    if (shard == nullptr)
        noteOne(counts.afterClose);
    return shard;
}

} // namespace tidemark::metrics
