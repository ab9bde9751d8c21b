// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/selection.h"
#include "model/domain/tags.h"

namespace tidemark {

/// Whether a selection takes the samples of a series with these tags: it has every tag that is
/// asked for, and nothing is asked for that only records have. Metrics and times are not looked at.
[[nodiscard]] bool takesSeries(const Selection &selection, const TagMap &tags);

} // namespace tidemark
