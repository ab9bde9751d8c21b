// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/session_reader.h"

#include "model/core/text.h"
#include "model/store/connection.h"
#include "model/store/page_limit.h"
#include "model/store/rows.h"
#include "model/store/store_lanes.h"
#include "model/store/transaction.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

// Which sources have a session, or are to have it.
constexpr Sql kSourcesOfSession{
    "sources_of_session"_L1,
    "SELECT s.name FROM source s WHERE s.org_id = ? AND (EXISTS (SELECT 1 FROM mirror m "
    "WHERE m.source_id = s.id AND m.kind = 3 AND m.key1 = ?) OR EXISTS (SELECT 1 FROM outbox o "
    "WHERE o.source_id = s.id AND o.kind = 3 AND o.key1 = ? AND o.state < 3)) ORDER BY s.name"_L1};

QString translated(const char *text)
{
    return QCoreApplication::translate("tidemark::store::SessionReader", text);
}

Result<void> checkLimit(int limit)
{
    if (limit >= 1 && limit <= kMaxPageRows)
        return {};
    return failure(
        ErrorCode::InvalidArgument,
        translated("A page holds 1 to %1 sessions, not %2.").arg(kMaxPageRows).arg(limit));
}

Result<void> checkRange(const SessionQuery &query)
{
    if (query.begin && query.end && *query.begin > *query.end)
        return failure(ErrorCode::InvalidArgument,
                       translated("The range begins after its end. Swap the two times."));
    return {};
}

bool isEmptyRange(const SessionQuery &query)
{
    return query.end && (*query.end == Timestamp::min() || query.begin == query.end);
}

bool contains(const Session &session, const QString &folded)
{
    const auto has = [&folded](const QString &text) { return searchFolded(text).contains(folded); };
    if (has(session.uid) || has(session.note) || (session.name && has(*session.name)))
        return true;
    if (std::any_of(session.devices.begin(), session.devices.end(), has))
        return true;
    for (auto tag = session.tags.cbegin(); tag != session.tags.cend(); ++tag) {
        if (has(tag.key()) || has(tag.value()))
            return true;
    }
    return false;
}

/// What a walk does with the sessions it finds.
enum class Keep
{
    Sessions,
    NumberOnly
};

/// One walk over sessions in page order.
class SessionWalk
{
public:
    SessionWalk(Connection &connection, OrgId org, const SessionQuery &query, std::size_t wanted,
                const std::stop_token &stop, Keep keep = Keep::Sessions)
        : m_connection(&connection)
        , m_org(org)
        , m_isWithEntries(query.includeEntries)
        , m_folded(searchFolded(query.text))
        , m_wanted(wanted)
        , m_stop(&stop)
        , m_keep(keep)
    {}

    [[nodiscard]] bool isFull() const { return m_count >= m_wanted; }
    [[nodiscard]] std::size_t count() const { return m_count; }
    [[nodiscard]] std::vector<SessionSummary> &found() { return m_found; }

    /// Sessions with a start of at most `last`, after (`last`, `uid`).
    [[nodiscard]] Result<void> walkTimed(std::int64_t first_ns, std::int64_t last_ns,
                                         const std::optional<QString> &uid)
    {
        Statement statement = m_connection->prepare(
            "sessions_timed"_L1, sql(u"s.org_id = ? AND s.start_ns BETWEEN ? AND ? AND "_s
                                     u"(? IS NULL OR s.start_ns < ? OR s.uid > ?)"_s,
                                     u"s.start_ns DESC, s.uid"_s));
        if (auto done = statement.run(m_org, first_ns, last_ns, uid, last_ns, uid); !done)
            return done;
        return collect(statement);
    }
    /// Sessions without a start, after `uid`.
    [[nodiscard]] Result<void> walkUntimed(const std::optional<QString> &uid)
    {
        Statement statement = m_connection->prepare(
            "sessions_untimed"_L1,
            sql(u"s.org_id = ? AND s.start_ns IS NULL AND (? IS NULL OR s.uid > ?)"_s, u"s.uid"_s));
        if (auto done = statement.run(m_org, uid, uid); !done)
            return done;
        return collect(statement);
    }

private:
    // Without entries the partial index of the other sessions is walked.
    [[nodiscard]] QString sql(const QString &condition, const QString &order) const
    {
        return u"SELECT "_s % kSessionColumns %
               u", (SELECT count(*) FROM record r WHERE r.session_id = s.id) FROM "_s %
               kSessionTables % u" WHERE "_s % condition %
               (m_isWithEntries ? u""_s : u" AND s.is_entry = 0"_s) % u" ORDER BY "_s % order;
    }

