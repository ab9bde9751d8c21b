// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/record_store.h"
#include "tests/model/store/store_fixture.h"

#include <QTest>

namespace tidemark::test {

/// A closed store with this many values of one metric.
inline void makeStore(const QString &path, int values)
{
    const auto store = openStore(path);
    QVERIFY(store);
    for (int i = 0; i < values; ++i)
        QVERIFY((answer((*store)->ports().records->enter(
            {QStringLiteral("load"), {}, 0.5 * i, Timestamp(i)}))));
}

[[nodiscard]] inline std::int64_t countOf(const StorePointer &store)
{
    return answer(store->ports().records->count({}, {})).value_or(-1);
}

} // namespace tidemark::test
