// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox_work.h"

#include <cstddef>
#include <vector>

namespace tidemark::outbox {

/// Values that go in one request: of one session and one choice of a device.
struct PublishBatch
{
    QString remoteSession;
    std::optional<QString> device;
    std::vector<std::size_t> works; ///< indexes of what was planned, in order
    std::vector<std::size_t> after; ///< batches that must have arrived before: the same metric
    bool isInferred = false;        ///< the device; `device` is absent then
};

/// A value to be planned.
struct PublishWork
{
    QString remoteSession;
    std::optional<QString> device;
    std::int64_t metric = 0;
    bool isInferred = false;
};

/// Puts values together without changing the order of any metric's values: a value joins an earlier
/// batch of its session unless a value of its metric went to a later one. Linear but for the
/// logarithm. Any thread.
[[nodiscard]] std::vector<PublishBatch> planBatches(const std::vector<PublishWork> &works,
                                                    std::size_t most);

} // namespace tidemark::outbox
