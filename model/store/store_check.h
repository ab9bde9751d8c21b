// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/store_admin.h"

#include <stop_token>

namespace tidemark::store {

class Connection;

/// SQLite's integrity check, the references, and the rules that no constraint can hold: names and
/// texts in their normal form, finite values, times in order, entries with one time, rows of known
/// changes. Reads every row; one snapshot. Lists at most 1,000 findings.
/// Errors: Cancelled and those of sqlError() other than damage, which is a finding.
[[nodiscard]] Result<CheckReport> checkStore(Connection &connection, const std::stop_token &stop,
                                             const ProgressCallback &progress);

} // namespace tidemark::store
