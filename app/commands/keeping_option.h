// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/ports/data_ports.h"

#include <optional>

namespace tidemark::commands {

/// `--keep-for` of `tidemark definitions`: for how long a metric keeps its samples.
void addKeepingOption(QCommandLineParser &parser);
/// Absent when the option is not given. Errors: InvalidArgument.
[[nodiscard]] Result<std::optional<std::optional<Timedelta>>>
readKeeping(const QCommandLineParser &parser);

/// Says how many samples of the metric go with the change; another code than Ok when it has to be
/// confirmed first by `--yes`. Nothing is said of a change that keeps all.
[[nodiscard]] Result<ExitCode> confirmKeeping(const Invocation &call, const DataPorts &ports,
                                              const Definition &metric,
                                              const DefinitionChange &change);
/// Removes them, once the definition says so.
[[nodiscard]] ExitCode applyKeeping(const Invocation &call, const DataPorts &ports,
                                    const Definition &metric, const DefinitionChange &change);

/// Which metrics do not keep all samples, and of which the clock lets none be removed.
[[nodiscard]] Result<void> tellRetention(const Invocation &call, const DataPorts &ports);

} // namespace tidemark::commands
