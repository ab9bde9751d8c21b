// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/receiving/receiver_run.h"

#include <QFuture>

#include <memory>
#include <vector>

namespace tidemark::receiving {

/// Keeps runs that were told to stop until they have: what came last is being stored, and nobody is
/// to wait for that. GUI thread.
class EndingReceivers
{
public:
    EndingReceivers() = default;
    ~EndingReceivers(); ///< waits for what is left
    EndingReceivers(const EndingReceivers &) = delete;
    EndingReceivers &operator=(const EndingReceivers &) = delete;

    void add(std::shared_ptr<ReceiverRun> run);
    /// Those that have not ended.
    [[nodiscard]] std::vector<std::shared_ptr<ReceiverRun>> runs();
    /// Finished when all that are ending now have ended; at once when there are none.
    [[nodiscard]] QFuture<void> ended();

private:
    std::vector<std::shared_ptr<ReceiverRun>> m_runs;
};

} // namespace tidemark::receiving
