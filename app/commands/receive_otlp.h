// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"

namespace tidemark::commands {

/// `tidemark receive otlp`: OpenTelemetry metrics over HTTP, until --duration is over, SIGINT (exit
/// code 130) or SIGTERM (0).
[[nodiscard]] ExitCode receiveOtlp(const Invocation &call);

} // namespace tidemark::commands
