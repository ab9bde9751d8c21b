// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_work.h"

#include "model/store/connection.h"
#include "model/store/device_rows.h"
#include "model/store/names_there.h"
#include "model/store/outbox_heads.h"
#include "model/store/outbox_items.h"
#include "model/store/publish_devices.h"
#include "model/store/rows.h"
#include "model/store/transaction.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// The last of the next items: the window of each kind ends there.
constexpr Sql kLastOfWindow{
    "last_of_outbox_window"_L1,
    "SELECT max(id) FROM (SELECT id FROM outbox WHERE source_id = ? AND state < 2 "
    "ORDER BY id LIMIT ?)"_L1};
constexpr QLatin1StringView
    kRecordColumns(", x.name, coalesce(md.remote_uid, x.name), md.remote_uid IS NULL "
                   "AND EXISTS (SELECT 1 FROM mirror mo INDEXED BY mirror_uid "
                   "WHERE mo.source_id = o.source_id AND mo.remote_uid = x.name AND mo.kind = 2 "
                   "AND mo.key1 <> o.key1 AND @holds), "
                   "s.uid, r.value, d.name, ms.remote_uid, os.state, od.state, "
                   "r.change_id, ms.is_ours = 0 OR EXISTS (SELECT 1 FROM mirror mr "
                   "WHERE mr.source_id = o.source_id AND mr.kind = 4 AND mr.key2 = o.key2), "
                   "p.mode, p.device, CASE p.mode WHEN 1 THEN @only END");
constexpr QLatin1StringView kRecordTables(
    "LEFT JOIN record r ON r.metric_id = o.key1 AND r.session_id = o.key2 "
    "LEFT JOIN metric x ON x.id = o.key1 LEFT JOIN session s ON s.id = o.key2 "
    "LEFT JOIN device d ON d.id = r.device_id "
    "LEFT JOIN mirror md ON md.source_id = o.source_id AND md.kind = 2 AND md.key1 = o.key1 "
    "AND md.key2 = 0 "
    "LEFT JOIN mirror ms ON ms.source_id = o.source_id AND ms.kind = 3 AND ms.key1 = o.key2 "
    "AND ms.key2 = 0 LEFT JOIN outbox os ON os.source_id = o.source_id AND os.kind = 3 "
    "AND os.key1 = o.key2 AND os.key2 = 0 AND os.state < 3 "
    "LEFT JOIN outbox od ON od.source_id = o.source_id AND od.kind = 2 AND od.key1 = o.key1 "
    "AND od.key2 = 0 AND od.state < 3 @device");
constexpr Sql kFilesOfSession{
    "select_files_of_session"_L1,
    "SELECT f.uid, sf.first_ns, sf.last_ns FROM session_file sf JOIN file f ON f.id = sf.file_id "
    "WHERE sf.session_id = ? ORDER BY f.uid"_L1};
constexpr Sql kKnownDevices{"select_mirrored_devices"_L1,
                            "SELECT d.name FROM mirror m JOIN device d ON d.id = m.key1 "
                            "WHERE m.source_id = ? AND m.kind = 1"_L1};
constexpr Sql kChangeOfMetric{"change_of_metric"_L1,
                              "SELECT change_id FROM metric WHERE id = ?"_L1};
constexpr Sql kChangeOfDevice{"change_of_device"_L1,
                              "SELECT change_id FROM device WHERE id = ?"_L1};
// Most sessions have neither devices nor files, which need a look of their own.
constexpr QLatin1StringView
    kMoreOfSession(", max(s.change_id, coalesce((SELECT max(sd.change_id) FROM session_device sd "
                   "WHERE sd.session_id = o.key1), 0)), "
                   "EXISTS (SELECT 1 FROM session_device sd WHERE sd.session_id = o.key1), "
                   "EXISTS (SELECT 1 FROM session_file sf WHERE sf.session_id = o.key1), "
                   "o.queued_ns <> s.created_ns");
constexpr QLatin1StringView kJoinSession("LEFT JOIN session s ON s.id = o.key1 AND s.org_id = ? "
                                         "LEFT JOIN actor sc ON sc.id = s.created_by "
                                         "LEFT JOIN actor sm ON sm.id = s.modified_by");

constexpr QLatin1StringView
    kIsDisputed("SELECT EXISTS (SELECT 1 FROM outbox WHERE source_id = ? AND kind = 4 "
                "AND @key = ? AND state = 2 AND reason = 2)");

