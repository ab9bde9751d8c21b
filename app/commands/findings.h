// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/ports/store_admin.h"

#include <vector>

namespace tidemark::commands {

// What the commands share that look at a whole store.

/// False when words stand behind the command, which is then said.
[[nodiscard]] bool takesStoreAlone(const Invocation &call, const QString &command);
/// One row for each: `where problem`.
void printFindings(const Invocation &call, const std::vector<CheckFinding> &findings);

} // namespace tidemark::commands
