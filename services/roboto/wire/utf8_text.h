// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string_view>

namespace tidemark::roboto {

/// Valid UTF-8 as text, character by character: a U+FEFF at the start stays, which
/// QString::fromUtf8 takes for a byte order mark.
[[nodiscard]] QString utf8Text(std::string_view utf8);

} // namespace tidemark::roboto
