// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>

#include <span>

namespace tidemark::store {

/// The steps of schemaStep() that make the tables of samples, from the tenth on.
[[nodiscard]] std::span<const QLatin1StringView> seriesSchemaStep(int step);

} // namespace tidemark::store
