// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"
#include "model/domain/import_plan.h"
#include "model/domain/import_rows.h"
#include "model/ports/importer.h"

#include <vector>

namespace tidemark::commands {

// The options of `tidemark import`: what they say over what was detected (I3). Errors of all:
// InvalidArgument with the option's name.

void addImportOptions(QCommandLineParser &parser);

[[nodiscard]] Result<ConflictPolicy> readConflicts(const QCommandLineParser &parser);

/// The recipes of `--recipe`, `-` being standard input. Errors besides: NotFound, Cancelled,
/// Unsupported above 16 MiB.
[[nodiscard]] Result<std::vector<ImportPlan>> readRecipes(const Invocation &call);

/// How the text is divided: encoding, delimiter, quote, header, lines before the data. The columns
/// are to be detected again when this changes the plan.
[[nodiscard]] Result<void> applyDialect(const QCommandLineParser &parser, ImportPlan &plan);

/// That the file has every metric which `--map` names.
[[nodiscard]] Result<void> checkMappings(const QCommandLineParser &parser,
                                         const std::vector<ImportMetric> &metrics);

/// All others. `isRecipe`: the plan comes from a recipe, which knows its zone.
[[nodiscard]] Result<void> applyOptions(const Invocation &call, bool isRecipe, ImportPlan &plan);

} // namespace tidemark::commands
