// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/iso8601.h"
#include "tests/services/exchange/memory_store.h"

namespace tidemark::test {

/// `count` readings of one metric, one a second from 2026-03-01, the same at each call.
inline void fillWithReadings(MemoryStore &store, int count)
{
    constexpr std::int64_t kStart = 1'772'323'200'000'000'000;
    for (int i = 0; i < count; ++i) {
        Record record;
        record.metricName = QStringLiteral("room.temperature");
        record.unit = QStringLiteral("°C");
        record.value = 20 + (i % 64) / 64.0;
        record.sessionUid = QStringLiteral("ss_%1").arg(i, 8, 10, QChar(u'0'));
        record.sessionStart = record.sessionEnd = Timestamp(kStart + i * 1'000'000'000LL);
        record.isEntry = true;
        store.addRecord(std::move(record));
    }
}

/// A value entered by hand at `iso`, number so many of its store.
[[nodiscard]] inline Record entryOf(const QString &metric, double value, const QString &iso,
                                    int number)
{
    Record record;
    record.metricName = metric;
    record.value = value;
    record.sessionUid = QStringLiteral("ss_%1").arg(number);
    record.sessionStart = record.sessionEnd = Timestamp::fromIso8601(iso).value();
    record.isEntry = true;
    return record;
}

} // namespace tidemark::test
