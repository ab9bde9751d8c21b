// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/remote_images.h"

#include <QJsonArray>

#include <algorithm>

namespace tidemark::outbox {

using namespace Qt::StringLiterals;

namespace {

void insertText(QJsonObject &fields, QLatin1StringView key, const std::optional<QString> &text)
{
    if (text)
        fields.insert(key, *text);
}

void insertObject(QJsonObject &fields, QLatin1StringView key, const QJsonObject &object)
{
    if (!object.isEmpty())
        fields.insert(key, object);
}

void insertList(QJsonObject &fields, QLatin1StringView key, const QStringList &list)
{
    if (!list.isEmpty())
        fields.insert(key, QJsonArray::fromStringList(list));
}

QStringList listOf(const QJsonObject &fields, QLatin1StringView key)
{
    QStringList list;
    const QJsonArray array = fields.value(key).toArray();
    for (const QJsonValue value : array)
        list.append(value.toString());
    return list;
}

QStringList listWithout(const QJsonObject &from, const QJsonObject &without, QLatin1StringView key)
{
    QStringList list = listOf(from, key);
    const QStringList others = listOf(without, key);
    list.removeIf([&others](const QString &text) { return others.contains(text); });
    return list;
}

// Names that one object has and the other one lacks.
QStringList membersWithout(const QJsonObject &from, const QJsonObject &without,
                           QLatin1StringView key)
{
    QStringList names = from.value(key).toObject().keys();
    const QJsonObject others = without.value(key).toObject();
    names.removeIf([&others](const QString &name) { return others.contains(name); });
    return names;
}

QJsonObject newMembers(const QJsonObject &have, const QJsonObject &want, QLatin1StringView key)
{
    QJsonObject members = want.value(key).toObject();
    const QJsonObject present = have.value(key).toObject();
    for (auto member = members.begin(); member != members.end();) {
        const bool isSame =
            present.contains(member.key()) && present.value(member.key()) == member.value();
        member = isSame ? members.erase(member) : std::next(member);
    }
    return members;
}

QJsonValue rangeValue(const std::optional<ClosedRange> &range)
{
    if (!range)
        return QJsonValue::Null;
    return QJsonArray{static_cast<qint64>(range->first.posixNs()),
                      static_cast<qint64>(range->last.posixNs())};
}

std::optional<ClosedRange> rangeOf(const QJsonValue &value)
{
    const QJsonArray range = value.toArray();
    if (range.size() != 2)
        return std::nullopt;
    return ClosedRange{Timestamp(range.at(0).toInteger()), Timestamp(range.at(1).toInteger())};
}

QJsonObject filesObject(const Session &session, const std::vector<FileContribution> &files)
{
    QJsonObject object;
    for (const FileContribution &file : files)
        object.insert(file.file, rangeValue(file.range));
    if (files.empty() && session.start && session.end)
        object.insert(u"fl_"_s % session.uid,
                      rangeValue(ClosedRange{*session.start, *session.end}));
    return object;
}

QJsonObject metadataOf(const Session &session)
{
    QJsonObject metadata = session.metadata;
    QJsonObject tags;
    for (auto tag = session.tags.cbegin(); tag != session.tags.cend(); ++tag)
        tags.insert(tag.key(), tag.value());
    insertObject(metadata, "tidemark_tags"_L1, tags);
    if (!session.note.isEmpty())
        metadata.insert("tidemark_note"_L1, session.note);
    return metadata;
}

} // namespace

std::optional<QString> textOf(const QJsonObject &fields, QLatin1StringView key)
{
    const QJsonValue value = fields.value(key);
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

void keepNameTold(QJsonObject &fields, const QJsonObject &known)
{
    if (const QJsonValue told = known.value(kNameToldField); told.isString())
        fields.insert(kNameToldField, told);
}

QJsonObject definitionFields(const Definition &definition)
{
    QJsonObject fields{{field::kName, definition.name}};
    insertText(fields, field::kDescription, definition.description);
    return fields;
}

QJsonObject deviceFields(const Device &device, PublishLevel level)
{
    QJsonObject fields{{field::kName, device.name}};
    if (level != PublishLevel::Detailed)
        return fields;
    insertObject(fields, field::kMetadata, device.metadata);
    insertList(fields, field::kLabels, device.labels);
    insertObject(fields, field::kCustomFields, device.customFields);
    return fields;
}

QJsonObject sessionFields(const Session &session, const std::vector<FileContribution> &files,
                          PublishLevel level)
{
    QJsonObject fields;
    insertText(fields, field::kName, session.name);
    insertList(fields, field::kDevices, session.devices);
    insertObject(fields, field::kFiles, filesObject(session, files));
    if (level != PublishLevel::Detailed)
        return fields;
    insertText(fields, field::kDescription, session.description);
    insertObject(fields, field::kMetadata, metadataOf(session));
    insertList(fields, field::kLabels, session.labels);
    insertObject(fields, field::kCustomFields, session.customFields);
    return fields;
}

QJsonObject sessionFields(const RemoteSession &session)
{
    QJsonObject fields;
    insertText(fields, field::kName, session.name);
    insertText(fields, field::kDescription, session.description);
    insertObject(fields, field::kMetadata, session.metadata);
    insertList(fields, field::kLabels, session.labels);
    insertObject(fields, field::kCustomFields, session.customFields);
    return fields;
}

NewRemoteSession newSession(const QString &key, const QJsonObject &fields)
{
    NewRemoteSession session;
    session.key = key;
    session.name = textOf(fields, field::kName);
    session.description = textOf(fields, field::kDescription);
    session.devices = listOf(fields, field::kDevices);
    session.metadata = fields.value(field::kMetadata).toObject();
    session.labels = listOf(fields, field::kLabels);
    session.customFields = fields.value(field::kCustomFields).toObject();
    return session;
}

RemoteSessionChange sessionChange(const QJsonObject &have, const QJsonObject &want)
{
    RemoteSessionChange change;
    const auto differs = [&](QLatin1StringView key) { return have.value(key) != want.value(key); };
    if (differs(field::kName))
        change.name = textOf(want, field::kName);
    if (differs(field::kDescription))
        change.description = textOf(want, field::kDescription);
    change.putMetadata = newMembers(have, want, field::kMetadata);
    change.dropMetadata = membersWithout(have, want, field::kMetadata);
    change.addLabels = listWithout(want, have, field::kLabels);
    change.dropLabels = listWithout(have, want, field::kLabels);
    change.putCustomFields = newMembers(have, want, field::kCustomFields);
    change.dropCustomFields = membersWithout(have, want, field::kCustomFields);
    return change;
}

QStringList devicesWithout(const QJsonObject &from, const QJsonObject &without)
{
    return listWithout(from, without, field::kDevices);
}

std::vector<NewContribution> filesToAdd(const QJsonObject &have, const QJsonObject &want)
{
    std::vector<NewContribution> files;
    const QJsonObject there = have.value(field::kFiles).toObject();
    const QJsonObject wanted = want.value(field::kFiles).toObject();
    for (auto file = wanted.constBegin(); file != wanted.constEnd(); ++file) {
        if (!there.contains(file.key()) || there.value(file.key()) != file.value())
            files.push_back({file.key(), rangeOf(file.value())});
    }
    return files;
}

QStringList filesToRemove(const QJsonObject &have, const QJsonObject &want)
{
    return membersWithout(have, want, field::kFiles);
}

std::optional<ClosedRange> timesOfFiles(const QJsonObject &files)
{
    std::optional<ClosedRange> bounds;
    for (const QJsonValue value : files) {
        const QJsonArray range = value.toArray();
        if (range.size() != 2)
            continue;
        const Timestamp first(range.at(0).toInteger());
        const Timestamp last(range.at(1).toInteger());
        bounds = bounds ? ClosedRange{std::min(bounds->first, first), std::max(bounds->last, last)}
                        : ClosedRange{first, last};
    }
    return bounds;
}

} // namespace tidemark::outbox
