// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/domain/source.h"

namespace tidemark::commands {

/// `tidemark sources test NAME`: tries the address, the certificate, the token and the
/// organisation, prints a line for each step and says what is wrong. Network (5) when the server
/// could not be reached or trusted, Failure when it refuses.
[[nodiscard]] ExitCode trySource(const Invocation &call, const Source &source);

} // namespace tidemark::commands
