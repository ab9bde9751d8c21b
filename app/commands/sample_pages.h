// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/domain/definition.h"
#include "model/domain/selection.h"
#include "model/ports/data_ports.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::commands {

/// Prints the samples of the metrics' series that the selection takes, each series in the order of
/// time, at most `limit` of all. Where some cannot be read, the others are printed and it is told:
/// ExitCode::Partial.
[[nodiscard]] ExitCode printSamples(const Invocation &call, const DataPorts &ports,
                                    const std::vector<Definition> &metrics,
                                    const Selection &selection, std::optional<std::int64_t> limit);

} // namespace tidemark::commands
