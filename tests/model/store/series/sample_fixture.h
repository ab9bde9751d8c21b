// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/access_store.h"
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "model/ports/store_admin.h"
#include "model/store/connection.h"
#include "tests/model/store/store_fixture.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <map>

namespace tidemark::test {

using namespace Qt::StringLiterals;

using Bits = std::map<std::int64_t, std::uint64_t>; // values by stamp

inline ImportRow rowOf(std::int64_t time, double value, const QString &metric = u"load"_s)
{
    ImportRow row;
    row.metric = metric;
    row.value = value;
    row.start = row.end = Timestamp(time);
    return row;
}

/// A store of its own for each test, into which samples are imported.
class SampleFixture
{
protected:
    void openEmptyStore()
    {
        static int count = 0;
        m_path = m_folder.filePath(u"s%1.tidemark"_s.arg(++count));
        m_store = openStore(m_path).value();
        m_ports = m_store->ports();
    }
    [[nodiscard]] Result<ImportSummary> import(std::vector<ImportRow> rows,
                                               ConflictPolicy conflicts = ConflictPolicy::Replace,
                                               bool stopOnError = true)
    {
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i].line = static_cast<std::int64_t>(i) + 2; // below a header
        ImportOptions options;
        options.conflicts = conflicts;
        options.stopOnError = stopOnError;
        return answer(m_ports.series->importRows(std::make_shared<VectorSource>(std::move(rows)),
                                                 options, {}, {}));
    }
    [[nodiscard]] MetricId metric(const QString &name = u"load"_s)
    {
        const auto all = answer(m_ports.catalog->definitions()).value();
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&name](const Definition &d) { return d.name == name; });
        return found == all.end() ? MetricId() : found->id;
    }
    [[nodiscard]] SeriesId series(const TagMap &tags = {})
    {
        return answer(m_ports.series->open({metric(), tags})).value().id;
    }
    [[nodiscard]] Bits bits(SeriesId id)
    {
        Bits all;
        const auto samples = answer(m_ports.series->samples(id, TimeWindow::all(), 10'000'000));
        for (const Sample &sample : samples.value().samples)
            all.emplace(sample.at.posixNs(), std::bit_cast<std::uint64_t>(sample.value));
        return all;
    }
    [[nodiscard]] Bits bits() { return bits(series()); }
    void append(std::vector<std::int64_t> times, std::vector<double> values)
    {
        QVERIFY(answer(m_ports.series->append({{series(), std::move(times), std::move(values)}})));
    }
    void undo(ChangeId change) { QVERIFY(answer(m_ports.journal->undo(change))); }
    void redo(ChangeId change) { QVERIFY(answer(m_ports.journal->redo(change))); }
    [[nodiscard]] bool isSound() { return answer(m_ports.admin->check())->isSound(); }
    [[nodiscard]] std::int64_t number(const QString &sql)
    {
        const auto connection = store::Connection::open({m_path, store::OpenMode::ReadOnly});
        return (*connection)->scalar(sql, "test"_L1).value().toLongLong();
    }

    QTemporaryDir m_folder;
    QString m_path;
    StorePointer m_store;
    DataPorts m_ports;
};

} // namespace tidemark::test
