// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidemark {

/// Most rows of one page, whatever a port gives page by page.
inline constexpr int kMaxPageRows = 10'000;

} // namespace tidemark
