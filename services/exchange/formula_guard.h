// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include <string_view>

namespace tidemark::exchange {

/// The formula guard (X7): a spreadsheet takes text that starts with `=`, `+`, `-` or `@` as a
/// formula, so such a text cell is written with a leading apostrophe, and a text that starts with
/// an apostrophe gets one more. Any thread.

/// True for text that is written with a mark: its first character after white space is `=`, `+`,
/// `-`, `@`, or a tab or CR comes before any other, or it starts with an apostrophe.
[[nodiscard]] bool needsGuard(QStringView text) noexcept;

/// The text without the one mark that a guarded export put before it; other text as it is.
[[nodiscard]] std::string_view withoutGuard(std::string_view text);

} // namespace tidemark::exchange
