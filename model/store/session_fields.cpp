// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/session_fields.h"

#include "model/domain/remote_images.h"
#include "model/store/values.h"

#include <QJsonArray>

namespace tidemark::store {

using namespace Qt::StringLiterals;
namespace field = outbox::field;

namespace {

const QLatin1StringView kTags("tidemark_tags");
const QLatin1StringView kNote("tidemark_note");

// What Tidemark puts into the metadata; anything else of these names stays there.
void takeTags(Session &session)
{
    const QJsonValue tags = session.metadata.value(kTags);
    TagMap map;
    bool isOurs = tags.isObject() && !tags.toObject().isEmpty();
    const QJsonObject object = tags.toObject();
    for (auto tag = object.constBegin(); tag != object.constEnd(); ++tag) {
        isOurs = isOurs && tag.value().isString();
        map.insert(tag.key(), tag.value().toString());
    }
    if (const auto clean = storableTags(map); isOurs && clean && *clean == map) {
        session.tags = map;
        session.metadata.remove(kTags);
    }
    const QString note = session.metadata.value(kNote).toString();
    if (const auto clean = storableDescription(note); !note.isEmpty() && clean && *clean == note) {
        session.note = note;
        session.metadata.remove(kNote);
    }
}

Result<QStringList> storableDevices(const QStringList &names)
{
    QStringList devices;
    for (const QString &name : names) {
        auto clean = storableId(name);
        if (!clean)
            return failure(clean.error());
        devices.append(std::move(*clean));
    }
    devices.sort();
    devices.removeDuplicates();
    return devices;
}

QStringList listOf(const QJsonObject &fields, QLatin1StringView key)
{
    QStringList list;
    const QJsonArray array = fields.value(key).toArray();
    for (const QJsonValue value : array)
        list.append(value.toString());
    return list;
}

} // namespace

Result<Session> storableSession(const FetchedSession &fetched)
{
    const RemoteSession &remote = fetched.session;
    Session session;
    const auto set = [](auto &member, auto value) -> Result<void> {
        if (!value)
            return failure(value.error());
        member = std::move(*value);
        return {};
    };
    auto done =
        set(session.name, storableSessionName(remote.name))
            .and_then(
                [&] { return set(session.description, storableDescription(remote.description)); })
            .and_then([&] { return set(session.metadata, storableObject(remote.metadata)); })
            .and_then([&] { return set(session.labels, storableLabels(remote.labels)); })
            .and_then(
                [&] { return set(session.customFields, storableObject(remote.customFields)); })
            .and_then([&] {
                return set(session.devices,
                           storableDevices(fetched.devices.value_or(QStringList())));
            })
            .and_then([&] { return checkTimes(remote.start, remote.end); });
    if (!done)
        return failure(done.error());
    if (remote.start && remote.end) {
        session.start = remote.start;
        session.end = remote.end;
    }
    session.modifiedBy = remote.modifiedBy;
    session.modified = remote.modified;
    takeTags(session);
    return session;
}

QJsonObject fieldsOf(const Session &session)
{
    return outbox::sessionFields(session, {}, PublishLevel::Detailed);
}

namespace {

QJsonObject withoutNulls(QJsonObject fields)
{
    for (auto field = fields.begin(); field != fields.end();)
        field = field->isNull() ? fields.erase(field) : std::next(field);
    return fields;
}

} // namespace

QJsonObject comparable(const QJsonObject &fields)
{
    QJsonObject plain = withoutRemoteChange(fields);
    for (const QLatin1StringView noted : {field::kUid, kWholeField, kOthersField, "key"_L1})
        plain.remove(noted);
    // A field that was cleared is noted as null where it was sent so, and one of a service's own is
    // told as if it were not there.
    plain.insert(field::kCustomFields, withoutNulls(plain.value(field::kCustomFields).toObject()));
    for (const QString &key : plain.keys()) {
        const QJsonValue value = plain.value(key);
        if (value.isNull() || (value.isArray() && value.toArray().isEmpty()) ||
            (value.isObject() && value.toObject().isEmpty()))
            plain.remove(key);
    }
    QStringList devices = listOf(plain, field::kDevices);
    devices.sort();
    if (!devices.isEmpty())
        plain.insert(field::kDevices, QJsonArray::fromStringList(devices));
    const auto bounds = outbox::timesOfFiles(plain.value(field::kFiles).toObject());
    plain.remove(field::kFiles);
    if (bounds)
        plain.insert(field::kFiles,
                     QJsonArray{qint64{bounds->first.posixNs()}, qint64{bounds->last.posixNs()}});
    return plain;
}

void copyField(QJsonObject &fields, QLatin1StringView key, const QJsonObject &from)
{
    if (from.contains(key))
        fields.insert(key, from.value(key));
    else
        fields.remove(key);
}

RemoteImage disputedImage(const QJsonObject &fields, const QString &uid, const Session &theirs)
{
    RemoteImage image;
    image.fields = fields;
    image.fields.insert(field::kUid, uid);
    image.fields.insert(kWholeField, true);
    noteRemoteChange(image, theirs.modifiedBy, theirs.modified);
    return image;
}

SessionChange changeTo(const Session &session, const QJsonObject &want, const QJsonObject &have)
{
    SessionChange change;
    const auto differs = [&](QLatin1StringView key) { return want.value(key) != have.value(key); };
    if (differs(field::kName))
        change.name = session.name;
    if (differs(field::kDescription))
        change.description = session.description;
    if (differs(field::kMetadata)) {
        change.metadata = session.metadata;
        change.tags = session.tags;
        change.note = session.note;
    }
    if (differs(field::kLabels))
        change.labels = session.labels;
    if (differs(field::kCustomFields))
        change.customFields = session.customFields;
    if (differs(field::kDevices))
        change.devices = session.devices;
    if (differs(field::kFiles)) {
        change.start = session.start;
        change.end = session.end;
    }
    return change;
}

SessionChange changeToTheirs(const QJsonObject &theirs, const Session &mine)
{
    const Session session = sessionOfFields(theirs);
    if (theirs.value(kWholeField).toBool())
        return changeTo(session, comparable(theirs), comparable(fieldsOf(mine)));
    SessionChange change;
    change.name = session.name;
    change.description = session.description;
    if (!theirs.contains(field::kMetadata))
        return change; // this level says no more
    change.metadata = session.metadata;
    change.tags = session.tags;
    change.note = session.note;
    change.labels = session.labels;
    change.customFields = session.customFields;
    return change;
}

Session sessionOfFields(const QJsonObject &fields)
{
    Session session;
    session.name = outbox::textOf(fields, field::kName);
    session.description = outbox::textOf(fields, field::kDescription);
    session.metadata = fields.value(field::kMetadata).toObject();
    session.labels = listOf(fields, field::kLabels);
    session.customFields = fields.value(field::kCustomFields).toObject();
    session.devices = listOf(fields, field::kDevices);
    if (const auto bounds = outbox::timesOfFiles(fields.value(field::kFiles).toObject())) {
        session.start = bounds->first;
        session.end = bounds->last;
    }
    takeTags(session);
    return session;
}

} // namespace tidemark::store
