// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/import_sessions.h"

#include "model/core/text.h"
#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/uid_source.h"
#include "model/store/values.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectSessionTimes{
    "select_session_times"_L1,
    "SELECT id, start_ns, end_ns, is_entry FROM session WHERE org_id = ? AND uid = ?"_L1};

constexpr qsizetype kMaxKnownSessions = 100'000;

} // namespace

ImportSessions::ImportSessions(ChangeScope &scope, UidSource &uids)
    : m_scope(scope)
    , m_uids(uids)
    , m_rows(scope)
{}

tl::expected<ImportSessions::Known, Refusal> ImportSessions::named(const ImportRow &row)
{
    if (const auto known = m_known.constFind(*row.sessionUid); known != m_known.cend())
        return Known{*known, false};
    const auto uid = storableId(*row.sessionUid);
    if (!uid)
        return tl::unexpected(Refusal{uid.error(), u"session"_s, *row.sessionUid});
    if (const auto known = m_known.constFind(*uid); known != m_known.cend())
        return Known{*known, false};
    const auto found = findStored(*uid);
    if (!found)
        return tl::unexpected(Refusal{found.error(), {}, {}});
    Known known;
    if (*found) {
        known.session = **found;
    } else {
        known = {sessionFrom(row), true};
        known.session.uid = *uid;
        if (auto inserted = insert(known.session); !inserted)
            return tl::unexpected(inserted.error());
    }
    if (m_known.size() >= kMaxKnownSessions)
        m_known.clear();
    m_known.insert(*uid, known.session);
    return known;
}

tl::expected<Session, Refusal> ImportSessions::entry(const ImportRow &row)
{
    Session session = sessionFrom(row);
    session.uid = m_uids.next("ss_"_L1);
    session.end = row.start;
    session.isEntry = true;
    if (auto inserted = insert(session); !inserted)
        return tl::unexpected(inserted.error());
    return session;
}

Taken ImportSessions::describe(Session session, const ImportRow &row)
{
    TagMap tags = storableTags(row.tags).value_or(TagMap()); // checked before
    QString note = cleanText(row.note).value_or(QString());
    if (session.tags == tags && session.note == note)
        return {};
    session.tags = std::move(tags);
    session.note = std::move(note);
    if (auto updated = m_rows.update(session); !updated)
        return tl::unexpected(Refusal{updated.error(), {}, {}});
    return {};
}

// Its texts were checked before. Without an uid.
Session ImportSessions::sessionFrom(const ImportRow &row)
{
    Session session;
    session.start = row.start;
    session.end = row.end;
    session.isEntry = row.isEntry;
    if (row.sessionName)
        session.name = storableSessionName(row.sessionName).value_or(std::nullopt);
    if (!row.tags.isEmpty())
        session.tags = storableTags(row.tags).value_or(TagMap());
    if (!row.note.isEmpty())
        session.note = cleanText(row.note).value_or(QString());
    return session;
}

Taken ImportSessions::insert(Session &session)
{
    if (auto inserted = m_rows.insert(session); !inserted)
        return tl::unexpected(Refusal{inserted.error(), {}, {}});
    ++m_createdCount;
    return {};
}

Result<std::optional<Session>> ImportSessions::findStored(const QString &uid)
{
    if (!m_select)
        m_select.emplace(m_scope.connection().prepare(kSelectSessionTimes));
    if (auto done = m_select->run(m_scope.org(), uid); !done)
        return failure(done.error());
    const auto row = m_select->next();
    if (!row)
        return failure(row.error());
    std::optional<Session> found;
    if (*row) {
        found.emplace();
        found->id = m_select->id<SessionId>(0);
        found->uid = uid;
        found->start = m_select->optionalTimestamp(1);
        found->end = m_select->optionalTimestamp(2);
        found->isEntry = m_select->boolean(3);
    }
    m_select->finish();
    return found;
}

} // namespace tidemark::store
