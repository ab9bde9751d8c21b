// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/rows.h"

#include "model/store/connection.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectSessionDevices{
    "select_session_devices"_L1,
    "SELECT d.name FROM session_device sd JOIN device d ON d.id = sd.device_id "
    "WHERE sd.session_id = ? ORDER BY d.name"_L1};

QString objectText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject objectFromText(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

template <class Key>
Result<std::optional<Definition>> selectDefinition(Connection &connection, QLatin1StringView where,
                                                   const Key &key)
{
    Statement select =
        connection.prepare("select_definition"_L1, "SELECT "_L1 % kDefinitionColumns % " FROM "_L1 %
                                                       kDefinitionTables % where);
    if (auto done = select.run(key); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? std::optional(readDefinition(select)) : std::nullopt;
}

template <class Key>
Result<std::optional<Session>> selectSession(Connection &connection, QLatin1StringView where,
                                             const Key &key)
{
    std::optional<Session> session;
    {
        Statement select =
            connection.prepare("select_session"_L1, "SELECT "_L1 % kSessionColumns % " FROM "_L1 %
                                                        kSessionTables % where);
        if (auto done = select.run(key); !done)
            return failure(done.error());
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return session;
        session = readSession(select);
    }
    auto devices = readSessionDevices(connection, session->id);
    if (!devices)
        return failure(devices.error());
    session->devices = std::move(*devices);
    return session;
}

// Names and uids are stored in NFC; both spellings mean the same row.
QString composed(const QString &text)
{
    return text.normalized(QString::NormalizationForm_C);
}

} // namespace

QString tagsText(const TagMap &tags)
{
    if (tags.isEmpty())
        return u"{}"_s;
    QJsonObject object;
    for (auto it = tags.cbegin(); it != tags.cend(); ++it)
        object.insert(it.key(), it.value());
    return objectText(object);
}

TagMap tagsFromText(const QString &text)
{
    TagMap tags;
    if (text == "{}"_L1)
        return tags;
    const QJsonObject object = objectFromText(text);
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        tags.insert(it.key(), it.value().toString());
    return tags;
}

QString settingsText(const DefinitionSettings &settings)
{
    return objectText(toJson(settings));
}

Definition readDefinition(const Statement &row, int firstColumn)
{
    int column = firstColumn;
    Definition definition;
    definition.id = row.id<MetricId>(column++);
    definition.uid = row.text(column++);
    definition.name = row.text(column++);
    definition.description = row.optionalText(column++);
    definition.unit = row.text(column++);
    definition.kind = static_cast<MetricKind>(row.integer(column++));
    definition.tags = tagsFromText(row.text(column++));
    definition.settings = definitionSettingsFromJson(objectFromText(row.text(column++)));
    definition.isArchived = row.boolean(column++);
    definition.createdBy = row.text(column++);
    definition.created = row.timestamp(column++);
    definition.modifiedBy = row.text(column++);
    definition.modified = row.timestamp(column++);
    return definition;
}

Session readSession(const Statement &row, int firstColumn)
{
    int column = firstColumn;
    Session session;
    session.id = row.id<SessionId>(column++);
    session.uid = row.text(column++);
    session.name = row.optionalText(column++);
    session.start = row.optionalTimestamp(column++);
    session.end = row.optionalTimestamp(column++);
    session.isEntry = row.boolean(column++);
    session.tags = tagsFromText(row.text(column++));
    session.note = row.text(column++);
    session.createdBy = row.text(column++);
    session.created = row.timestamp(column++);
    session.modifiedBy = row.text(column++);
    session.modified = row.timestamp(column++);
    return session;
}

Result<QStringList> readSessionDevices(Connection &connection, SessionId session)
{
    Statement select = connection.prepare(kSelectSessionDevices);
    if (auto done = select.run(session); !done)
        return failure(done.error());
    QStringList names;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return names;
        names.append(select.text(0));
    }
}

Result<std::optional<Definition>> findDefinition(Connection &connection, const QString &name)
{
    return selectDefinition(connection, " WHERE m.org_id = 1 AND m.name = ?"_L1, composed(name));
}

Result<std::optional<Definition>> findDefinition(Connection &connection, MetricId id)
{
    return selectDefinition(connection, " WHERE m.id = ?"_L1, id);
}

Result<std::optional<Session>> findSession(Connection &connection, const QString &uid)
{
    return selectSession(connection, " WHERE s.org_id = 1 AND s.uid = ?"_L1, composed(uid));
}

Result<std::optional<Session>> findSession(Connection &connection, SessionId id)
{
    return selectSession(connection, " WHERE s.id = ?"_L1, id);
}

} // namespace tidemark::store
