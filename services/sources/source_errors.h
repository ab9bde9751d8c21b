// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/source.h"

namespace tidemark {

/// Why a source is not connected, for the person. Any thread.

/// Nobody gave a token for it; with the detail kNoToken.
[[nodiscard]] Error noTokenError(const Source &source);
/// The keyring was asked for it and has not answered; with the detail kKeyringWaits.
[[nodiscard]] Error keyringWaitsError(const Source &source);

} // namespace tidemark
