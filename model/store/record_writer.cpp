// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_writer.h"

#include "model/core/text.h"
#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/record_batch.h"
#include "model/store/record_reader.h"
#include "model/store/rows.h"
#include "model/store/values.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct RecordText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::RecordWriter)
};

// The record as the store now holds it.
Result<Record> stored(Connection &connection, RecordKey key, RecordColumns &columns)
{
    auto record = readRecord(connection, key, columns);
    if (!record)
        return failure(record.error());
    if (!*record)
        return failure(ErrorCode::Internal, RecordText::tr("The record could not be read back."));
    return std::move(**record);
}

constexpr std::size_t kManyItems = 8;

// A failure of one item, not of the store.
bool isItemError(const Error &error)
{
    return error.code == ErrorCode::InvalidArgument;
}

} // namespace

struct RecordWriter::Checked
{
    ResolvedMetric metric;
    double value = 0;
    std::optional<std::int64_t> device;
    TagMap tags;
    QString note;
    Timestamp at;
    DuplicatePolicy duplicates = DuplicatePolicy::Ask;
};

RecordWriter::RecordWriter(ChangeScope &scope, UidSource &uids)
    : m_scope(scope)
    , m_uids(uids)
    , m_catalog(scope, uids)
    , m_records(scope)
    , m_names(scope)
    , m_columns(scope.connection())
{}

Result<EntryOutcome> RecordWriter::enter(const ValueEntry &entry)
{
    const auto checked = check(entry);
    if (!checked)
        return failure(checked.error());
    auto outcome =
        entry.sessionUid ? enterIntoSession(*checked, *entry.sessionUid) : enterAlone(*checked);
    if (outcome)
        outcome->createdDefinition = checked->metric.isNew;
    return outcome;
}

Result<RecordWriter::Checked> RecordWriter::check(const ValueEntry &entry)
{
    const auto value = storableValue(entry.value);
    if (!value)
        return failure(value.error());
    auto tags = storableTags(entry.tags);
    if (!tags)
        return failure(tags.error());
    auto note = cleanText(entry.note);
    if (!note)
        return failure(note.error());
    auto metric = m_catalog.resolve(entry.metric, entry.unit);
    if (!metric)
        return failure(metric.error());
    Checked checked{std::move(*metric), *value,          {}, std::move(*tags), *note,
                    entry.at,           entry.duplicates};
    if (entry.device) {
        const auto device = m_names.device(*entry.device);
        if (!device)
            return failure(device.error());
        checked.device = *device;
    }
    return checked;
}

Result<EntryOutcome> RecordWriter::enterIntoSession(const Checked &entry, const QString &uid)
{
    const auto session = findSession(m_scope.connection(), m_scope.org(), uid);
    if (!session)
        return failure(session.error());
    if (!*session)
        return failure(sessionNotFound(uid));
    const RecordKey key{entry.metric.id, (*session)->id};
    const auto taken = m_records.find(key);
    if (!taken)
        return failure(taken.error());
    if (*taken && entry.duplicates == DuplicatePolicy::Ask)
        return ask(key);
    if (*taken && entry.duplicates == DuplicatePolicy::KeepBoth)
        return failure(ErrorCode::InvalidArgument,
                       RecordText::tr("A session holds one value of a metric. Replace it, or enter "
                                      "this value without the session."));
    return store(entry, **session);
}

Result<EntryOutcome> RecordWriter::enterAlone(const Checked &entry)
{
    if (entry.duplicates != DuplicatePolicy::KeepBoth) {
        const auto taken = m_records.findEntry(entry.metric.id, entry.at, entry.device);
        if (!taken)
            return failure(taken.error());
        if (*taken)
            return entry.duplicates == DuplicatePolicy::Ask ? ask(**taken)
                                                            : replaceEntry(entry, **taken);
    }
    Session session;
    session.uid = m_uids.next("ss_"_L1);
    session.start = session.end = entry.at;
    session.isEntry = true;
    session.tags = entry.tags;
    session.note = entry.note;
    if (auto inserted = SessionRows(m_scope).insert(session); !inserted)
        return failure(inserted.error());
    return store(entry, session);
}

Result<EntryOutcome> RecordWriter::replaceEntry(const Checked &entry, RecordKey key)
{
    auto session = findSession(m_scope.connection(), m_scope.org(), key.session);
    if (!session)
        return failure(session.error());
    if (!*session)
        return failure(ErrorCode::Internal, RecordText::tr("The record could not be read back."));
    if ((*session)->tags != entry.tags || (*session)->note != entry.note) {
        (*session)->tags = entry.tags;
        (*session)->note = entry.note;
        if (auto updated = SessionRows(m_scope).update(**session); !updated)
            return failure(updated.error());
    }
    return store(entry, **session);
}

Result<EntryOutcome> RecordWriter::store(const Checked &entry, const Session &session)
{
    const RecordRow row{{entry.metric.id, session.id}, entry.device, {}, entry.value};
    if (auto put = m_records.put(row, session); !put)
        return failure(put.error());
    auto record = stored(m_scope.connection(), row.key, m_columns);
    if (!record)
        return failure(record.error());
    EntryOutcome outcome;
    outcome.saved = std::move(*record);
    return outcome;
}

Result<EntryOutcome> RecordWriter::ask(RecordKey key)
{
    auto record = stored(m_scope.connection(), key, m_columns);
    if (!record)
        return failure(record.error());
    EntryOutcome outcome;
    outcome.duplicate = std::move(*record);
    return outcome;
}

