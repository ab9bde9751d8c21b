// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QCommandLineParser>

namespace tidemark::commands {

/// The number of an option that is given. Errors: InvalidArgument, with a sentence that names the
/// option and its limits.
[[nodiscard]] Result<double> numberOf(const QCommandLineParser &parser, const QString &option,
                                      double least, double most);

} // namespace tidemark::commands
