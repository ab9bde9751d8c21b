// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/source.h"

namespace tidemark {

/// Why a source is not connected or does not do what it was asked for, for the person. Any thread.

/// Nobody gave a token for it; with the detail kNoToken.
[[nodiscard]] Error noTokenError(const Source &source);
/// The keyring was asked for it and has not answered; with the detail kKeyringWaits.
[[nodiscard]] Error keyringWaitsError(const Source &source);
[[nodiscard]] Error noSuchSourceError();
/// One fetch at a time.
[[nodiscard]] Error fetchUnderWayError(const Source &source);
/// It went, or became another one, while something was fetched from it.
[[nodiscard]] Error fetchedSourceGoneError(const Source &source);

} // namespace tidemark
