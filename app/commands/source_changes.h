// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"
#include "model/domain/source.h"

namespace tidemark::commands {

/// `--endpoint --org --ca-file --pin --level --interval --rename --same-service --other-service`.
void addSourceOptions(QCommandLineParser &parser);

/// What `sources add NAME` was told. Without `--endpoint` the address is that of `--profile`
/// or else of the configuration that the Roboto SDK would use. Errors: InvalidArgument, with a
/// sentence that names the option; those of the configuration file.
[[nodiscard]] Result<NewSource> readNewSource(const Invocation &call, const QString &name);
/// What `sources set NAME` was told: the options that are given. Errors: InvalidArgument.
[[nodiscard]] Result<SourceChange> readSourceChange(const Invocation &call);

} // namespace tidemark::commands