    [[nodiscard]] Result<void> collect(Statement &statement)
    {
        while (!isFull()) {
            const auto row = statement.next();
            if (!row)
                return failure(row.error());
            if (!*row)
                return {};
            if (m_stop->stop_requested())
                return failure(cancelledError());
            SessionSummary summary{readSession(statement), statement.integer(kSessionColumnCount)};
            auto devices = readSessionDevices(*m_connection, summary.session.id);
            if (!devices)
                return failure(devices.error());
            summary.session.devices = std::move(*devices);
            if (!m_folded.isEmpty() && !contains(summary.session, m_folded))
                continue;
            ++m_count;
            if (m_keep == Keep::NumberOnly)
                continue;
            if (auto read = readSources(summary); !read)
                return read;
            m_found.push_back(std::move(summary));
        }
        return {};
    }

    [[nodiscard]] Result<void> readSources(SessionSummary &summary)
    {
        Statement statement = m_connection->prepare(kSourcesOfSession);
        const SessionId session = summary.session.id;
        if (auto done = statement.run(m_org, session, session); !done)
            return done;
        for (;;) {
            const auto row = statement.next();
            if (!row)
                return failure(row.error());
            if (!*row)
                return {};
            summary.sources.append(statement.text(0));
        }
    }

    Connection *m_connection;
    OrgId m_org;
    bool m_isWithEntries;
    QString m_folded;
    std::size_t m_wanted;
    const std::stop_token *m_stop;
    Keep m_keep;
    std::size_t m_count = 0;
    std::vector<SessionSummary> m_found;
};

Result<void> walk(SessionWalk &walker, const SessionQuery &query,
                  const std::optional<SessionPageKey> &after)
{
    const std::optional<QString> uid = after ? std::optional(after->uid) : std::nullopt;
    const bool isPastTimed = after && !after->start;
    if (!isPastTimed) {
        const Timestamp first = query.begin.value_or(Timestamp::min());
        const Timestamp end = query.end ? *query.end - Timedelta(1) : Timestamp::max();
        const Timestamp last = after ? std::min(end, *after->start) : end;
        const auto key = after && last == *after->start ? uid : std::nullopt;
        if (auto done = walker.walkTimed(first.posixNs(), last.posixNs(), key); !done)
            return done;
    }
    if (walker.isFull() || query.begin || query.end)
        return {};
    return walker.walkUntimed(isPastTimed ? uid : std::nullopt);
}

// The sessions of a range, or all; the same as walk() passes by.
Result<std::int64_t> countByIndex(Connection &connection, OrgId org, const SessionQuery &query)
{
    const bool isRange = query.begin || query.end;
    const Timestamp first = query.begin.value_or(Timestamp::min());
    const Timestamp last = query.end ? *query.end - Timedelta(1) : Timestamp::max();
    const QString listed = query.includeEntries ? QString() : u" AND is_entry = 0"_s;
    Statement statement = connection.prepare(
        "session_count"_L1, u"SELECT count(*) FROM session WHERE org_id = ?"_s % listed %
                                (isRange ? u" AND start_ns BETWEEN ? AND ?"_s : QString()));
    const auto done =
        isRange ? statement.run(org, first.posixNs(), last.posixNs()) : statement.run(org);
    if (!done)
        return failure(done.error());
    const auto row = statement.next();
    if (!row)
        return failure(row.error());
    return statement.integer(0);
}

