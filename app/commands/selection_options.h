// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"
#include "model/domain/aggregate_function.h"
#include "model/domain/selection.h"

namespace tidemark::commands {

/// `--from --to --time-filter --device --no-device --invocation --no-invocation --session --tag`.
void addSelectionOptions(QCommandLineParser &parser);

/// The selection that these options ask for, without metrics. `--from` and `--to` take what the
/// range picker takes (`now-7d`, `2026-03-01`, `2026-W10`, …) in the zone of `--zone`.
/// Errors: InvalidArgument, with a sentence that names the option.
[[nodiscard]] Result<Selection> readSelection(const Invocation &call);

/// The period of `--period`. Errors: InvalidArgument.
[[nodiscard]] Result<Period> readPeriod(const QCommandLineParser &parser);

/// The functions of `--function`, a comma-separated list. Errors: InvalidArgument.
[[nodiscard]] Result<std::vector<AggregateFunction>>
readFunctions(const QCommandLineParser &parser);

/// Adds `--period` and `--function`.
void addAggregateOptions(QCommandLineParser &parser);

} // namespace tidemark::commands
