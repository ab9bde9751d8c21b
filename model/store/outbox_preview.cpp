// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_preview.h"

#include "model/store/connection.h"
#include "model/store/outbox_keys.h"
#include "model/store/outbox_queue.h"
#include "model/store/publish_devices.h"
#include "model/store/published_records.h"
#include "model/store/selection_sql.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr qsizetype kMaxNames = 1000;

constexpr Sql kCountKinds{
    "count_outbox_kinds"_L1,
    "SELECT o.kind, count(*), sum(CASE o.kind WHEN 1 THEN NOT EXISTS (SELECT 1 FROM device d "
    "WHERE d.id = o.key1 AND d.deleted = 0) WHEN 2 THEN NOT EXISTS (SELECT 1 FROM metric x "
    "WHERE x.id = o.key1) WHEN 3 THEN NOT EXISTS (SELECT 1 FROM session s WHERE s.id = o.key1) "
    "ELSE NOT EXISTS (SELECT 1 FROM record r WHERE r.metric_id = o.key1 "
    "AND r.session_id = o.key2) END) FROM outbox o WHERE o.source_id = ? AND o.state < 2 "
    "GROUP BY o.kind"_L1};
constexpr Sql kNewDefinitions{
    "select_new_definitions"_L1,
    "SELECT x.name FROM outbox o JOIN metric x ON x.id = o.key1 WHERE o.source_id = ? "
    "AND o.state < 2 AND o.kind = 2 AND NOT EXISTS (SELECT 1 FROM mirror m "
    "WHERE m.source_id = o.source_id AND m.kind = 2 AND m.key1 = o.key1 AND m.key2 = 0) "
    "ORDER BY x.name LIMIT ?"_L1};
constexpr Sql kDropped{
    "select_dropped_tags"_L1,
    "SELECT t.key FROM outbox o JOIN session s ON s.id = o.key1, json_each(s.tags) t "
    "WHERE o.source_id = ? AND o.state < 2 AND o.kind = 3 AND s.tags <> '{}' UNION "
    "SELECT 'note' FROM outbox o JOIN session s ON s.id = o.key1 "
    "WHERE o.source_id = ? AND o.state < 2 AND o.kind = 3 AND s.note <> '' ORDER BY 1"_L1};
// Of records, and of what they need there.
constexpr Sql kSelectItems{
    "select_published_items"_L1,
    "WITH k AS (SELECT ? AS source, json_extract(value, '$[0]') AS metric, json_extract(value, "
    "'$[1]') "
    "AS session FROM json_each(?)) "
    "SELECT o.id FROM k JOIN outbox o ON o.source_id = k.source AND o.kind = 4 AND o.key1 = "
    "k.metric "
    "AND o.key2 = k.session UNION SELECT o.id FROM k JOIN outbox o ON o.source_id = k.source "
    "AND o.kind = 2 AND o.key1 = k.metric AND o.key2 = 0 UNION SELECT o.id FROM k JOIN outbox o "
    "ON o.source_id = k.source AND o.kind = 3 AND o.key1 = k.session AND o.key2 = 0"_L1};
constexpr Sql kHasMirror{"select_has_mirror"_L1,
                         "SELECT 1 FROM mirror WHERE source_id = ? AND kind = ? AND key1 = ? "
                         "AND key2 = 0"_L1};
constexpr Sql kCountUninferable{
    "count_uninferable_outbox"_L1,
    "SELECT count(*) FROM outbox o JOIN publish_device p ON p.source_id = o.source_id "
    "AND p.metric_id = o.key1 AND p.session_id = o.key2 AND p.mode = 1 "
    "JOIN record r ON r.metric_id = o.key1 AND r.session_id = o.key2 "
    "WHERE o.source_id = ? AND o.state < 2 AND o.kind = 4 AND (SELECT count(*) "
    "FROM session_device d WHERE d.session_id = o.key2) <> 1"_L1};
constexpr Sql kCountDevices{"count_session_devices"_L1,
                            "SELECT count(*) FROM session_device WHERE session_id = ?"_L1};
constexpr Sql kHasChoice{"select_has_publish_device"_L1,
                         "SELECT EXISTS (SELECT 1 FROM publish_device WHERE source_id = ?)"_L1};
constexpr Sql kChoice{"select_publish_device"_L1,
                      "SELECT mode, device FROM publish_device WHERE source_id = ? "
                      "AND metric_id = ? AND session_id = ?"_L1};

Result<std::int64_t> firstNumber(Statement &&select, const Result<void> &done)
{
    if (!done)
        return failure(done.error());
    if (const auto row = select.next(); !row)
        return failure(row.error());
    return select.integer(0);
}