template <class... Key>
Result<std::int64_t> changeOf(Connection &connection, const Sql &sql, const Key &...keys)
{
    Statement select = connection.prepare(sql);
    if (auto done = select.run(keys...); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? select.integer(0) : 0;
}

class WorkReader
{
public:
    WorkReader(Connection &connection, OrgId org, SourceId source, std::int64_t last)
        : m_connection(connection)
        , m_org(org)
        , m_source(source)
        , m_last(last)
    {}

    [[nodiscard]] Result<void> devices(OutboxBatch &batch);
    [[nodiscard]] Result<void> definitions(OutboxBatch &batch);
    [[nodiscard]] Result<void> sessions(OutboxBatch &batch);
    [[nodiscard]] Result<void> records(OutboxBatch &batch);
    [[nodiscard]] Result<void> knownDevices(OutboxBatch &batch);

private:
    [[nodiscard]] Result<DefinitionWork> definition(OutboxHead head);
    [[nodiscard]] Result<SessionWork> session(const Statement &row);
    [[nodiscard]] Result<std::vector<FileContribution>> filesOf(SessionId session);
    [[nodiscard]] Result<std::optional<Device>> device(std::int64_t id);
    [[nodiscard]] Result<bool> isDisputed(const OutboxKey &key);

    Connection &m_connection;
    OrgId m_org;
    SourceId m_source;
    std::int64_t m_last;
};

Result<std::optional<Device>> WorkReader::device(std::int64_t id)
{
    Statement select = m_connection.prepare(
        "select_device_by_id"_L1, "SELECT "_L1 % kDeviceColumns % " FROM "_L1 % kDeviceTables %
                                      " WHERE d.org_id = ? AND d.id = ?"_L1);
    if (auto done = select.run(m_org, id); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return std::nullopt;
    StoredDevice stored = readDevice(select);
    return stored.isDeleted ? std::nullopt : std::optional(std::move(stored.device));
}

// Whether one of its values is in conflict.
Result<bool> WorkReader::isDisputed(const OutboxKey &key)
{
    QString text(kIsDisputed);
    text.replace("@key"_L1, key.kind == OutboxKind::Session ? "key2"_L1 : "key1"_L1);
    Statement select = m_connection.prepare("is_disputed"_L1, text);
    if (auto done = select.run(m_source, key.first); !done)
        return failure(done.error());
    return select.next().transform([&select](bool) { return select.boolean(0); });
}

Result<void> WorkReader::devices(OutboxBatch &batch)
{
    auto items = readHeads(m_connection, m_source, OutboxKind::Device, m_last);
    if (!items)
        return failure(items.error());
    for (OutboxHead &head : *items) {
        auto found = device(head.key.first);
        if (!found)
            return failure(found.error());
        const auto change = changeOf(m_connection, kChangeOfDevice, head.key.first);
        if (!change)
            return failure(change.error());
        head.change = *found ? *change : 0;
        batch.devices.push_back({std::move(head), std::move(*found)});
    }
    return {};
}

Result<DefinitionWork> WorkReader::definition(OutboxHead head)
{
    auto found = findDefinition(m_connection, m_org, MetricId(head.key.first));
    if (!found)
        return failure(found.error());
    const auto change = changeOf(m_connection, kChangeOfMetric, head.key.first);
    if (!change)
        return failure(change.error());
    const auto disputed = *found ? Result<bool>(false) : isDisputed(head.key);
    if (!disputed)
        return failure(disputed.error());
    head.change = *change;
    return DefinitionWork{std::move(head), std::move(*found), *disputed};
}

// With the removals that names wait for, however late they were queued: else a window of what waits
// would never get on.
Result<void> WorkReader::definitions(OutboxBatch &batch)
{
    auto items = readHeads(m_connection, m_source, OutboxKind::Definition, m_last);
    if (!items)
        return failure(items.error());
    std::set<std::int64_t> read;
    for (const OutboxHead &head : *items)
        read.insert(head.key.first);
    for (std::size_t i = 0; i < items->size(); ++i) {
        auto work = definition(std::move((*items)[i]));
        if (!work)
            return failure(work.error());
        if (work->definition && !work->head.mirror) {
            const auto awaited = addNamesThere(m_connection, m_org, m_source, *work);
            if (!awaited)
                return failure(awaited.error());
            if (*awaited && read.insert((*awaited)->value()).second) {
                auto removal = readHeadOfMetric(m_connection, m_source, **awaited);
                if (!removal)
                    return failure(removal.error());
                if (*removal)
                    items->push_back(std::move(**removal));
            }
        }
        batch.definitions.push_back(std::move(*work));
    }
    return {};
}

Result<std::vector<FileContribution>> WorkReader::filesOf(SessionId session)
{
    std::vector<FileContribution> files;
    Statement select = m_connection.prepare(kFilesOfSession);
    if (auto done = select.run(session); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return files;
        FileContribution file;
        file.file = select.text(0);
        if (!select.isNull(1))
            file.range = ClosedRange{select.timestamp(1), select.timestamp(2)};
        files.push_back(std::move(file));
    }
}

Result<void> WorkReader::sessions(OutboxBatch &batch)
{
    const QString window = parentsWindow(OutboxKind::Session);
    const int kind = static_cast<int>(OutboxKind::Session);
    Statement select = m_connection.prepare(
        "select_outbox_sessions"_L1, kHeadColumns % ", "_L1 % kSessionColumns % kMoreOfSession %
                                         kHeadTables % kJoinSession % window);
    if (auto done = select.run(m_org, m_source, m_last, kind, m_source, kind, m_source, m_last);
        !done)
        return done;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return {};
        auto work = session(select);
        if (!work)
            return failure(work.error());
        batch.sessions.push_back(std::move(*work));
    }
}

Result<SessionWork> WorkReader::session(const Statement &row)
{
    SessionWork work;
    work.head = readHead(row);
    if (row.isNull(kHeadColumnCount)) {
        return isDisputed(work.head.key).transform([&work](bool isDisputed) {
            work.isDisputed = isDisputed;
            return std::move(work);
        });
    }
    work.session = readSession(row, kHeadColumnCount);
    int column = kHeadColumnCount + kSessionColumnCount;
    work.head.change = row.integer(column++);
    if (row.boolean(column++)) {
        auto devices = readSessionDevices(m_connection, work.session->id);
        if (!devices)
            return failure(devices.error());
        work.session->devices = std::move(*devices);
    }
    work.mayBeThere = row.boolean(column + 1);
    if (row.boolean(column)) {
        auto files = filesOf(work.session->id);
        if (!files)
            return failure(files.error());
        work.files = std::move(*files);
    }
    return work;
}

Result<void> WorkReader::records(OutboxBatch &batch)
{
    QString columns(kRecordColumns);
    columns.replace("@only"_L1, QString(kOnlyDevice).replace("@session"_L1, "o.key2"_L1));
    columns.replace("@holds"_L1, QString(kHoldsName).replace("@row"_L1, "mo"_L1));
    QString tables(kRecordTables);
    tables.replace("@device"_L1, QString(kPublishDeviceJoin).replace("@row"_L1, "o"_L1));
    Statement select = m_connection.prepare(
        "select_outbox_records"_L1, kHeadColumns % columns % kHeadTables % tables % kWindow);
    if (auto done = select.run(m_source, m_last, static_cast<int>(OutboxKind::Record)); !done)
        return done;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return {};
        int column = kHeadColumnCount;
        RecordWork work;
        work.head = readHead(select);
        work.metric = select.text(column++);
        work.metricThere = select.text(column++);
        work.isNameTaken = select.boolean(column++);
        work.sessionUid = select.text(column++);
        if (!select.isNull(column))
            work.value = select.real(column);
        ++column;
        work.device = select.optionalText(column++);
        work.remoteSession = select.optionalText(column++);
        const auto session = select.optionalInteger(column++);
        work.hasSessionItem = session.has_value();
        work.isSessionStuck = session == static_cast<std::int64_t>(OutboxState::Attention);
        const auto definition = select.optionalInteger(column++);
        work.hasDefinitionItem = definition.has_value();
        work.isDefinitionStuck = definition == static_cast<std::int64_t>(OutboxState::Attention);
        work.head.change = select.integer(column++);
        work.isSessionShared = select.boolean(column++);
        work.rule = readPublishDevice(select, column);
        column += 2;
        work.onlyDevice = select.optionalText(column);
        batch.records.push_back(std::move(work));
    }
}

Result<void> WorkReader::knownDevices(OutboxBatch &batch)
{
    Statement select = m_connection.prepare(kKnownDevices);
    if (auto done = select.run(m_source); !done)
        return done;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return {};
        batch.knownDevices.insert(select.text(0));
    }
}

} // namespace

Result<OutboxBatch> readWork(Connection &connection, OrgId org, SourceId source, int limit)
{
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    OutboxBatch batch;
    std::optional<std::int64_t> last;
    {
        Statement select = connection.prepare(kLastOfWindow);
        if (auto done = select.run(source, limit); !done)
            return failure(done.error());
        if (const auto row = select.next(); !row)
            return failure(row.error());
        last = select.optionalInteger(0);
    }
    if (!last)
        return batch;
    WorkReader reader(connection, org, source, *last);
    auto done = reader.devices(batch)
                    .and_then([&] { return reader.definitions(batch); })
                    .and_then([&] { return reader.sessions(batch); })
                    .and_then([&] { return reader.records(batch); })
                    .and_then([&] { return reader.knownDevices(batch); });
    return done.transform([&batch] { return std::move(batch); });
}

} // namespace tidemark::store
