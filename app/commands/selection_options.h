// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"
#include "model/domain/aggregate_function.h"
#include "model/domain/selection.h"

namespace tidemark::commands {

/// What `--from` and `--to` ask for.
struct RangeOptions
{
    std::optional<Timestamp> begin;
    std::optional<Timestamp> end; ///< excluded
};

/// `--from --to`.
void addRangeOptions(QCommandLineParser &parser);

/// Both take what the range picker takes (`now-7d`, `2026-03-01`, `2026-W10`, …) in the zone of
/// `--zone`. Errors: InvalidArgument, with a sentence that names the option.
[[nodiscard]] Result<RangeOptions> readRange(const Invocation &call);

/// `--from --to --time-filter --device --no-device --invocation --no-invocation --session --tag`.
void addSelectionOptions(QCommandLineParser &parser);

/// The selection that these options ask for, without metrics. `--from` and `--to` take what the
/// range picker takes (`now-7d`, `2026-03-01`, `2026-W10`, …) in the zone of `--zone`.
/// Errors: InvalidArgument, with a sentence that names the option.
[[nodiscard]] Result<Selection> readSelection(const Invocation &call);

/// What `--period` and `--function` ask for.
struct AggregateOptions
{
    Period period = Period::Daily;
    std::vector<AggregateFunction> functions;
};

/// Adds `--period` and `--function`, a comma-separated list.
void addAggregateOptions(QCommandLineParser &parser);

/// Errors: InvalidArgument, with a sentence that names the option.
[[nodiscard]] Result<AggregateOptions> readAggregateOptions(const QCommandLineParser &parser);

} // namespace tidemark::commands
