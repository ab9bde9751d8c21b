// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/mirror/session_fetch.h"

#include "model/time/civil.h"

#include <algorithm>
#include <chrono>
#include <memory>

namespace tidemark::mirror {

SessionFetch::Found SessionFetch::run()
{
    readDevices();
    if (m_fetching.mayGoOn())
        readSessions();
    return m_found;
}

void SessionFetch::readDevices()
{
    std::optional<QString> page;
    PageWatch watch;
    FetchCounts counts; // devices are not told of
    do {
        const auto answer = m_fetching.ask(m_fetching.api().devices(page, m_fetching.stop()));
        if (!answer)
            return;
        page = m_fetching.following(watch, *answer);
        m_fetching.take(
            m_fetching.store().takeDevices(m_fetching.source().id,
                                           QStringList(answer->items.begin(), answer->items.end())),
            counts);
    } while (page && m_fetching.mayGoOn());
}

void SessionFetch::readSessions()
{
    const auto begun = std::chrono::steady_clock::now();
    std::optional<QString> page;
    PageWatch watch;
    do {
        m_fetching.look();
        auto answer = m_fetching.ask(m_fetching.api().sessions(page, m_fetching.stop()));
        if (!answer)
            return;
        page = m_fetching.following(watch, *answer);
        takePage(std::move(answer->items));
    } while (page && m_fetching.mayGoOn());
    // What changed there after it was read, and before the latest change that was read, is newer
    // than this.
    if (m_found.lastModified) {
        const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begun;
        *m_found.lastModified -= Timedelta(took.count() + kNsPerSecond);
    }
    if (m_fetching.mayGoOn())
        drop();
}

void SessionFetch::takePage(std::vector<RemoteSession> sessions)
{
    QStringList uids;
    for (const RemoteSession &session : sessions) {
        uids.append(session.uid);
        note(session);
    }
    const auto mirrored = m_fetching.read(
        m_fetching.outbox().mirrored(m_fetching.source().id, OutboxKind::Session, uids));
    if (!mirrored)
        return;
    QSet<QString> known;
    for (const MirrorNote &each : *mirrored)
        known.insert(each.mirror.remoteUid);
    std::vector<FetchedSession> fetched;
    std::vector<std::size_t> withDevices;
    for (RemoteSession &session : sessions) {
        const bool isKnown = known.contains(session.uid);
        if (!isKnown && !isAskedFor(session))
            continue;
        if (!isKnown || m_fetching.request().isFull || !m_marks.sessions ||
            session.modified >= *m_marks.sessions)
            withDevices.push_back(fetched.size());
        fetched.push_back({std::move(session), {}});
    }
    addDevices(fetched, withDevices);
    takeAll(std::move(fetched));
}

void SessionFetch::takeAll(std::vector<FetchedSession> sessions)
{
    if (!sessions.empty())
        m_fetching.take(m_fetching.store().takeSessions(m_fetching.source().id, std::move(sessions),
                                                        m_fetching.asOf()),
                        m_fetching.summary().sessions);
    m_fetching.report({FetchPhase::Sessions, m_seen.size()});
}

bool SessionFetch::isAskedFor(const RemoteSession &session) const
{
    const FetchRequest &request = m_fetching.request();
    if (!m_fetching.hasWindow())
        return true;
    return session.end && (!request.begin || *session.end >= *request.begin) &&
           (!request.end || *session.end < *request.end);
}

void SessionFetch::note(const RemoteSession &session)
{
    m_seen.insert(session.uid);
    m_found.lastModified = std::max(m_found.lastModified, std::optional(session.modified));
    // No window that ends before an instant holds the last one of all.
    if (!session.end || *session.end == Timestamp::max()) {
        m_found.untimed.append(session.uid);
        return;
    }
    m_found.firstEnd = std::min(m_found.firstEnd.value_or(*session.end), *session.end);
    m_found.lastEnd = std::max(m_found.lastEnd.value_or(*session.end), *session.end);
}

// One that is gone meanwhile keeps none; the next fetch finds that out.
void SessionFetch::addDevices(std::vector<FetchedSession> &sessions,
                              const std::vector<std::size_t> &which)
{
    m_fetching.askAll<RemotePage<QString>>(
        which.size(),
        [&](std::size_t i) {
            return m_fetching.api().devicesOf(sessions[which[i]].session.uid, {},
                                              m_fetching.stop());
        },
        [&](std::size_t i, const RemoteResult<RemotePage<QString>> &answer) {
            if (!answer)
                return;
            FetchedSession &session = sessions[which[i]];
            session.devices = QStringList(answer->items.begin(), answer->items.end());
            addOtherDevices(session, *answer);
        });
    // Without its devices a session would look as if it had none.
    std::vector<bool> isWanted(sessions.size(), false);
    for (const std::size_t i : which)
        isWanted[i] = !sessions[i].devices.has_value();
    std::size_t i = 0;
    std::erase_if(sessions, [&](const FetchedSession &) { return isWanted[i++]; });
}

void SessionFetch::addOtherDevices(FetchedSession &session, const RemotePage<QString> &first)
{
    PageWatch watch;
    std::optional<QString> page = m_fetching.following(watch, first);
    while (page && m_fetching.mayGoOn()) {
        const auto answer =
            m_fetching.ask(m_fetching.api().devicesOf(session.session.uid, page, m_fetching.stop()),
                           {RemoteFault::NotFound});
        if (!answer) {
            session.devices.reset();
            return;
        }
        session.devices->append(QStringList(answer->items.begin(), answer->items.end()));
        page = m_fetching.following(watch, *answer);
    }
    if (page || !m_fetching.mayGoOn())
        session.devices.reset(); // stopped half-way
}

// They may have come since the list was read.
void SessionFetch::drop()
{
    const auto missing =
        m_fetching.read(m_fetching.store().missing(m_fetching.source().id, OutboxKind::Session,
                                                   std::make_shared<const QSet<QString>>(m_seen)));
    if (!missing)
        return;
    QStringList gone;
    m_fetching.askAll<std::optional<RemoteSession>>(
        static_cast<std::size_t>(missing->size()),
        [&](std::size_t i) {
            return m_fetching.api().findSession(missing->at(static_cast<qsizetype>(i)),
                                                m_fetching.stop());
        },
        [&](std::size_t i, const RemoteResult<std::optional<RemoteSession>> &answer) {
            if (answer ? !answer->has_value() : answer.error().fault == RemoteFault::NotFound)
                gone.append(missing->at(static_cast<qsizetype>(i)));
        });
    if (!gone.isEmpty())
        m_fetching.take(m_fetching.store().dropSessions(m_fetching.source().id, std::move(gone)),
                        m_fetching.summary().sessions);
}

void SessionFetch::takeUnknown(const QStringList &uids)
{
    std::vector<FetchedSession> fetched;
    m_fetching.look();
    m_fetching.askAll<std::optional<RemoteSession>>(
        static_cast<std::size_t>(uids.size()),
        [&](std::size_t i) {
            return m_fetching.api().findSession(uids.at(static_cast<qsizetype>(i)),
                                                m_fetching.stop());
        },
        [&](std::size_t, const RemoteResult<std::optional<RemoteSession>> &answer) {
            if (answer && *answer)
                fetched.push_back({**answer, {}});
        });
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < fetched.size(); ++i) {
        all.push_back(i);
        m_seen.insert(fetched[i].session.uid);
    }
    addDevices(fetched, all);
    if (m_fetching.mayGoOn())
        takeAll(std::move(fetched));
}

} // namespace tidemark::mirror
