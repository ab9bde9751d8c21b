// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_rows.h"

#include <QString>

#include <cstdint>

namespace tidemark::test {

/// A row without a session.
[[nodiscard]] inline ImportRow entryRow(std::int64_t at_ns, double value,
                                        const QString &metric = QStringLiteral("load"))
{
    ImportRow row;
    row.metric = metric;
    row.value = value;
    row.start = row.end = Timestamp(at_ns);
    return row;
}

} // namespace tidemark::test
