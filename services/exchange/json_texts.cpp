// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/json_texts.h"

#include <utility>

namespace tidemark::exchange {

JsonLineTexts::JsonLineTexts(QIODevice &device, TextEncoding encoding, bool skipsFirst,
                             std::stop_token stop)
    : m_lines(device, encoding, std::move(stop))
    , m_skipsNext(skipsFirst)
{}

Result<bool> JsonLineTexts::next(JsonRowText &row)
{
    for (;;) {
        auto read = m_lines.next(row.text);
        if (!read || !*read)
            return read;
        const bool isSkipped = std::exchange(m_skipsNext, false);
        const bool isBlank = row.text.find_first_not_of(" \t\r") == std::string_view::npos;
        if (isSkipped || isBlank)
            continue;
        row.number = m_lines.number();
        return true;
    }
}

} // namespace tidemark::exchange
