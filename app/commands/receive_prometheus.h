// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"

namespace tidemark::commands {

/// `tidemark receive prometheus URL`: scrapes a target of Prometheus until --duration is over,
/// SIGINT (exit code 130) or SIGTERM (0). With --query: fetches what an expression was over a range
/// from a server that has Prometheus' query API, and ends.
[[nodiscard]] ExitCode receivePrometheus(const Invocation &call);

} // namespace tidemark::commands
