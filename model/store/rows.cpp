// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/rows.h"

#include "model/store/connection.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct RowText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::Rows)
};

constexpr Sql kSelectSessionId{"select_session_id"_L1,
                               "SELECT id FROM session WHERE org_id = ? AND uid = ?"_L1};
constexpr Sql kSelectSessionDevices{
    "select_session_devices"_L1,
    "SELECT d.name FROM session_device sd JOIN device d ON d.id = sd.device_id "
    "WHERE sd.session_id = ? ORDER BY d.name"_L1};

QString jsonText(const QJsonDocument &document)
{
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

template <class Key>
Result<std::optional<Definition>> selectDefinition(Connection &connection, OrgId org,
                                                   QLatin1StringView where, const Key &key)
{
    Statement select =
        connection.prepare("select_definition"_L1, "SELECT "_L1 % kDefinitionColumns % " FROM "_L1 %
                                                       kDefinitionTables % where);
    if (auto done = select.run(org, key); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? std::optional(readDefinition(select)) : std::nullopt;
}

template <class Key>
Result<std::optional<Session>> selectSession(Connection &connection, OrgId org,
                                             QLatin1StringView where, const Key &key)
{
    std::optional<Session> session;
    {
        Statement select =
            connection.prepare("select_session"_L1, "SELECT "_L1 % kSessionColumns % " FROM "_L1 %
                                                        kSessionTables % where);
        if (auto done = select.run(org, key); !done)
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
    return jsonText(QJsonDocument(object));
}

TagMap tagsFromText(const QString &text)
{
    TagMap tags;
    if (text == "{}"_L1)
        return tags;
    const QJsonObject object = objectFromText(std::optional(text));
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        tags.insert(it.key(), it.value().toString());
    return tags;
}

QString settingsText(const DefinitionSettings &settings)
{
    return jsonText(QJsonDocument(toJson(settings)));
}

std::optional<QString> objectText(const QJsonObject &object)
{
    return object.isEmpty() ? std::nullopt : std::optional(jsonText(QJsonDocument(object)));
}

QJsonObject objectFromText(const std::optional<QString> &text)
{
    return text ? QJsonDocument::fromJson(text->toUtf8()).object() : QJsonObject();
}

std::optional<QString> labelsText(const QStringList &labels)
{
    if (labels.isEmpty())
        return std::nullopt;
    return jsonText(QJsonDocument(QJsonArray::fromStringList(labels)));
}

QStringList labelsFromText(const std::optional<QString> &text)
{
    QStringList labels;
    if (!text)
        return labels;
    const QJsonArray array = QJsonDocument::fromJson(text->toUtf8()).array();
    for (const QJsonValue label : array)
        labels.append(label.toString());
    return labels;
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
    definition.settings = definitionSettingsFromJson(objectFromText(row.optionalText(column++)));
    definition.isArchived = row.boolean(column++);
    if (const auto keep_ns = row.optionalInteger(column++))
        definition.keepSamples = Timedelta(*keep_ns);
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
    session.description = row.optionalText(column++);
    session.metadata = objectFromText(row.optionalText(column++));
    session.labels = labelsFromText(row.optionalText(column++));
    session.customFields = objectFromText(row.optionalText(column++));
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

Result<std::optional<Definition>> findDefinition(Connection &connection, OrgId org,
                                                 const QString &name)
{
    return selectDefinition(connection, org, " WHERE m.org_id = ? AND m.name = ?"_L1,
                            composed(name));
}

Result<std::optional<Definition>> findDefinition(Connection &connection, OrgId org, MetricId id)
{
    return selectDefinition(connection, org, " WHERE m.org_id = ? AND m.id = ?"_L1, id);
}

Result<std::optional<SessionId>> knownSessionId(Connection &connection, OrgId org,
                                                const QString &uid)
{
    Statement select = connection.prepare(kSelectSessionId);
    if (auto done = select.run(org, composed(uid)); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? std::optional(select.id<SessionId>(0)) : std::nullopt;
}

Result<SessionId> findSessionId(Connection &connection, OrgId org, const QString &uid)
{
    const auto known = knownSessionId(connection, org, uid);
    if (!known)
        return failure(known.error());
    return *known ? Result<SessionId>(**known) : Result<SessionId>(failure(sessionNotFound(uid)));
}

Error sessionNotFound(const QString &uid)
{
    return {
        ErrorCode::NotFound,
        RowText::tr("There is no session \"%1\" in this store. Choose another one or create it.")
            .arg(uid),
        {},
        ErrorSubject::Session};
}

Error deviceNotFound(const QString &name)
{
    return {ErrorCode::NotFound,
            RowText::tr("There is no device \"%1\" in this store. Choose another one or create it.")
                .arg(name),
            {},
            ErrorSubject::Device};
}

Result<std::optional<Session>> findSession(Connection &connection, OrgId org, const QString &uid)
{
    return selectSession(connection, org, " WHERE s.org_id = ? AND s.uid = ?"_L1, composed(uid));
}

Result<std::optional<Session>> findSession(Connection &connection, OrgId org, SessionId id)
{
    return selectSession(connection, org, " WHERE s.org_id = ? AND s.id = ?"_L1, id);
}

} // namespace tidemark::store
