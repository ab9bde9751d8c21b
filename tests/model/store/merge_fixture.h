// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/metric_merger.h"
#include "model/ports/record_store.h"
#include "tests/model/store/series/sample_fixture.h"

#include <optional>
#include <vector>

namespace tidemark::test {

/// A value of its own at a time.
[[nodiscard]] inline ImportRow entryOf(const QString &name, std::int64_t time, double value,
                                       std::optional<QString> device = {})
{
    ImportRow row = rowOf(time, value, name);
    row.device = std::move(device);
    return row;
}

/// A value of a session from 1,000 to 2,000 ns, with device and invocation.
[[nodiscard]] inline ImportRow inSession(const QString &name, const QString &session, double value)
{
    ImportRow row = rowOf(1'000, value, name);
    row.end = Timestamp(2'000);
    row.sessionUid = session;
    row.device = u"robot"_s;
    row.invocation = u"iv_1"_s;
    return row;
}

/// A store in which the metric `old` is merged into `load`.
class MergeFixture : protected SampleFixture
{
protected:
    MetricId define(const QString &name, const QString &unit = {})
    {
        NewDefinition wanted{name};
        wanted.unit = unit;
        return answer(m_ports.catalog->create(wanted)).value().definition.id;
    }
    void addRecords(std::vector<ImportRow> rows)
    {
        ImportOptions options;
        options.conflicts = ConflictPolicy::KeepBoth;
        const auto summary = answer(m_ports.records->importRows(
            std::make_shared<VectorSource>(std::move(rows)), options, {}, {}));
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().message));
    }
    [[nodiscard]] std::vector<Record> records(const QString &name)
    {
        Selection selection;
        selection.metrics = {metric(name)};
        return answer(m_ports.records->page(selection, SortOrder::Ascending, {}, kMaxPageRows, {}))
            .value()
            .records;
    }
    [[nodiscard]] Result<MergeOutcome> merge(MergeConflicts conflicts = MergeConflicts::Keep,
                                             bool mayConvert = false)
    {
        return answer(
            m_ports.merger->merge({metric(u"old"_s), metric(u"load"_s), conflicts, mayConvert}));
    }
    [[nodiscard]] Bits bitsOf(const QString &name, const TagMap &tags = {})
    {
        return bits(answer(m_ports.series->open({metric(name), tags})).value().id);
    }
    void appendTo(const QString &name, const TagMap &tags, std::vector<std::int64_t> times,
                  std::vector<double> values)
    {
        const auto series = answer(m_ports.series->open({metric(name), tags}));
        QVERIFY(answer(
            m_ports.series->append({{series.value().id, std::move(times), std::move(values)}})));
    }
};

} // namespace tidemark::test
