// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidemark::theme {

/// Registers the icons and styles compiled into this library, once; a static library's resources do
/// not register themselves. Call before reading ":/tidemark/...". Any thread.
void ensureResources();

} // namespace tidemark::theme
