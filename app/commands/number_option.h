// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

class QCommandLineParser;

namespace tidemark::commands {

/// The number of an option, from `least` to `most`. Errors: InvalidArgument names both.
[[nodiscard]] Result<double> readNumber(const QCommandLineParser &parser, const QString &option,
                                        double least, double most);

} // namespace tidemark::commands
