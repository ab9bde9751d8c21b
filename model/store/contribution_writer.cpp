// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/contribution_writer.h"

#include "model/store/change_scope.h"
#include "model/store/file_rows.h"
#include "model/store/name_rows.h"
#include "model/store/record_rows.h"
#include "model/store/rows.h"
#include "model/store/session_rows.h"
#include "model/store/values.h"

#include <QCoreApplication>

namespace tidemark::store {
namespace {

struct FilesText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::ContributionWriter)
};

Error tooMany()
{
    return {
        ErrorCode::InvalidArgument,
        FilesText::tr("At most %1 files can be named at once. Send them in parts.").arg(kMaxFiles),
        {}};
}

Result<void> checkFile(const NewContribution &file)
{
    if (auto uid = storableFileId(file.file); !uid)
        return failure(uid.error());
    if (file.range && file.range->last < file.range->first)
        return failure(ErrorCode::InvalidArgument,
                       FilesText::tr("The range of the file \"%1\" ends before it begins. Swap its "
                                     "two times.")
                           .arg(file.file));
    return {};
}

} // namespace

Result<Session> ContributionWriter::sessionOf(const QString &uid)
{
    auto session = findSession(m_scope.connection(), m_scope.org(), uid);
    if (!session)
        return failure(session.error());
    if (!*session)
        return failure(sessionNotFound(uid));
    return std::move(**session);
}

Result<Session> ContributionWriter::add(const QString &sessionUid,
                                        const std::vector<NewContribution> &files)
{
    if (files.size() > kMaxFiles)
        return failure(tooMany());
    for (const NewContribution &file : files) {
        if (auto checked = checkFile(file); !checked)
            return failure(checked.error());
    }
    auto session = sessionOf(sessionUid);
    if (!session)
        return session;
    if (session->isEntry && !files.empty())
        return failure(ErrorCode::InvalidArgument,
                       FilesText::tr("A value that was entered by hand has its own time, so it "
                                     "takes no files. Create a session for them."));
    const auto before = boundsOfFiles(m_scope.connection(), session->id);
    if (!before)
        return failure(before.error());
    NameRows names(m_scope);
    FileRows rows(m_scope);
    bool isChanged = false;
    for (const NewContribution &file : files) {
        const auto id = names.file(file.file);
        if (!id)
            return failure(id.error());
        const auto put = rows.put(session->id, *id, file.range);
        if (!put)
            return failure(put.error());
        isChanged = isChanged || *put;
    }
    return isChanged ? withBounds(std::move(*session), before->has_value()) : session;
}

Result<Session> ContributionWriter::remove(const QString &sessionUid, const QStringList &files)
{
    if (static_cast<std::size_t>(files.size()) > kMaxFiles)
        return failure(tooMany());
    auto session = sessionOf(sessionUid);
    if (!session)
        return session;
    const auto before = boundsOfFiles(m_scope.connection(), session->id);
    if (!before)
        return failure(before.error());
    FileRows rows(m_scope);
    bool isChanged = false;
    for (const QString &file : files) {
        const auto uid = storableFileId(file);
        if (!uid)
            continue; // no file has such a uid
        const auto found = findContribution(m_scope.connection(), m_scope.org(), session->id, *uid);
        if (!found)
            return failure(found.error());
        if (!*found)
            continue;
        if (auto removed = rows.remove(session->id, (*found)->file); !removed)
            return failure(removed.error());
        isChanged = true;
    }
    return isChanged ? withBounds(std::move(*session), before->has_value()) : session;
}

// Without a file that has a range, now or before, the times are those that were set by hand.
Result<Session> ContributionWriter::withBounds(Session session, bool hadRange)
{
    const auto bounds = boundsOfFiles(m_scope.connection(), session.id);
    if (!bounds)
        return failure(bounds.error());
    Session after = session;
    if (*bounds || hadRange) {
        after.start = *bounds ? std::optional((*bounds)->first) : std::nullopt;
        after.end = *bounds ? std::optional((*bounds)->last) : std::nullopt;
    }
    if (after == session)
        return SessionRows(m_scope).touch(session.id).transform([&session] { return session; });
    RecordRows records(m_scope); // both where the records were and where they are now
    return records.touchSession(session)
        .and_then([&] { return records.touchSession(after); })
        .and_then([&] { return SessionRows(m_scope).update(after); })
        .transform([&after] { return std::move(after); });
}

} // namespace tidemark::store
