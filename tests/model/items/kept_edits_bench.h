// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/record_changes.h"
#include "model/ports/session_store.h"
#include "tests/support/store_bench.h"

#include <QSignalSpy>
#include <QTest>

#include <vector>

namespace tidemark::test {

/// A store with the metric "load", valid from 0 to 100 %.
struct LoadBench : StoreBench
{
    LoadBench()
    {
        NewDefinition wanted;
        wanted.name = QStringLiteral("load");
        wanted.unit = QStringLiteral("%");
        wanted.settings.validMin = 0;
        wanted.settings.validMax = 100;
        metric = await(ports.catalog->create(wanted)).value().definition;
    }
    [[nodiscard]] Record add(int day, double value)
    {
        return addValue(QStringLiteral("load"), QStringLiteral("2026-11-%1T08:00:00Z").arg(day),
                        value);
    }
    /// One that moves go to.
    void addSession(bool hasEnded)
    {
        NewSession run;
        run.uid = QStringLiteral("run");
        run.start = at(QStringLiteral("2026-11-10T08:00:00Z"));
        if (hasEnded)
            run.end = at(QStringLiteral("2026-11-10T09:00:00Z"));
        QVERIFY(await(ports.sessions->createSession(run)).has_value());
    }
    /// As someone else corrects it.
    [[nodiscard]] bool setValue(const Record &record, double value) const
    {
        RecordEdit edit;
        edit.key = record.key;
        edit.value = value;
        return await(ports.records->edit({edit}, QStringLiteral("edit"))).has_value();
    }
    [[nodiscard]] QList<double> values() const
    {
        QList<double> found;
        const auto page = await(ports.records->page({}, SortOrder::Ascending, {}, 100));
        for (const Record &record : page.value().records)
            found << record.value;
        return found;
    }

    Definition metric;
};

/// The changes of one start of the program, with what the last one kept.
struct NextStart
{
    NextStart(const LoadBench &bench, const QByteArray &kept)
        : NextStart(bench, kept, *bench.ports.records)
    {}
    NextStart(const LoadBench &bench, const QByteArray &kept, RecordStore &records)
        : changes(records, *bench.ports.catalog, bench.formatter, bench.clock)
    {
        if (kept.isEmpty()) // later its metric need not be shown
            changes.setDefinitions({{bench.metric.id, bench.metric}});
        changes.restoreEdits(kept);
    }
    [[nodiscard]] RecordChanges::Question question() const
    {
        return asked.last().at(0).value<RecordChanges::Question>();
    }
    [[nodiscard]] QString text() const { return asked.last().at(1).toString(); }

    RecordChanges changes;
    QSignalSpy asked{&changes, &RecordChanges::asked};
    QSignalSpy stored{&changes, &RecordChanges::stored};
    QSignalSpy restored{&changes, &RecordChanges::restored};
    QSignalSpy keptAside{&changes, &RecordChanges::keptAside};
};

[[nodiscard]] inline RecordChange correction(const std::vector<Record> &records, double value)
{
    RecordChange change;
    for (const Record &record : records) {
        RecordEdit &edit = change.edits.emplace_back();
        edit.key = record.key;
        edit.value = value;
    }
    change.before = records;
    change.label = QStringLiteral("edit");
    return change;
}

/// Into the session of LoadBench::addSession().
[[nodiscard]] inline RecordChange moveToRun(const Record &record)
{
    RecordChange change;
    RecordEdit &edit = change.edits.emplace_back();
    edit.key = record.key;
    edit.moveToSession = QStringLiteral("run");
    change.before = {record};
    change.label = QStringLiteral("move");
    return change;
}

/// A correction of 50 to 120 that is asked about, and kept for the next start.
struct KeptCorrection
{
    KeptCorrection()
    {
        NextStart first(bench, {});
        first.changes.submit(correction({record}, 120));
        kept = first.changes.saveEdits();
    }

    LoadBench bench;
    Record record = bench.add(18, 50);
    QByteArray kept;
};

} // namespace tidemark::test
