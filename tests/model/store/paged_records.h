// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/record_page.h"
#include "tests/model/store/read_fixture.h"

#include <QStringList>

#include <optional>

namespace tidemark::test {

/// Metric and session of a record, in words.
[[nodiscard]] inline QString placeOf(const Record &record)
{
    return QStringLiteral("%1 %2").arg(record.key.metric.value()).arg(record.sessionUid);
}

/// The places of all records of the selection, read in pages of `limit`.
[[nodiscard]] inline QStringList allPlaces(store::Connection &connection,
                                           const Selection &selection, SortOrder order, int limit)
{
    QStringList places;
    std::optional<RecordPageKey> after;
    do {
        const RecordPage page = expectValue(
            store::readPage(connection, store::kLocalOrg, selection, order, after, limit));
        for (const Record &record : page.records)
            places.append(placeOf(record));
        after = page.next;
    } while (after);
    return places;
}

} // namespace tidemark::test
