// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"

class QCommandLineParser;

namespace tidemark::commands {

/// `definitions merge FROM INTO`: takes the values of one metric into another one. Its options are
/// --conflicts, --convert and, of all of the command, --yes.
void addMergeOptions(QCommandLineParser &parser);
[[nodiscard]] ExitCode mergeMetrics(const Invocation &call, const QString &from,
                                    const QString &into);

} // namespace tidemark::commands
