// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/publish_plan.h"

#include <QHash>

#include <algorithm>
#include <map>
#include <tuple>

namespace tidemark::outbox {

std::vector<PublishBatch> planBatches(const std::vector<PublishWork> &works, std::size_t most)
{
    std::vector<PublishBatch> batches;
    std::map<std::tuple<QString, std::optional<QString>, bool>, std::size_t> open; // newest ones
    QHash<std::int64_t, std::size_t> newest; // batch of a metric
    for (std::size_t i = 0; i < works.size(); ++i) {
        const PublishWork &work = works[i];
        const auto before = newest.constFind(work.metric);
        const auto found = open.find({work.remoteSession, work.device, work.isInferred});
        std::size_t target = batches.size();
        if (found != open.end() && batches[found->second].works.size() < most &&
            (before == newest.cend() || *before < found->second))
            target = found->second;
        if (target == batches.size()) {
            batches.push_back({work.remoteSession, work.device, {}, {}, work.isInferred});
            open[{work.remoteSession, work.device, work.isInferred}] = target;
        }
        PublishBatch &batch = batches[target];
        batch.works.push_back(i);
        if (before != newest.cend() &&
            std::find(batch.after.begin(), batch.after.end(), *before) == batch.after.end())
            batch.after.push_back(*before);
        newest[work.metric] = target;
    }
    return batches;
}

} // namespace tidemark::outbox
