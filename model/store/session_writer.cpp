// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/session_writer.h"

#include "model/core/text.h"
#include "model/store/change_scope.h"
#include "model/store/file_rows.h"
#include "model/store/name_rows.h"
#include "model/store/record_rows.h"
#include "model/store/rows.h"
#include "model/store/session_rows.h"
#include "model/store/values.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct SessionText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SessionWriter)
};

Error sessionGone()
{
    return {ErrorCode::NotFound,
            SessionText::tr("This session is no longer in the store. Choose another one."),
            {},
            ErrorSubject::Session};
}

// What programs say about a session.
Result<Session> described(Session session, const SessionChange &change)
{
    if (change.description) {
        auto description = storableDescription(*change.description);
        if (!description)
            return failure(description.error());
        session.description = std::move(*description);
    }
    if (change.metadata) {
        auto metadata = storableObject(*change.metadata);
        if (!metadata)
            return failure(metadata.error());
        session.metadata = std::move(*metadata);
    }
    if (change.labels) {
        auto labels = storableLabels(*change.labels);
        if (!labels)
            return failure(labels.error());
        session.labels = std::move(*labels);
    }
    if (change.customFields) {
        auto fields = storableObject(*change.customFields);
        if (!fields)
            return failure(fields.error());
        session.customFields = std::move(*fields);
    }
    return session;
}

// Applies what is present; devices are handled apart.
Result<Session> changed(Session session, const SessionChange &change)
{
    if (change.name) {
        auto name = storableSessionName(*change.name);
        if (!name)
            return failure(name.error());
        session.name = std::move(*name);
    }
    if (change.tags) {
        auto tags = storableTags(*change.tags);
        if (!tags)
            return failure(tags.error());
        session.tags = std::move(*tags);
    }
    if (change.note) {
        auto note = cleanText(*change.note);
        if (!note)
            return failure(note.error());
        session.note = std::move(*note);
    }
    session.start = change.start.value_or(session.start);
    session.end = change.end.value_or(session.end);
    if (auto checked = checkTimes(session.start, session.end); !checked)
        return failure(checked.error());
    return described(std::move(session), change);
}

// The device, made when it is missing and may be.
Result<std::int64_t> deviceId(NameRows &names, const QString &name, DevicePolicy policy)
{
    if (policy == DevicePolicy::Create)
        return names.device(name);
    const auto found = names.findDevice(name);
    if (!found)
        return failure(found.error());
    if (!*found)
        return failure(deviceNotFound(name));
    return **found;
}

} // namespace

Result<Session> SessionWriter::create(const NewSession &wanted)
{
    auto session = storable(wanted);
    if (!session)
        return session;
    const auto taken = knownSessionId(m_scope.connection(), m_scope.org(), session->uid);
    if (!taken)
        return failure(taken.error());
    if (*taken)
        return failure(Error{ErrorCode::AlreadyExists,
                             SessionText::tr("A session \"%1\" exists already. Choose another id.")
                                 .arg(session->uid),
                             {},
                             ErrorSubject::Session});
    if (auto inserted = SessionRows(m_scope).insert(*session); !inserted)
        return failure(inserted.error());
    if (wanted.devices.isEmpty())
        return session;
    if (auto set = setDevices(*session, wanted.devices, wanted.devicePolicy); !set)
        return failure(set.error());
    auto devices = readSessionDevices(m_scope.connection(), session->id);
    if (!devices)
        return failure(devices.error());
    session->devices = std::move(*devices);
    return session;
}

Result<Session> SessionWriter::storable(const NewSession &wanted) const
{
    SessionChange parts;
    parts.name = wanted.name;
    parts.start = wanted.start;
    parts.end = wanted.end;
    parts.tags = wanted.tags;
    parts.note = wanted.note;
    parts.description = wanted.description;
    parts.metadata = wanted.metadata;
    parts.labels = wanted.labels;
    parts.customFields = wanted.customFields;
    auto session = changed({}, parts);
    if (!session)
        return session;
    if (wanted.uid.isEmpty()) {
        session->uid = m_uids.next("ss_"_L1);
        return session;
    }
    auto uid = storableId(wanted.uid);
    if (!uid)
        return failure(uid.error());
    session->uid = std::move(*uid);
    return session;
}

Result<Session> SessionWriter::update(SessionId id, const SessionChange &change)
{
    const auto before = findSession(m_scope.connection(), m_scope.org(), id);
    if (!before)
        return failure(before.error());
    if (!*before)
        return failure(sessionGone());
    return apply(**before, change);
}

