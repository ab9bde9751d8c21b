// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"

namespace tidemark::commands {

/// `tidemark receive prometheus URL --query EXPRESSION`; see receivePrometheus().
[[nodiscard]] ExitCode receivePrometheusRange(const Invocation &call);

} // namespace tidemark::commands
