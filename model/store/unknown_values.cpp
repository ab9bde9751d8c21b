// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/unknown_values.h"

#include "model/domain/outbox.h"
#include "model/domain/publish_device.h"
#include "model/store/connection.h"
#include "model/store/outbox_items.h"
#include "model/store/values.h"

#include <QHash>

#include <map>
#include <optional>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

constexpr Sql kKeyOf{
    "find_key_of_uid"_L1,
    "SELECT key1 FROM mirror WHERE source_id = ? AND kind = ? AND remote_uid = ?"_L1};
constexpr Sql kKnown{
    "find_known_value"_L1,
    "SELECT m.source_id, m.value, m.device, m.fields, coalesce(o.unanswered, 0), o.sent_value, "
    "o.sent_device, o.sent_fields FROM (SELECT ? AS source_id, ? AS key1, ? AS key2) q "
    "LEFT JOIN mirror m ON m.source_id = q.source_id AND m.kind = 4 AND m.key1 = q.key1 "
    "AND m.key2 = q.key2 LEFT JOIN outbox o ON o.source_id = q.source_id AND o.kind = 4 "
    "AND o.key1 = q.key1 AND o.key2 = q.key2"_L1};

// In the form in which names of devices are noted.
RemoteImage imageOf(const RemoteRecord &record)
{
    RemoteImage image;
    image.value = record.value;
    image.device = record.device;
    if (image.device)
        image.device = storableId(*image.device).value_or(*image.device);
    return image;
}

class KnownValues
{
public:
    KnownValues(Connection &connection, SourceId source)
        : m_source(source)
        , m_keyOf(connection.prepare(kKeyOf))
        , m_known(connection.prepare(kKnown))
    {}

    [[nodiscard]] Result<bool> isKnown(const RemoteRecord &record)
    {
        const auto metric = keyOf(OutboxKind::Definition, record.metric);
        const auto session = keyOf(OutboxKind::Session, record.sessionUid);
        if (!metric || !session)
            return failure(metric ? session.error() : metric.error());
        if (!*metric || !*session)
            return false;
        const auto row =
            m_known.run(m_source, **metric, **session).and_then([this] { return m_known.next(); });
        if (!row)
            return failure(row.error());
        const RemoteImage there = imageOf(record);
        const bool isNoted = !m_known.isNull(0) && readImage(m_known, 1) == there;
        const bool isSaid = m_known.integer(4) > 0 && isShownAs(readImage(m_known, 5), there);
        m_known.finish();
        return isNoted || isSaid;
    }

private:
    [[nodiscard]] Result<std::optional<std::int64_t>> keyOf(OutboxKind kind, const QString &uid)
    {
        QHash<QString, std::optional<std::int64_t>> &keys = m_keys[kind];
        if (const auto known = keys.constFind(uid); known != keys.cend())
            return *known;
        const auto row = m_keyOf.run(m_source, static_cast<int>(kind), uid).and_then([this] {
            return m_keyOf.next();
        });
        if (!row)
            return failure(row.error());
        const auto key = *row ? std::optional(m_keyOf.integer(0)) : std::nullopt;
        m_keyOf.finish();
        keys.insert(uid, key);
        return key;
    }

    SourceId m_source;
    Statement m_keyOf;
    Statement m_known;
    std::map<OutboxKind, QHash<QString, std::optional<std::int64_t>>> m_keys;
};

} // namespace

Result<std::int64_t> countUnknownValues(Connection &connection, SourceId source,
                                        const std::vector<RemoteRecord> &there)
{
    KnownValues values(connection, source);
    std::int64_t unknown = 0;
    for (const RemoteRecord &record : there) {
        const auto isKnown = values.isKnown(record);
        if (!isKnown)
            return failure(isKnown.error());
        unknown += *isKnown ? 0 : 1;
    }
    return unknown;
}

} // namespace tidemark::store
