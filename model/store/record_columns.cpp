// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_columns.h"

#include "model/store/connection.h"
#include "model/store/rows.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr QByteArrayView kNoTags("{}"); // as most have none, and reading JSON takes its time
constexpr Sql kMetricName{"metric_name"_L1, "SELECT name, unit, uid FROM metric WHERE id = ?"_L1};
constexpr Sql kActorName{"actor_name"_L1, "SELECT name, '', '' FROM actor WHERE id = ?"_L1};
constexpr Sql kDeviceName{"device_name"_L1, "SELECT name, '', '' FROM device WHERE id = ?"_L1};
constexpr Sql kInvocationName{"invocation_name"_L1,
                              "SELECT uid, '', '' FROM invocation WHERE id = ?"_L1};

} // namespace

Result<Record> RecordColumns::read(const Statement &row)
{
    Record record;
    record.key = {row.id<MetricId>(0), row.id<SessionId>(1)};
    record.value = row.real(2);
    record.published = row.timestamp(5);
    record.sessionUid = row.text(7);
    record.sessionName = row.optionalText(8);
    record.sessionStart = row.optionalTimestamp(9);
    record.sessionEnd = row.optionalTimestamp(10);
    record.isEntry = row.boolean(11);
    if (row.view(12) != kNoTags)
        record.tags = tagsFromText(row.text(12));
    record.note = row.text(13);
    record.hasHistory = row.boolean(14);
    if (auto named = readNames(row, record); !named)
        return failure(named.error());
    return record;
}

Result<void> RecordColumns::readNames(const Statement &row, Record &record)
{
    const auto metric = nameOf(m_metrics, kMetricName, record.key.metric.value());
    if (!metric)
        return failure(metric.error());
    record.metricName = (*metric)->name;
    record.unit = (*metric)->unit;
    record.metricUid = (*metric)->uid;
    const auto publisher = nameOf(m_actors, kActorName, row.integer(6));
    if (!publisher)
        return failure(publisher.error());
    record.publishedBy = (*publisher)->name;
    if (const auto id = row.optionalInteger(3)) {
        const auto device = nameOf(m_devices, kDeviceName, *id);
        if (!device)
            return failure(device.error());
        record.device = (*device)->name;
    }
    if (const auto id = row.optionalInteger(4)) {
        const auto invocation = nameOf(m_invocations, kInvocationName, *id);
        if (!invocation)
            return failure(invocation.error());
        record.invocation = (*invocation)->name;
    }
    return {};
}

Result<const RecordColumns::MetricName *> RecordColumns::nameOf(Names &names, const Sql &sql,
                                                                std::int64_t id)
{
    if (const auto known = names.known.find(id); known != names.known.end())
        return &known->second;
    if (!names.select)
        names.select.emplace(m_connection.prepare(sql));
    if (auto done = names.select->run(id); !done)
        return failure(done.error());
    const auto row = names.select->next();
    if (!row)
        return failure(row.error());
    MetricName name;
    if (*row) // foreign keys see to it
        name = {names.select->text(0), names.select->text(1), names.select->text(2)};
    names.select->finish();
    return &names.known.emplace(id, std::move(name)).first->second;
}

} // namespace tidemark::store
