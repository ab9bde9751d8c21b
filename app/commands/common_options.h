// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"

namespace tidemark::commands {

/// `--store --zone --week-start --locale --format --quiet --dry-run --help --version`.
void addCommonOptions(QCommandLineParser &parser);

/// Errors: InvalidArgument, with a sentence that names the option and what it takes.
[[nodiscard]] Result<CommonOptions> readCommonOptions(const QCommandLineParser &parser);

/// `monday` … `sunday`, `mon` … `sun`; case does not matter.
[[nodiscard]] Result<Qt::DayOfWeek> parseWeekday(const QString &text);

/// `key=value` of a repeated option. Errors: InvalidArgument.
[[nodiscard]] Result<QMap<QString, QString>> parseTags(const QStringList &texts);

} // namespace tidemark::commands
