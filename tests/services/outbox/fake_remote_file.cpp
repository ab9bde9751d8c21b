// SPDX-License-Identifier: GPL-3.0-or-later
// What a fake remote keeps in a file, so that it outlives a process that is killed.
#include "tests/services/outbox/fake_remote.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

namespace tidemark::test {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toJson(const RemoteState::StoredSession &stored)
{
    QJsonObject object{{u"key"_s, stored.session.key}};
    QJsonArray records;
    for (const auto &[metric, record] : stored.records)
        records.append(QJsonArray{metric, record.value, record.device.value_or(QString())});
    object.insert(u"records"_s, records);
    return object;
}

} // namespace

FakeRemote::FakeRemote(const QString &path)
    : m_path(path)
{
    load();
}

// Sessions with their keys and values: what a test of killed deliveries looks at.
void FakeRemote::load()
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    m_state.nextUid = object.value(u"next"_s).toInt(1);
    const QJsonArray names = object.value(u"definitions"_s).toArray();
    for (const QJsonValue name : names)
        m_state.definitions[name.toString()].name = name.toString();
    const QJsonObject sessions = object.value(u"sessions"_s).toObject();
    for (auto each = sessions.constBegin(); each != sessions.constEnd(); ++each) {
        RemoteState::StoredSession &stored = m_state.sessions[each.key()];
        stored.session.uid = each.key();
        stored.session.key = each.value().toObject().value(u"key"_s).toString();
        const QJsonArray records = each.value().toObject().value(u"records"_s).toArray();
        for (const QJsonValue value : records) {
            RemoteRecord record;
            record.metric = value.toArray().at(0).toString();
            record.value = value.toArray().at(1).toDouble();
            record.sessionUid = each.key();
            stored.records[record.metric] = record;
        }
    }
}

void FakeRemote::keep()
{
    if (m_path.isEmpty())
        return;
    QJsonObject sessions;
    for (const auto &[uid, stored] : m_state.sessions)
        sessions.insert(uid, toJson(stored));
    QJsonArray names;
    for (const auto &[name, definition] : m_state.definitions)
        names.append(name);
    QSaveFile file(m_path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(QJsonDocument(QJsonObject{{u"next"_s, m_state.nextUid},
                                             {u"definitions"_s, names},
                                             {u"sessions"_s, sessions}})
                       .toJson(QJsonDocument::Compact));
        file.commit();
    }
}

} // namespace tidemark::test
