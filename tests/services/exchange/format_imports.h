// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/number_text.h"
#include "services/exchange/csv_importer.h"
#include "services/exchange/tag_text.h"
#include "tests/services/exchange/import_inputs.h"
#include "tests/services/exchange/memory_store.h"

namespace tidemark::test {

/// `metric=value@end tags` of each record.
[[nodiscard]] inline QStringList storedIn(const MemoryStore &store)
{
    QStringList lines;
    for (const Record &r : store.records())
        lines.append(QStringLiteral("%1=%2@%3 %4")
                         .arg(r.metricName, numberText(r.value))
                         .arg(r.sessionEnd ? r.sessionEnd->posixNs() : -1)
                         .arg(exchange::tagText(r.tags))
                         .trimmed());
    return lines;
}

/// Imports a text.
[[nodiscard]] inline Result<ImportReport> importText(MemoryStore &store, const QByteArray &text,
                                                     ImportRun run)
{
    exchange::CsvImporter importer(store.ports());
    return importer.run(content(text), std::move(run), {}, {}).takeResult();
}

} // namespace tidemark::test
