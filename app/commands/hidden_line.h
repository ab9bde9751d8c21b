// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"

#include <stop_token>

namespace tidemark::commands {

/// A line of standard input that holds a secret; a terminal does not show what is typed.
/// Errors: InvalidArgument for an empty one, those of StandardInput.
[[nodiscard]] Result<Secret> readHiddenLine(const std::stop_token &stop);

} // namespace tidemark::commands
