// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/receiving/ending_receivers.h"
#include "services/receiving/receiver.h"

namespace tidemark::receiving {

/// A receiver that works on a thread for each start (ReceiverRun). GUI thread.
class ThreadReceiver final : public Receiver
{
public:
    /// `ending` and the clock outlive it; `store` is kept while the work may use it.
    ThreadReceiver(ReceiverWork work, const Clock &clock, std::shared_ptr<const void> store,
                   EndingReceivers &ending);
    ~ThreadReceiver() override;

    void start() override;
    void stop() override;
    [[nodiscard]] ReceiverState state() const override;
    void setSeen(bool isSeen) override;
    void setListener(std::function<void()> heard) override { m_heard = std::move(heard); }

private:
    ReceiverWork m_work;
    const Clock &m_clock;
    std::shared_ptr<const void> m_store;
    EndingReceivers &m_ending;
    std::function<void()> m_heard;
    std::shared_ptr<ReceiverRun> m_run; ///< the last one
    bool m_isRunning = false;
    bool m_isSeen = true;
};

/// Receivers of the kinds of plans for one store. `ending` and what the parts lend outlive them.
[[nodiscard]] ReceiverFactory threadReceivers(const ReceivingParts &parts,
                                              std::shared_ptr<const void> store,
                                              EndingReceivers &ending);

} // namespace tidemark::receiving