Result<Session> SessionWriter::edit(const QString &uid, const SessionEdit &edit)
{
    const auto before = findSession(m_scope.connection(), m_scope.org(), uid);
    if (!before)
        return failure(before.error());
    if (!*before)
        return failure(sessionNotFound(uid));
    const auto change = edit(**before);
    if (!change)
        return failure(change.error());
    return apply(**before, *change);
}

Result<Session> SessionWriter::apply(const Session &before, const SessionChange &change)
{
    auto after = changed(before, change);
    if (!after)
        return after;
    if (after->start != before.start || after->end != before.end) {
        if (auto free = refuseTimesOfFiles(before.id); !free)
            return failure(free.error());
    }
    if (change.devices) {
        if (auto set = setDevices(before, *change.devices, change.devicePolicy); !set)
            return failure(set.error());
        auto devices = readSessionDevices(m_scope.connection(), before.id);
        if (!devices)
            return failure(devices.error());
        after->devices = std::move(*devices);
    }
    if (*after == before)
        return after;
    RecordRows records(m_scope); // both where the records were and where they are now
    if (auto touched = records.touchSession(before); !touched)
        return failure(touched.error());
    if (auto touched = records.touchSession(*after); !touched)
        return failure(touched.error());
    return SessionRows(m_scope).update(*after).transform([&after] { return *after; });
}

Result<void> SessionWriter::refuseTimesOfFiles(SessionId session)
{
    const auto bounds = boundsOfFiles(m_scope.connection(), session);
    if (!bounds)
        return failure(bounds.error());
    if (*bounds)
        return failure(ErrorCode::InvalidArgument,
                       SessionText::tr("The times of this session are those of its files. Change "
                                       "the ranges of the files instead."));
    return {};
}

Result<void> SessionWriter::attach(const QString &uid, const QString &device, DevicePolicy policy)
{
    const auto session = findSessionId(m_scope.connection(), m_scope.org(), uid);
    if (!session)
        return failure(session.error());
    NameRows names(m_scope);
    const auto id = deviceId(names, device, policy);
    if (!id)
        return failure(id.error());
    SessionRows rows(m_scope);
    const auto isAttached = rows.isAttached(*session, *id);
    if (!isAttached)
        return failure(isAttached.error());
    if (*isAttached)
        return {};
    return rows.attach(*session, *id).and_then([&] { return rows.touch(*session); });
}

Result<void> SessionWriter::detach(const QString &uid, const QString &device)
{
    const auto session = findSessionId(m_scope.connection(), m_scope.org(), uid);
    if (!session)
        return failure(session.error());
    const auto id = NameRows(m_scope).findDevice(device);
    if (!id)
        return failure(id.error());
    if (!*id)
        return {};
    SessionRows rows(m_scope);
    const auto isAttached = rows.isAttached(*session, **id);
    if (!isAttached)
        return failure(isAttached.error());
    if (!*isAttached)
        return {};
    return rows.detach(*session, **id).and_then([&] { return rows.touch(*session); });
}

Result<void> SessionWriter::setDevices(const Session &before, const QStringList &devices,
                                       DevicePolicy policy)
{
    NameRows names(m_scope);
    SessionRows rows(m_scope);
    std::set<std::int64_t> wanted;
    std::set<std::int64_t> attached;
    for (const QString &name : devices) {
        const auto id = deviceId(names, name, policy);
        if (!id)
            return failure(id.error());
        wanted.insert(*id);
    }
    for (const QString &name : before.devices) {
        const auto id = names.device(name);
        if (!id)
            return failure(id.error());
        attached.insert(*id);
        if (!wanted.contains(*id)) {
            if (auto detached = rows.detach(before.id, *id); !detached)
                return detached;
        }
    }
    for (const std::int64_t id : wanted) {
        if (attached.contains(id))
            continue;
        if (auto done = rows.attach(before.id, id); !done)
            return done;
    }
    return {};
}

Result<void> SessionWriter::remove(SessionId id)
{
    const auto session = findSession(m_scope.connection(), m_scope.org(), id);
    if (!session)
        return failure(session.error());
    if (!*session)
        return failure(sessionGone());
    if (auto removed = RecordRows(m_scope).removeOfSession(**session); !removed)
        return removed;
    return SessionRows(m_scope).removeRow(**session);
}

} // namespace tidemark::store
