// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/receiver.h"

#include <functional>
#include <memory>

namespace tidemark::receiving {

/// Receives metrics of other programs into a store, by one protocol. Lives on the GUI thread; no
/// call waits, and what was begun ends behind it.
class Receiver
{
public:
    virtual ~Receiver() = default; ///< stops
    Receiver() = default;
    Receiver(const Receiver &) = delete;
    Receiver &operator=(const Receiver &) = delete;

    /// Counts begin anew. Nothing while it runs.
    virtual void start() = 0;
    virtual void stop() = 0;
    /// After stop() at once Stopped; counts may still rise while the rest is stored.
    [[nodiscard]] virtual ReceiverState state() const = 0;
    /// Somebody looks at what comes, or does so no longer: what asks others may do so less often.
    /// At first somebody does.
    virtual void setSeen(bool isSeen) = 0;
    /// Called on any thread when the state may be another one; not any more once the receiver is
    /// gone. Set it before the first start.
    virtual void setListener(std::function<void()> heard) = 0;
};

/// Makes the receiver of a plan without faults.
using ReceiverFactory = std::function<std::unique_ptr<Receiver>(const ReceiverPlan &)>;

} // namespace tidemark::receiving
