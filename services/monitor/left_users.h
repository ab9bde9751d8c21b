// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/tags.h"
#include "model/ports/data_ports.h"

#include <QString>

#include <stop_token>
#include <utility>
#include <vector>

namespace tidemark::monitor {

/// A series that goes on in a store: its metric and tags.
using OpenUserSeries = std::pair<QString, TagMap>;

/// The series of users of the target that an earlier run left without a gap at their end. Waits for
/// the store: for workers. Looks at the last sample of each that there is. Errors: those of
/// reading, and Cancelled.
[[nodiscard]] Result<std::vector<OpenUserSeries>>
openSeriesOfUsers(const DataPorts &ports, const QString &target, const std::stop_token &stop);

} // namespace tidemark::monitor
