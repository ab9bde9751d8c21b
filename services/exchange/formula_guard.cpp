// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/formula_guard.h"

#include "model/core/utf8_text.h"

#include <QString>

namespace tidemark::exchange {

bool needsGuard(QStringView text) noexcept
{
    if (text.startsWith(u'\''))
        return true;
    for (const QChar c : text) {
        switch (c.unicode()) {
        case u'=':
        case u'+':
        case u'-':
        case u'@':
        case u'\t':
        case u'\r':
            return true;
        default:
            if (!c.isSpace())
                return false;
        }
    }
    return false;
}

std::string_view withoutGuard(std::string_view text)
{
    if (text.empty() || text.front() != '\'')
        return text;
    const std::string_view rest = text.substr(1);
    return needsGuard(utf8Text(rest)) ? rest : text;
}

} // namespace tidemark::exchange
