// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/receiving/statsd_counting.h"

#include <QCoreApplication>

namespace tidemark::receiving {

namespace {

struct StatsdText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::receiving::StatsdWork)
};

} // namespace

ReceiverCounts receiverCounts(const statsd::StatsdStatistics &statistics)
{
    ReceiverCounts counts;
    counts.messages = statistics.counts.packets;
    counts.samples = statistics.storedSamples;
    counts.dropped = statistics.droppedSamples + statistics.systemDrops + statistics.queueDrops;
    counts.folded = statistics.counts.folded;
    const auto reasons = statsd::reasonsOf(statistics.counts);
    for (const statsd::StatsdReason &reason : reasons)
        counts.refused.push_back({reason.text, reason.lines});
    if (statistics.counts.cutPackets > 0)
        counts.refused.push_back(
            {StatsdText::tr("a packet that is too long"), statistics.counts.cutPackets});
    return counts;
}

} // namespace tidemark::receiving
