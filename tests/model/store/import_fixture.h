// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/record_store.h"
#include "tests/model/store/store_fixture.h"

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

/// Imports the rows in batches of three.
[[nodiscard]] inline Result<ImportSummary> importRows(const StorePointer &store,
                                                      std::vector<ImportRow> rows,
                                                      const ImportOptions &options = {})
{
    return answer(store->ports().records->importRows(
        std::make_shared<VectorSource>(std::move(rows), 3), options, {}, {}));
}

} // namespace tidemark::test
