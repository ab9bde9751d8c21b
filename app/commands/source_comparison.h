// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/domain/source.h"
#include "model/ports/data_ports.h"

namespace tidemark::commands {

/// `tidemark sources compare NAME METRIC`: computes every period and function here and there and
/// prints how many buckets differ. Failure when any does; after a whole fetch none may. Other codes
/// are those of the store and of the connection.
[[nodiscard]] ExitCode compareWithSource(const Invocation &call, const DataPorts &ports,
                                         const Source &source, const QString &metric);

} // namespace tidemark::commands
