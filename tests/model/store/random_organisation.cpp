// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/random_organisation.h"

#include "model/core/compensated_sum.h"

#include <array>

namespace tidemark::test {

void RandomOrg::check()
{
    const std::map<QString, MetricId> known = m_plain.metrics;
    learnMetrics();
    QVERIFY(known == m_plain.metrics);
    const auto info = answer(m_ports.admin->info());
    QVERIFY(info);
    QCOMPARE(info->metricCount, static_cast<std::int64_t>(m_plain.metrics.size()));
    QCOMPARE(info->sessionCount, static_cast<std::int64_t>(m_plain.sessions.size()));
    const auto changes = answer(m_ports.journal->changes(100'000));
    QVERIFY(changes);
    QCOMPARE(changes->size(), m_plain.changes.size());
    for (const ChangeEntry &change : *changes)
        QCOMPARE(change.who, m_author);
    const auto devices = answer(m_ports.sessions->devices());
    QVERIFY(devices);
    QCOMPARE(std::set<QString>(devices->begin(), devices->end()), m_plain.devices);
    const auto page = answer(m_ports.devices->page({}, 100));
    QVERIFY(page);
    QCOMPARE(page->devices.size(), m_plain.devices.size());
    for (const Device &device : page->devices)
        QCOMPARE(device.createdBy, m_author);
    checkSessions();
    checkRecords();
    checkAggregates();
}

void RandomOrg::checkSessions()
{
    const auto all = answer(m_ports.sessions->sessionsByUid({}, 10'000));
    QVERIFY(all);
    QCOMPARE(all->sessions.size(), m_plain.sessions.size());
    SessionQuery query;
    query.includeEntries = true;
    QCOMPARE(answer(m_ports.sessions->count(query)).value_or(-1),
             static_cast<std::int64_t>(m_plain.sessions.size()));
    query.text = u"s"_s; // in every uid
    const auto searched = answer(m_ports.sessions->sessions(query, {}, 10'000));
    QVERIFY(searched);
    QCOMPARE(searched->sessions.size(), m_plain.sessions.size());
    for (const Session &session : all->sessions) {
        const auto found = m_plain.sessions.find(session.uid);
        QVERIFY(found != m_plain.sessions.end());
        QCOMPARE(session.id, found->second.id);
        QCOMPARE(session.createdBy, m_author);
        QVERIFY((session.start ? std::optional(session.start->posixNs()) : std::nullopt) ==
                found->second.start_ns);
        const std::set<QString> devices(session.devices.begin(), session.devices.end());
        QCOMPARE(devices, found->second.devices);
        QCOMPARE(answer(m_ports.files->page(session.uid, {}, 100))->files.size(),
                 found->second.files.size());
        QCOMPARE(answer(m_ports.sessions->recordsOf(session.uid, 100))->size(),
                 found->second.values.size());
    }
    for (const QString &name : m_plain.devices) {
        std::size_t expected = 0;
        for (const auto &[uid, session] : m_plain.sessions)
            expected += session.devices.contains(name) ? 1U : 0U;
        QCOMPARE(answer(m_ports.devices->sessionsOf(name, {}, 1000))->sessions.size(), expected);
    }
}

void RandomOrg::checkRecords()
{
    std::size_t expected = 0;
    for (const auto &[uid, session] : m_plain.sessions)
        expected += session.values.size();
    QCOMPARE(answer(m_ports.admin->info())->recordCount, static_cast<std::int64_t>(expected));
    const auto page = answer(m_ports.records->page({}, SortOrder::Ascending, {}, 10'000));
    QVERIFY(page);
    QCOMPARE(page->records.size(), expected); // every session has times here
    QCOMPARE(answer(m_ports.records->count({})).value_or(-1), static_cast<std::int64_t>(expected));
    for (const Record &record : page->records) {
        const auto session = m_plain.sessions.find(record.sessionUid);
        QVERIFY(session != m_plain.sessions.end());
        QCOMPARE(record.value, session->second.values.at(record.metricName));
        QCOMPARE(record.publishedBy, m_author);
    }
}

void RandomOrg::checkAggregates()
{
    const auto summaries = answer(m_ports.catalog->summaries({}, 0));
    QVERIFY(summaries);
    QCOMPARE(summaries->size(), m_plain.metrics.size());
    double whole = 0;
    std::int64_t count = 0;
    for (const MetricSummary &summary : *summaries) {
        double sum = 0;
        std::int64_t records = 0;
        for (const auto &[uid, session] : m_plain.sessions) {
            const auto value = session.values.find(summary.definition.name);
            if (value == session.values.end())
                continue;
            sum += value->second; // eighths: exact
            ++records;
        }
        QCOMPARE(summary.recordCount, records);
        AggregateQuery query;
        query.selection.metrics = {summary.definition.id};
        const auto series = answer(m_ports.aggregates->aggregate(query));
        QVERIFY(series);
        QCOMPARE(total(*series).sum.value(), sum);
        QCOMPARE(total(*series).count, static_cast<std::uint64_t>(records));
        QCOMPARE(answer(m_ports.records->lastValues(summary.definition.id, 1000))->size(),
                 static_cast<std::size_t>(records));
        whole += sum;
        count += records;
    }
    const auto all = answer(m_ports.aggregates->total({}));
    QVERIFY(all);
    QCOMPARE(all->sum.value(), whole);
    QCOMPARE(all->count, static_cast<std::uint64_t>(count));
    const auto extent = answer(m_ports.aggregates->extent({}, TimeFilter::SessionEnd));
    QVERIFY(extent);
    QCOMPARE(extent->has_value(), count > 0);
}

void RandomOrg::refuseForeign(const PlainOrg &other)
{
    for (const auto &[name, metric] : other.metrics) {
        DefinitionChange change;
        change.unit = u"ms"_s;
        QCOMPARE(answer(m_ports.catalog->update(metric, change)).error().code, ErrorCode::NotFound);
        QCOMPARE(answer(m_ports.catalog->remove(metric)).error().code, ErrorCode::NotFound);
        QCOMPARE(answer(m_ports.catalog->archive({metric}, true)).error().code,
                 ErrorCode::NotFound);
        AggregateQuery query;
        query.selection.metrics = {metric};
        QCOMPARE(answer(m_ports.aggregates->aggregate(query)).error().code, ErrorCode::NotFound);
        QCOMPARE(answer(m_ports.aggregates->total(query.selection))->count, 0U);
        QVERIFY(!answer(m_ports.aggregates->extent({metric}, TimeFilter::SessionEnd))->has_value());
        QCOMPARE(answer(m_ports.records->count(query.selection)).value_or(-1), 0);
        QVERIFY(answer(m_ports.records->page(query.selection, SortOrder::Ascending, {}, 10))
                    ->records.empty());
        QVERIFY(answer(m_ports.records->lastValues(metric, 10))->empty());
    }
    for (const auto &[uid, session] : other.sessions) {
        SessionChange change;
        change.note = u"mine"_s;
        QCOMPARE(answer(m_ports.sessions->updateSession(session.id, change)).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(answer(m_ports.sessions->removeSessions({session.id})).error().code,
                 ErrorCode::NotFound);
        QVERIFY(answer(m_ports.sessions->recordsOf(session.id))->empty());
        for (const auto &[name, value] : session.values) {
            RecordEdit edit;
            edit.key = {other.metrics.at(name), session.id};
            edit.value = 1;
            QCOMPARE(answer(m_ports.records->edit({edit}, u"edit"_s)).error().code,
                     ErrorCode::NotFound);
            QCOMPARE(answer(m_ports.records->remove({edit.key}, u"remove"_s)).error().code,
                     ErrorCode::NotFound);
            QVERIFY(answer(m_ports.records->history(edit.key))->empty());
        }
    }
    for (const ChangeId change : other.changes)
        QCOMPARE(answer(m_ports.journal->undo(change)).error().code, ErrorCode::NotFound);
}

} // namespace tidemark::test
