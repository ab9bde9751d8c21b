// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/receiving/ending_receivers.h"

#include "model/core/run_in_background.h"

#include <QPromise>

#include <utility>

namespace tidemark::receiving {

EndingReceivers::~EndingReceivers()
{
    for (const auto &run : m_runs)
        run->waitUntilEnded();
}

void EndingReceivers::add(std::shared_ptr<ReceiverRun> run)
{
    run->requestStop();
    m_runs.push_back(std::move(run));
}

std::vector<std::shared_ptr<ReceiverRun>> EndingReceivers::runs()
{
    std::erase_if(m_runs, [](const auto &run) { return run->hasEnded(); });
    return m_runs;
}

QFuture<void> EndingReceivers::ended()
{
    const auto promise = std::make_shared<QPromise<void>>();
    promise->start();
    auto left = runs();
    if (left.empty())
        promise->finish();
    else
        waitInBackground([left = std::move(left), promise] {
            for (const auto &run : left)
                run->waitUntilEnded();
            promise->finish();
        });
    return promise->future();
}

} // namespace tidemark::receiving