Result<PublishResult> RecordWriter::publish(const PublishRequest &request)
{
    if (request.items.size() > kMaxPublishItems)
        return failure(ErrorCode::InvalidArgument,
                       RecordText::tr("At most %1 values can be published at once. Send them in "
                                      "parts.")
                           .arg(kMaxPublishItems));
    const auto session = findSession(m_scope.connection(), m_scope.org(), request.sessionUid);
    if (!session)
        return failure(session.error());
    if (!*session)
        return failure(sessionNotFound(request.sessionUid));
    const auto device = deviceOf(request.device, **session);
    if (!device)
        return failure(device.error());
    RecordRow row{{{}, (*session)->id}, {}, {}, 0};
    std::optional<QString> deviceName;
    if (*device) {
        row.device = (*device)->id;
        deviceName = (*device)->name;
    }
    std::optional<QString> invocationUid;
    if (request.invocation) {
        auto uid = storableId(*request.invocation);
        if (!uid)
            return failure(uid.error());
        invocationUid = std::move(*uid);
    }
    const Record pattern = patternOf(**session, deviceName, invocationUid);
    if (auto known = lookAhead(request); !known)
        return failure(known.error());
    PublishResult result;
    result.succeeded.reserve(request.items.size());
    for (std::size_t i = 0; i < request.items.size(); ++i) {
        const PublishItem &item = request.items[i];
        auto record = checkedItem(item, pattern);
        if (record)
            result.succeeded.push_back(std::move(*record));
        else if (isItemError(record.error()))
            result.failed.push_back({i, item.metric, record.error()});
        else
            return failure(record.error());
    }
    if (auto done = storeItems(result, row, **session); !done)
        return failure(done.error());
    return result;
}

// What the items need to know is looked up for all of them with one statement, which costs a
// fraction of asking for each by itself.
Result<void> RecordWriter::lookAhead(const PublishRequest &request)
{
    if (request.items.size() < kManyItems)
        return {};
    QStringList names;
    names.reserve(static_cast<qsizetype>(request.items.size()));
    for (const PublishItem &item : request.items)
        names.append(item.metric);
    return m_catalog.lookAhead(names);
}

// All at once. Of a metric that is there twice, the last value stays.
Result<void> RecordWriter::storeItems(PublishResult &result, RecordRow pattern,
                                      const Session &session)
{
    RecordBatch::Values values;
    for (const Record &record : result.succeeded)
        values.insert_or_assign(record.key.metric, record.value);
    if (!values.empty() && result.succeeded.front().invocation) {
        const auto invocation = m_names.invocation(*result.succeeded.front().invocation);
        if (!invocation)
            return failure(invocation.error());
        pattern.invocation = *invocation;
    }
    const auto withHistory = RecordBatch(m_scope).put(values, pattern, session);
    if (!withHistory)
        return failure(withHistory.error());
    for (Record &record : result.succeeded)
        record.hasHistory = withHistory->contains(record.key.metric);
    return {};
}

Result<std::optional<RecordWriter::DeviceRef>> RecordWriter::deviceOf(const DeviceChoice &choice,
                                                                      const Session &session)
{
    if (choice.mode == DeviceChoice::Mode::None)
        return std::optional<DeviceRef>();
    if (choice.mode == DeviceChoice::Mode::Inferred && session.devices.size() != 1)
        return failure(ErrorCode::InvalidArgument,
                       session.devices.isEmpty()
                           ? RecordText::tr("The session has no device. Name a device, or publish "
                                            "without one.")
                           : RecordText::tr("The session has several devices. Name the one that "
                                            "is meant, or publish without one."));
    const QString name =
        choice.mode == DeviceChoice::Mode::Inferred ? session.devices.constFirst() : choice.device;
    const auto device = m_names.findDevice(name);
    if (!device)
        return failure(device.error());
    auto clean = storableId(name);
    if (!*device || !clean)
        return failure(deviceNotFound(name));
    return std::optional(DeviceRef{**device, std::move(*clean)});
}

// A failed item creates nothing: its value is checked before its definition is made. What will be
// stored is known without reading it back, which would take longer than to write it.
Result<Record> RecordWriter::checkedItem(const PublishItem &item, const Record &pattern)
{
    const auto value = storableValue(item.value);
    if (!value)
        return failure(value.error());
    const auto metric = m_catalog.resolve(item.metric, {});
    if (!metric)
        return failure(metric.error());
    Record record = pattern;
    record.key.metric = metric->id;
    record.metricName = metric->name;
    record.unit = metric->unit;
    record.metricUid = metric->uid;
    record.value = *value;
    return record;
}

// What all records of a call share.
Record RecordWriter::patternOf(const Session &session, const std::optional<QString> &device,
                               const std::optional<QString> &invocation) const
{
    Record record;
    record.key.session = session.id;
    record.device = device;
    record.invocation = invocation;
    record.published = m_scope.at();
    record.publishedBy = m_scope.who();
    record.sessionUid = session.uid;
    record.sessionName = session.name;
    record.sessionStart = session.start;
    record.sessionEnd = session.end;
    record.isEntry = session.isEntry;
    record.tags = session.tags;
    record.note = session.note;
    return record;
}

Result<void> RecordWriter::remove(const std::vector<RecordKey> &keys)
{
    for (const RecordKey &key : keys) {
        if (auto removed = m_records.remove(key); !removed)
            return removed;
    }
    return {};
}

} // namespace tidemark::store
