// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/record_store.h"
#include "tests/model/store/store_fixture.h"

#include <QTest>

namespace tidemark::test {

/// Enters a value of a metric by hand, at so many nanoseconds.
[[nodiscard]] inline Result<EntryOutcome> enterValue(const StorePointer &store, int at_ns,
                                                     const QString &metric = QStringLiteral("load"))
{
    return answer(store->ports().records->enter({metric, {}, 0.1 * at_ns, Timestamp(at_ns)}));
}

/// One value at each nanosecond of [begin, end).
inline void enterValues(const StorePointer &store, int begin, int end,
                        const QString &metric = QStringLiteral("load"))
{
    for (int at_ns = begin; at_ns < end; ++at_ns)
        QVERIFY(enterValue(store, at_ns, metric));
}

/// A closed store with this many values of one metric.
inline void makeStore(const QString &path, int values)
{
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 0, values);
}

[[nodiscard]] inline std::int64_t countOf(const StorePointer &store)
{
    return answer(store->ports().records->count({}, {})).value_or(-1);
}

} // namespace tidemark::test
