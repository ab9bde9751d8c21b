// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>

#include <span>

namespace tidemark::store {

/// The statements of migration step `step` (from 1), in order, with the marks of Dialect. Empty
/// when there is no such step.
[[nodiscard]] std::span<const QLatin1StringView> schemaStep(int step);

} // namespace tidemark::store
