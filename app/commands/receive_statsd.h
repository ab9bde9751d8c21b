// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"

namespace tidemark::commands {

/// `tidemark receive statsd`: StatsD and DogStatsD over UDP, until --duration is over, SIGINT (exit
/// code 130) or SIGTERM (0).
[[nodiscard]] ExitCode receiveStatsd(const Invocation &call);

} // namespace tidemark::commands
