// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/record.h"
#include "model/domain/session.h"

#include <QFuture>

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {

struct SessionSummary
{
    Session session;
    std::int64_t recordCount = 0;
    QStringList sources = {}; ///< names of those that have it, or are to have it, in order
};

struct SessionOutcome
{
    Session session;
    ChangeId change;
};

/// Continue strictly after this session of the page before. Order: newest start first, sessions
/// without start last, ties by uid.
struct SessionPageKey
{
    std::optional<Timestamp> start;
    QString uid;
};

struct SessionPage
{
    std::vector<SessionSummary> sessions;
    std::optional<SessionPageKey> next;
};

/// Sessions in the byte order of their uids, hand-entered values among them.
struct SessionUidPage
{
    std::vector<Session> sessions;
    std::optional<QString> next; ///< continue strictly after this uid; absent on the last page
};

/// What to change in a session, decided on the writer's thread with the session as it is then, so
/// that two changes at once do not lose one. It must be short and touch nothing but its arguments.
using SessionEdit = std::function<Result<SessionChange>(const Session &)>;

struct SessionQuery
{
    QString text;                   ///< part of name, uid, note, tag or device; folded; empty: all
    bool includeEntries = false;    ///< also the sessions that are a hand-entered value
    std::optional<Timestamp> begin; ///< start in [begin, end)
    std::optional<Timestamp> end;
};

/// Sessions and devices. Any thread may call; answers come from the store's lanes.
class SessionStore
{
public:
    virtual ~SessionStore() = default;

    /// At most 10,000 a page.
    [[nodiscard]] virtual QFuture<Result<SessionPage>> sessions(SessionQuery query,
                                                                std::optional<SessionPageKey> after,
                                                                int limit,
                                                                std::stop_token stop = {}) = 0;
    /// How many sessions sessions() would list. Without a text it reads an index only.
    [[nodiscard]] virtual QFuture<Result<std::int64_t>> count(SessionQuery query,
                                                              std::stop_token stop = {}) = 0;
    /// By uid in byte order, hand-entered values included; nothing is counted. At most 10,000 a
    /// page.
    [[nodiscard]] virtual QFuture<Result<SessionUidPage>>
    sessionsByUid(std::optional<QString> afterUid, int limit) = 0;
    /// Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<Session>> findSession(QString uid) = 0;
    /// Errors: AlreadyExists (uid), InvalidArgument (end before start, name over 120 characters),
    /// NotFound (device, with DevicePolicy::MustExist).
    [[nodiscard]] virtual QFuture<Result<SessionOutcome>> createSession(NewSession session) = 0;
    /// Errors: NotFound, InvalidArgument (also for times of a session whose files decide them).
    [[nodiscard]] virtual QFuture<Result<SessionOutcome>> updateSession(SessionId session,
                                                                        SessionChange change) = 0;
    /// Errors: those of updateSession() and of the edit.
    [[nodiscard]] virtual QFuture<Result<SessionOutcome>> editSession(QString uid,
                                                                      SessionEdit edit) = 0;
    /// The id is invalid when it was attached already. Errors: NotFound, whose subject tells a
    /// session from a device (with DevicePolicy::MustExist); InvalidArgument (name, with Create).
    [[nodiscard]] virtual QFuture<Result<ChangeId>> attachDevice(QString sessionUid, QString device,
                                                                 DevicePolicy policy) = 0;
    /// The id is invalid when it was not attached, known or not. Errors: NotFound (session).
    [[nodiscard]] virtual QFuture<Result<ChangeId>> detachDevice(QString sessionUid,
                                                                 QString device) = 0;
    /// Removes the sessions with their records as one undoable step.
    [[nodiscard]] virtual QFuture<Result<ChangeId>>
    removeSessions(std::vector<SessionId> sessions) = 0;
    /// Every value of a session, by metric name; also of sessions without times.
    [[nodiscard]] virtual QFuture<Result<std::vector<Record>>> recordsOf(SessionId session) = 0;
    /// The first `limit` values of a session by metric name in byte order. Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<std::vector<Record>>> recordsOf(QString sessionUid,
                                                                         int limit) = 0;
    /// Names of the devices known, sorted naturally; deleted ones left out.
    [[nodiscard]] virtual QFuture<Result<QStringList>> devices() = 0;
};

} // namespace tidemark
