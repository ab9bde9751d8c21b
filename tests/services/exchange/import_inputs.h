// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/import_inspection.h"

namespace tidemark::test {

/// A text as a file that was given.
[[nodiscard]] inline ImportInput content(const QByteArray &text)
{
    return {{}, text, QStringLiteral("file")};
}

/// What is proposed for it.
[[nodiscard]] inline ImportPlan planFor(const QByteArray &text)
{
    return exchange::inspectImport(content(text), {}, {}).value().plan;
}

} // namespace tidemark::test
