// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/receiver.h"
#include "services/statsd/statsd_receiver.h"

namespace tidemark::receiving {

/// What a person is told of what a StatsD receiver counts. Lost is what the system or our queue
/// threw away, in packets, and what the store did not take, in samples.
[[nodiscard]] ReceiverCounts receiverCounts(const statsd::StatsdStatistics &statistics);

} // namespace tidemark::receiving
