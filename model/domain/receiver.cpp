// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/receiver.h"

#include <algorithm>
#include <numeric>

namespace tidemark {

using namespace Qt::StringLiterals;

bool isListening(ReceiverKind kind) noexcept
{
    return kind == ReceiverKind::Otlp || kind == ReceiverKind::Statsd;
}

ReceiverPlan usualPlan(ReceiverKind kind)
{
    using std::chrono::milliseconds;
    ReceiverPlan plan;
    plan.kind = kind;
    switch (kind) {
    case ReceiverKind::Otlp:
        plan.address = u"127.0.0.1:4318"_s;
        break;
    case ReceiverKind::Statsd:
        plan.address = u"127.0.0.1:8125"_s;
        plan.interval = milliseconds(10'000);
        break;
    case ReceiverKind::Prometheus:
        plan.interval = milliseconds(15'000);
        break;
    case ReceiverKind::Users:
        plan.interval = milliseconds(5'000);
        break;
    }
    return plan;
}

std::int64_t ReceiverCounts::refusedTotal() const
{
    return std::accumulate(
        refused.begin(), refused.end(), std::int64_t{0},
        [](std::int64_t sum, const RefusalCount &one) { return sum + one.count; });
}

ReceiverCounts &ReceiverCounts::operator+=(const ReceiverCounts &other)
{
    messages += other.messages;
    failures += other.failures;
    samples += other.samples;
    dropped += other.dropped;
    folded += other.folded;
    ahead += other.ahead;
    for (const RefusalCount &more : other.refused) {
        const auto known =
            std::find_if(refused.begin(), refused.end(),
                         [&](const RefusalCount &one) { return one.reason == more.reason; });
        if (known == refused.end())
            refused.push_back(more);
        else
            known->count += more.count;
    }
    return *this;
}

} // namespace tidemark
