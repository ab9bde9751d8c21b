// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/row_reader.h"

#include <QString>

#include <optional>
#include <string_view>

namespace tidemark::exchange {

/// `text` for a message or list: at most 200 characters, control characters made visible.
[[nodiscard]] QString shownText(std::string_view text);
/// What is wrong with a row as a whole; empty for nothing.
[[nodiscard]] QString faultText(const TableRow &row);
/// Why a cell that is no text cannot be taken.
[[nodiscard]] QString formText(CellForm form);

/// `true`, `yes` or `1`, and `false`, `no`, `0` or nothing; nothing for other words.
[[nodiscard]] std::optional<bool> parseFlag(QStringView text);

} // namespace tidemark::exchange
