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
                             "SELECT name FROM device WHERE org_id = ? AND deleted = 0"_L1};

Result<QStringList> readDeviceNames(Connection &connection, OrgId org)
{
    QStringList names;
    Statement select = connection.prepare(kSelectDevices);
    if (auto done = select.run(org); !done)
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
    return m_tools.read<SessionPage>(
        [query, after, limit, stop](Connection &connection, OrgId org) {
            return readSessions(connection, org, query, after, limit, stop);
        },
        stop);
}

QFuture<Result<std::int64_t>> SessionPort::count(SessionQuery query, std::stop_token stop)
{
    return m_tools.read<std::int64_t>(
        [query, stop](Connection &connection, OrgId org) {
            return readSessionCount(connection, org, query, stop);
        },
        stop);
}

QFuture<Result<SessionUidPage>> SessionPort::sessionsByUid(std::optional<QString> afterUid,
                                                           int limit)
{
    return m_tools.read<SessionUidPage>([afterUid, limit](Connection &connection, OrgId org) {
        return readSessionsByUid(connection, org, afterUid, limit);
    });
}

QFuture<Result<Session>> SessionPort::findSession(QString uid)
{
    return m_tools.read<Session>([uid](Connection &connection, OrgId org) -> Result<Session> {
        auto session = store::findSession(connection, org, uid);
        if (!session)
            return failure(session.error());
        if (!*session)
            return failure(sessionNotFound(uid));
        return std::move(**session);
    });
}

QFuture<Result<SessionOutcome>> SessionPort::createSession(NewSession session)
{
    return m_tools.change<SessionOutcome>({}, [session](ChangeScope &scope, UidSource &uids) {
        return SessionWriter(scope, uids).create(session).transform([&](Session made) {
            scope.setLabel(SessionLabel::tr("create session %1").arg(shownName(made)));
            return SessionOutcome{std::move(made), {}};
        });
    });
}

QFuture<Result<SessionOutcome>> SessionPort::updateSession(SessionId session, SessionChange change)
{
    return m_tools.change<SessionOutcome>(
        {}, [session, change](ChangeScope &scope, UidSource &uids) {
            return SessionWriter(scope, uids).update(session, change).transform([&](Session made) {
                scope.setLabel(SessionLabel::tr("edit session %1").arg(shownName(made)));
                return SessionOutcome{std::move(made), {}};
            });
        });
}

QFuture<Result<SessionOutcome>> SessionPort::editSession(QString uid, SessionEdit edit)
{
    return m_tools.change<SessionOutcome>(
        {}, [uid, edit = std::move(edit)](ChangeScope &scope, UidSource &uids) {
            return SessionWriter(scope, uids).edit(uid, edit).transform([&](Session made) {
                scope.setLabel(SessionLabel::tr("edit session %1").arg(shownName(made)));
                return SessionOutcome{std::move(made), {}};
            });
        });
}

QFuture<Result<ChangeId>> SessionPort::attachDevice(QString sessionUid, QString device,
                                                    DevicePolicy policy)
{
    const QString label = SessionLabel::tr("attach device %1").arg(device);
    return m_tools.change<ChangeId>(
        label, [sessionUid, device, policy](ChangeScope &scope, UidSource &uids) {
            return SessionWriter(scope, uids).attach(sessionUid, device, policy).transform([] {
                return ChangeId();
            });
        });
}

QFuture<Result<ChangeId>> SessionPort::detachDevice(QString sessionUid, QString device)
{
    const QString label = SessionLabel::tr("detach device %1").arg(device);
    return m_tools.change<ChangeId>(
        label, [sessionUid, device](ChangeScope &scope, UidSource &uids) {
            return SessionWriter(scope, uids).detach(sessionUid, device).transform([] {
                return ChangeId();
            });
        });
}

QFuture<Result<ChangeId>> SessionPort::removeSessions(std::vector<SessionId> sessions)
{
    const QString label =
        SessionLabel::tr("delete %n session(s)", nullptr, static_cast<int>(sessions.size()));
    return m_tools.change<ChangeId>(
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
    return m_tools.read<std::vector<Record>>([session](Connection &connection, OrgId org) {
        return readRecordsOf(connection, org, session);
    });
}

QFuture<Result<std::vector<Record>>> SessionPort::recordsOf(QString sessionUid, int limit)
{
    return m_tools.read<std::vector<Record>>(
        [sessionUid, limit](Connection &connection, OrgId org) {
            return readRecordsOf(connection, org, sessionUid, limit);
        });
}

QFuture<Result<QStringList>> SessionPort::devices()
{
    return m_tools.read<QStringList>(readDeviceNames);
}

} // namespace tidemark::store
