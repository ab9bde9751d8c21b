// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/store_test_case.h"

#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace tidemark::test {

void StoreTestCase::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(m_folder->filePath(u"s.tidemark"_s)).value_or(nullptr);
    QVERIFY(m_store);
}

RecordStore &StoreTestCase::records() const
{
    return *m_store->ports().records;
}

std::vector<Record> StoreTestCase::allRecords() const
{
    return answer(records().page({}, SortOrder::Ascending, {}, 100)).value_or(RecordPage()).records;
}

std::int64_t StoreTestCase::recordCount() const
{
    return answer(records().count({}, {})).value_or(-1);
}

void StoreTestCase::createSession(const QString &uid, const QStringList &devices)
{
    NewSession wanted;
    wanted.uid = uid;
    wanted.start = Timestamp(100);
    wanted.end = Timestamp(200);
    wanted.devices = devices;
    QVERIFY(answer(m_store->ports().sessions->createSession(wanted)));
}

Result<ImportSummary> StoreTestCase::import(std::vector<ImportRow> rows,
                                            const ImportOptions &options)
{
    constexpr std::size_t kBatch = 3;
    return answer(records().importRows(std::make_shared<VectorSource>(std::move(rows), kBatch),
                                       options, {}, {}));
}

} // namespace tidemark::test