template <class... Values>
Result<QStringList> names(Connection &connection, const Sql &sql, const Values &...values)
{
    QStringList found;
    Statement select = connection.prepare(sql);
    if (auto done = select.run(values...); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return found;
        found.append(select.text(0));
    }
}

Result<OutboxPreview> previewQueue(Connection &connection, const Source &source)
{
    OutboxPreview preview;
    Statement select = connection.prepare(kCountKinds);
    if (auto done = select.run(source.id); !done)
        return failure(done.error());
    for (auto row = select.next(); !row || *row; row = select.next()) {
        if (!row)
            return failure(row.error());
        const auto kind = static_cast<OutboxKind>(select.integer(0));
        const std::int64_t count = select.integer(1);
        preview.removals += select.integer(2);
        if (kind == OutboxKind::Record)
            preview.records = count;
        else if (kind == OutboxKind::Session)
            preview.sessions = count;
        else if (kind == OutboxKind::Definition)
            preview.definitions = count;
    }
    auto created = names(connection, kNewDefinitions, source.id, static_cast<int>(kMaxNames));
    if (!created)
        return failure(created.error());
    preview.newDefinitions = std::move(*created);
    Statement refused = connection.prepare(kCountUninferable);
    const auto asked = refused.run(source.id);
    const auto uninferable = firstNumber(std::move(refused), asked);
    if (!uninferable)
        return failure(uninferable.error());
    preview.uninferable = *uninferable;
    if (source.level != PublishLevel::Summary)
        return preview;
    auto dropped = names(connection, kDropped, source.id, source.id);
    if (!dropped)
        return failure(dropped.error());
    preview.droppedBySummary = std::move(*dropped);
    return preview;
}

/// Counts what records would bring along, each once.
class SelectionCount
{
public:
    SelectionCount(Connection &connection, OrgId org, const Source &source,
                   const PublishDevice &device)
        : m_connection(connection)
        , m_org(org)
        , m_source(source)
        , m_device(device)
    {}

    [[nodiscard]] Result<void> add(const Record &record)
    {
        ++m_preview.records;
        if (m_source.level == PublishLevel::Summary) {
            for (auto tag = record.tags.cbegin(); tag != record.tags.cend(); ++tag)
                m_dropped.insert(tag.key());
            if (!record.note.isEmpty())
                m_dropped.insert(u"note"_s);
        }
        if (!m_sessions.contains(record.key.session.value())) {
            m_sessions.insert(record.key.session.value());
            const auto isNew = isMissing(OutboxKind::Session, record.key.session.value());
            if (!isNew)
                return failure(isNew.error());
            m_preview.sessions += *isNew ? 1 : 0;
            if (auto counted = countDevices(record.key.session); !counted)
                return counted;
        }
        m_preview.uninferable += m_uninferable.contains(record.key.session.value()) ? 1 : 0;
        if (m_metrics.contains(record.key.metric.value()))
            return {};
        m_metrics.insert(record.key.metric.value());
        const auto isNew = isMissing(OutboxKind::Definition, record.key.metric.value());
        if (!isNew)
            return failure(isNew.error());
        if (*isNew) {
            ++m_preview.definitions;
            m_preview.newDefinitions.append(record.metricName);
        }
        return {};
    }

    [[nodiscard]] Result<void> addDevice()
    {
        if (m_device.mode != PublishDevice::Mode::Given || m_preview.records == 0)
            return {};
        Statement select = m_connection.prepare(kIsDeviceThere);
        const auto asked =
            select.run(m_source.id, m_org, m_device.device, m_source.id, m_device.device);
        return firstNumber(std::move(select), asked).transform([this](std::int64_t isThere) {
            m_preview.isDeviceNew = isThere == 0;
        });
    }

    [[nodiscard]] OutboxPreview preview() &&
    {
        m_preview.newDefinitions.sort();
        m_preview.newDefinitions = m_preview.newDefinitions.mid(0, kMaxNames);
        m_preview.droppedBySummary = QStringList(m_dropped.cbegin(), m_dropped.cend());
        m_preview.droppedBySummary.sort();
        return std::move(m_preview);
    }

private:
    [[nodiscard]] Result<bool> isMissing(OutboxKind kind, std::int64_t key)
    {
        Statement select = m_connection.prepare(kHasMirror);
        if (auto done = select.run(m_source.id, static_cast<int>(kind), key); !done)
            return failure(done.error());
        return select.next().transform([](bool isThere) { return !isThere; });
    }

