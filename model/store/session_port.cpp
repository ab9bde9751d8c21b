// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/natural_order.h"
#include "model/store/record_reader.h"
#include "model/store/rows.h"
#include "model/store/session_reader.h"
#include "model/store/session_writer.h"
#include "model/store/store_ports.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct SessionLabel
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SessionPort)
};

constexpr Sql kSelectDevices{"select_devices"_L1,
                             "SELECT name FROM device WHERE org_id = 1 AND deleted = 0"_L1};

Result<QStringList> readDevices(Connection &connection)
{
    QStringList names;
    Statement select = connection.prepare(kSelectDevices);
    if (auto done = select.run(); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            break;
        names.append(select.text(0));
    }
    std::sort(names.begin(), names.end(), NaturalOrder());
    return names;
}

QString shownName(const Session &session)
{
    return session.name.value_or(session.uid);
}

} // namespace

QFuture<Result<SessionPage>> SessionPort::sessions(SessionQuery query,
                                                   std::optional<SessionPageKey> after, int limit,
                                                   std::stop_token stop)
{
    return m_lanes.read<SessionPage>(
        [query, after, limit, stop](Connection &connection) {
            return readSessions(connection, query, after, limit, stop);
        },
        stop);
}

QFuture<Result<std::int64_t>> SessionPort::count(SessionQuery query, std::stop_token stop)
{
    return m_lanes.read<std::int64_t>(
        [query, stop](Connection &connection) { return readSessionCount(connection, query, stop); },
        stop);
}

QFuture<Result<Session>> SessionPort::findSession(QString uid)
{
    return m_lanes.read<Session>([uid](Connection &connection) -> Result<Session> {
        auto session = store::findSession(connection, uid);
        if (!session)
            return failure(session.error());
        if (!*session)
            return failure(sessionNotFound(uid));
        return std::move(**session);
    });
}

QFuture<Result<SessionOutcome>> SessionPort::createSession(NewSession session)
{
    return m_desk.change<SessionOutcome>({}, [session](ChangeScope &scope, UidSource &uids) {
        return SessionWriter(scope, uids).create(session).transform([&](Session made) {
            scope.setLabel(SessionLabel::tr("create session %1").arg(shownName(made)));
            return SessionOutcome{std::move(made), {}};
        });
    });
}

QFuture<Result<SessionOutcome>> SessionPort::updateSession(SessionId session, SessionChange change)
{
    return m_desk.change<SessionOutcome>(
        {}, [session, change](ChangeScope &scope, UidSource &uids) {
            return SessionWriter(scope, uids).update(session, change).transform([&](Session made) {
                scope.setLabel(SessionLabel::tr("edit session %1").arg(shownName(made)));
                return SessionOutcome{std::move(made), {}};
            });
        });
}

QFuture<Result<ChangeId>> SessionPort::removeSessions(std::vector<SessionId> sessions)
{
    const QString label =
        SessionLabel::tr("delete %n session(s)", nullptr, static_cast<int>(sessions.size()));
    return m_desk.change<ChangeId>(
        label, [sessions](ChangeScope &scope, UidSource &uids) -> Result<ChangeId> {
            SessionWriter writer(scope, uids);
            for (const SessionId session : sessions) {
                if (auto removed = writer.remove(session); !removed)
                    return failure(removed.error());
            }
            return ChangeId();
        });
}

QFuture<Result<std::vector<Record>>> SessionPort::recordsOf(SessionId session)
{
    return m_lanes.read<std::vector<Record>>(
        [session](Connection &connection) { return readRecordsOf(connection, session); });
}

QFuture<Result<QStringList>> SessionPort::devices()
{
    return m_lanes.read<QStringList>(readDevices);
}

} // namespace tidemark::store
