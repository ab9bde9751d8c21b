// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/export_options.h"
#include "model/ports/record_store.h"
#include "services/exchange/csv_exporter.h"
#include "services/exchange/csv_importer.h"
#include "tests/model/store/store_fixture.h"

#include <QBuffer>
#include <QTest>

#include <bit>

namespace tidemark::test {

/// A new store of its own in the folder.
[[nodiscard]] inline StorePointer newStore(const QTemporaryDir &folder)
{
    static int s_made = 0;
    auto store = openStore(QStringLiteral("%1/%2.tidemark").arg(folder.path()).arg(++s_made));
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    return *store;
}

[[nodiscard]] inline std::vector<Record> recordsOf(const StorePointer &store)
{
    auto page = answer(store->ports().records->page({}, SortOrder::Ascending, {}, kMaxPageRows));
    return page ? std::move(page->records) : std::vector<Record>();
}

/// All records as CSV.
[[nodiscard]] inline QByteArray exported(const StorePointer &store, ExportOptions options)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    exchange::CsvExporter exporter(store->ports(), steppingClock());
    Exporter &port = exporter;
    const auto done = answer(port.writeTo(&buffer, ExportRequest(), std::move(options)));
    return done ? buffer.data() : "failed: " + done.error().message.toUtf8();
}

/// Brings an export of ours into the store.
inline void import(const StorePointer &store, const QByteArray &csv)
{
    exchange::CsvImporter importer(store->ports());
    Importer &port = importer;
    ImportInput input;
    input.content = csv;
    input.name = QStringLiteral("file");
    const auto inspected = answer(port.inspect(input));
    QVERIFY2(inspected, qPrintable(inspected ? QString() : inspected.error().message));
    QVERIFY(inspected->isOwnExport);
    ImportRun run;
    run.plan = inspected->plan;
    const auto report = answer(port.run(input, run));
    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    QVERIFY(report->isCommitted);
}

/// What a record is made of, without ids and without who stored it when.
[[nodiscard]] inline QByteArray textOf(const Record &record)
{
    QByteArray text =
        record.metricName.toUtf8() + '|' + record.unit.toUtf8() + '|' +
        QByteArray::number(qulonglong(std::bit_cast<std::uint64_t>(record.value)), 16);
    for (const auto &time : {record.sessionStart, record.sessionEnd})
        text += '|' + (time ? QByteArray::number(qlonglong(time->posixNs())) : "none");
    for (const auto &part : {record.device, record.invocation, record.sessionName})
        text += '|' + (part ? part->toUtf8() : "none");
    text += '|' + record.sessionUid.toUtf8() + '|' + (record.isEntry ? "entry" : "session");
    for (auto it = record.tags.cbegin(); it != record.tags.cend(); ++it)
        text += '|' + it.key().toUtf8() + '=' + it.value().toUtf8();
    return text + '|' + record.note.toUtf8();
}

} // namespace tidemark::test