    [[nodiscard]] Result<void> countDevices(SessionId session)
    {
        if (m_device.mode != PublishDevice::Mode::Inferred)
            return {};
        Statement select = m_connection.prepare(kCountDevices);
        const auto asked = select.run(session);
        return firstNumber(std::move(select), asked).transform([&](std::int64_t count) {
            if (count != 1)
                m_uninferable.insert(session.value());
        });
    }

    Connection &m_connection;
    OrgId m_org;
    const Source &m_source;
    const PublishDevice &m_device;
    OutboxPreview m_preview;
    QSet<std::int64_t> m_sessions;
    QSet<std::int64_t> m_uninferable; // sessions that do not have exactly one device
    QSet<std::int64_t> m_metrics;
    QSet<QString> m_dropped;
};

Result<void> addItems(Connection &connection, SourceId source,
                      const std::vector<RecordKey> &records, std::vector<OutboxItemId> &items)
{
    Statement select = connection.prepare(kSelectItems);
    if (auto done = select.run(source, jsonPairs(records)); !done)
        return done;
    for (auto row = select.next(); !row || *row; row = select.next()) {
        if (!row)
            return failure(row.error());
        items.push_back(select.id<OutboxItemId>(0));
    }
    return {};
}

void addChoice(std::vector<EarlierDevices::Choice> &choices, const PublishDevice &device)
{
    const auto known = std::find_if(choices.begin(), choices.end(), [&device](const auto &choice) {
        return choice.device == device;
    });
    if (known != choices.end())
        ++known->records;
    else
        choices.push_back({device, 1});
}

} // namespace

Result<OutboxPreview> previewOutbox(Connection &connection, OrgId org, const Source &source,
                                    const std::optional<PublishSelection> &selection,
                                    const PublishDevice &device)
{
    if (!selection)
        return previewQueue(connection, source);
    const auto rule = storableRule(device);
    if (!rule)
        return failure(rule.error());
    SelectionCount count(connection, org, source, *rule);
    return forEachPublished(connection, org, *selection,
                            [&count](const Record &record) { return count.add(record); })
        .and_then([&count] { return count.addDevice(); })
        .transform([&count] { return std::move(count).preview(); });
}

Result<EarlierDevices> readEarlierDevices(Connection &connection, OrgId org, SourceId source,
                                          const PublishSelection &selection)
{
    Statement any = connection.prepare(kHasChoice);
    const auto asked = any.run(source);
    const auto hasAny = firstNumber(std::move(any), asked);
    if (!hasAny)
        return failure(hasAny.error());
    EarlierDevices earlier;
    if (*hasAny == 0)
        return earlier;
    const auto add = [&](const Record &record) -> Result<void> {
        Statement select = connection.prepare(kChoice);
        if (auto done = select.run(source, record.key.metric, record.key.session); !done)
            return done;
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        ++earlier.records;
        if (*row)
            addChoice(earlier.choices, readPublishDevice(select, 0));
        return {};
    };
    return forEachPublished(connection, org, selection, add).transform([&earlier] {
        std::stable_sort(earlier.choices.begin(), earlier.choices.end(),
                         [](const EarlierDevices::Choice &a, const EarlierDevices::Choice &b) {
                             return a.records > b.records;
                         });
        return std::move(earlier);
    });
}

Result<PublishedItems> enqueueSelection(Connection &connection, OrgId org, SourceId source,
                                        const PublishSelection &selection,
                                        const PublishDevice &device, Timestamp now)
{
    const auto rule = storableRule(device);
    if (!rule)
        return failure(rule.error());
    PublishedItems published;
    std::vector<RecordKey> noted;
    OutboxQueue queue(connection, source);
    const auto flush = [&]() -> Result<void> {
        if (auto kept = putPublishDevice(connection, source, noted, *rule); !kept)
            return kept;
        WrittenRows rows{{}, now};
        rows.isRepeated = true;
        if (const auto written = queue.write(rows); !written)
            return failure(written.error());
        if (auto added = addItems(connection, source, noted, published.items); !added)
            return added;
        queue = OutboxQueue(connection, source);
        noted.clear();
        return {};
    };
    auto done =
        forEachPublished(connection, org, selection, [&](const Record &record) -> Result<void> {
            queue.note(JournalTable::Record, record.key.metric.value(), record.key.session.value());
            ++published.records;
            noted.push_back(record.key);
            return noted.size() < OutboxKeys::kMaxNamed ? Result<void>() : flush();
        });
    done = done.and_then(flush);
    return done.transform([&published] {
        std::sort(published.items.begin(), published.items.end());
        published.items.erase(std::unique(published.items.begin(), published.items.end()),
                              published.items.end());
        return std::move(published);
    });
}

} // namespace tidemark::store