// Sessions may carry much (values.cpp); a page of them is answered and read as one text.
constexpr QLatin1StringView
    kSizeOfSession(", coalesce(length(s.metadata), 0) + coalesce(length(s.labels), 0) + "
                   "coalesce(length(s.custom_fields), 0) + coalesce(length(s.description), 0) + "
                   "length(s.note) + length(s.tags)");

Result<SessionUidPage> uidPage(Connection &connection, const QString &from, std::int64_t key,
                               const std::optional<QString> &after, int limit)
{
    if (auto valid = checkLimit(limit); !valid)
        return failure(valid.error());
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    Statement statement = connection.prepare("sessions_by_uid"_L1,
                                             "SELECT "_L1 % kSessionColumns % kSizeOfSession %
                                                 from % " AND s.uid > ? ORDER BY s.uid LIMIT ?"_L1);
    if (auto done = statement.run(key, after.value_or(QString()), limit + 1); !done)
        return failure(done.error());
    SessionUidPage page;
    std::int64_t size = 0;
    while (true) {
        const auto row = statement.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return page;
        size += statement.integer(kSessionColumnCount);
        const bool isFull = page.sessions.size() == static_cast<std::size_t>(limit) ||
                            (size > kPage_characters && !page.sessions.empty());
        if (isFull) { // another page follows
            page.next = page.sessions.back().uid;
            return page;
        }
        Session session = readSession(statement);
        auto devices = readSessionDevices(connection, session.id);
        if (!devices)
            return failure(devices.error());
        session.devices = std::move(*devices);
        page.sessions.push_back(std::move(session));
    }
}

} // namespace

Result<SessionPage> readSessions(Connection &connection, OrgId org, const SessionQuery &query,
                                 const std::optional<SessionPageKey> &after, int limit,
                                 const std::stop_token &stop)
{
    if (auto valid = checkLimit(limit); !valid)
        return failure(valid.error());
    if (auto valid = checkRange(query); !valid)
        return failure(valid.error());
    if (isEmptyRange(query))
        return SessionPage{};
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    // One session more than asked for tells whether another page follows.
    SessionWalk walker(connection, org, query, static_cast<std::size_t>(limit) + 1, stop);
    if (auto done = walk(walker, query, after); !done)
        return failure(done.error());
    SessionPage page{std::move(walker.found()), std::nullopt};
    if (page.sessions.size() > static_cast<std::size_t>(limit)) {
        page.sessions.pop_back();
        const Session &last = page.sessions.back().session;
        page.next = SessionPageKey{last.start, last.uid};
    }
    return page;
}

Result<std::int64_t> readSessionCount(Connection &connection, OrgId org, const SessionQuery &query,
                                      const std::stop_token &stop)
{
    if (auto valid = checkRange(query); !valid)
        return failure(valid.error());
    if (isEmptyRange(query))
        return 0;
    if (searchFolded(query.text).isEmpty())
        return countByIndex(connection, org, query);
    SessionWalk walker(connection, org, query, std::numeric_limits<std::size_t>::max(), stop,
                       Keep::NumberOnly);
    if (auto done = walk(walker, query, std::nullopt); !done)
        return failure(done.error());
    return static_cast<std::int64_t>(walker.count());
}

Result<SessionUidPage> readSessionsByUid(Connection &connection, OrgId org,
                                         const std::optional<QString> &after, int limit)
{
    return uidPage(connection, " FROM "_L1 % kSessionTables % " WHERE s.org_id = ?"_L1, org.value(),
                   after, limit);
}

Result<SessionUidPage> readSessionsOfDevice(Connection &connection, DeviceId device,
                                            const std::optional<QString> &after, int limit)
{
    return uidPage(connection,
                   " FROM session_device sd CROSS JOIN "_L1 % kSessionTables %
                       " WHERE sd.device_id = ? AND s.id = sd.session_id"_L1,
                   device.value(), after, limit);
}

} // namespace tidemark::store
