// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_editor.h"

#include "model/core/text.h"
#include "model/core/value_text.h"
#include "model/store/change_scope.h"
#include "model/store/publish_devices.h"
#include "model/store/rows.h"
#include "model/store/values.h"

#include <QCoreApplication>
#include <QLocale>

namespace tidemark::store {
namespace {

struct EditText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::RecordEditor)
};

bool changesSession(const RecordEdit &edit)
{
    return edit.at || edit.tags || edit.note;
}

} // namespace

Result<void> RecordEditor::edit(const RecordEdit &edit)
{
    const auto row = m_records.find(edit.key);
    if (!row)
        return failure(row.error());
    auto session = findSession(m_scope.connection(), m_scope.org(), edit.key.session);
    if (!session)
        return failure(session.error());
    if (!*row || !*session)
        return failure(ErrorCode::NotFound, EditText::tr("This record is no longer in the store."));
    if (changesSession(edit) && !(*session)->isEntry)
        return failure(ErrorCode::InvalidArgument,
                       EditText::tr("Time, tags and note belong to the session, which other values "
                                    "share. Change them in the session."));
    if (changesSession(edit) && edit.moveToSession)
        return failure(ErrorCode::InvalidArgument,
                       EditText::tr("A value that moves to a session takes that session's time, "
                                    "tags and note. Change one or the other."));
    return editRow(edit, **row, std::move(**session));
}

Result<void> RecordEditor::editRow(const RecordEdit &edit, RecordRow row, Session session)
{
    const auto after = changed(edit, row);
    if (!after)
        return failure(after.error());
    if (edit.moveToSession && *edit.moveToSession != session.uid)
        return moveTo(edit, *after, session);
    if (after->value != row.value || after->device != row.device) {
        if (auto put = m_records.put(*after, session); !put)
            return failure(put.error());
    }
    const bool isOtherTime = edit.at && (session.start != edit.at || session.end != edit.at);
    if (isOtherTime || after->device != row.device)
        m_moved.insert(row.key);
    return changesSession(edit) ? editEntry(edit, std::move(session)) : Result<void>();
}

Result<RecordRow> RecordEditor::changed(const RecordEdit &edit, RecordRow row)
{
    if (edit.value) {
        const auto value = storableValue(*edit.value);
        if (!value)
            return failure(value.error());
        row.value = *value;
    }
    if (!edit.device)
        return row;
    row.device.reset();
    if (*edit.device) {
        const auto device = m_names.device(**edit.device);
        if (!device)
            return failure(device.error());
        row.device = *device;
    }
    return row;
}

Result<void> RecordEditor::editEntry(const RecordEdit &edit, Session session)
{
    const Session before = session;
    if (edit.at)
        session.start = session.end = edit.at;
    if (edit.tags) {
        auto tags = storableTags(*edit.tags);
        if (!tags)
            return failure(tags.error());
        session.tags = std::move(*tags);
    }
    if (edit.note) {
        auto note = cleanText(*edit.note);
        if (!note)
            return failure(note.error());
        session.note = std::move(*note);
    }
    if (session == before)
        return {};
    return m_records.touchSession(before)
        .and_then([&] { return m_records.touchSession(session); })
        .and_then([&] { return SessionRows(m_scope).update(session); });
}

Result<void> RecordEditor::settleDuplicates(const std::vector<RecordEdit> &edits)
{
    for (const RecordEdit &edit : edits) {
        const bool isMoved = m_moved.contains(edit.key);
        if (!isMoved || edit.moveToSession || edit.duplicates == DuplicatePolicy::KeepBoth)
            continue;
        if (auto settled = settle(edit); !settled)
            return settled;
    }
    return {};
}

Result<void> RecordEditor::settle(const RecordEdit &edit)
{
    const auto row = m_records.find(edit.key);
    if (!row)
        return failure(row.error());
    if (!*row)
        return {}; // an earlier one of the edits has taken its place
    const auto session = findSession(m_scope.connection(), m_scope.org(), edit.key.session);
    if (!session)
        return failure(session.error());
    if (!*session || !(*session)->isEntry || !(*session)->start)
        return {};
    for (;;) {
        const auto taken = m_records.findEntry(edit.key.metric, *(*session)->start, (*row)->device,
                                               edit.key.session);
        if (!taken)
            return failure(taken.error());
        if (!*taken)
            return {};
        if (auto other = refuseIfMoved(**taken); !other)
            return other;
        const auto other = m_records.find(**taken);
        if (!other)
            return failure(other.error());
        if (edit.duplicates == DuplicatePolicy::Ask)
            return failure(ErrorCode::AlreadyExists,
                           EditText::tr("A value of %1 exists at this time.")
                               .arg(editText(*other ? (*other)->value : 0, QLocale())));
        if (auto removed = m_records.remove(**taken); !removed)
            return removed;
    }
}

Result<void> RecordEditor::refuseIfMoved(const RecordKey &taken) const
{
    if (!m_moved.contains(taken))
        return {};
    return failure(ErrorCode::AlreadyExists,
                   EditText::tr("Two of the edited values would stand at one place. Give them "
                                "different times or devices."));
}

Result<void> RecordEditor::moveTo(const RecordEdit &edit, RecordRow row, const Session &from)
{
    const QString &uid = *edit.moveToSession;
    const auto target = findSession(m_scope.connection(), m_scope.org(), uid);
    if (!target)
        return failure(target.error());
    if (!*target)
        return failure(sessionNotFound(uid));
    const RecordKey before = row.key;
    row.key.session = (*target)->id;
    const auto taken = m_records.find(row.key);
    if (!taken)
        return failure(taken.error());
    if (auto other = refuseIfMoved(row.key); !other)
        return other;
    if (*taken && edit.duplicates != DuplicatePolicy::Replace)
        return failure(ErrorCode::AlreadyExists,
                       EditText::tr("The session \"%1\" has a value of this metric already.")
                           .arg((*target)->name.value_or(uid)));
    m_moved.insert(row.key);
    m_scope.touched().touchRecords(before.metric, from.start, from.end);
    if (auto put = m_records.put(row, **target); !put)
        return failure(put.error());
    if (auto copied = copyPublishDevices(m_scope.connection(), before, row.key); !copied)
        return copied;
    return m_records.remove(before);
}

} // namespace tidemark::store
