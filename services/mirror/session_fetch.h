// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/mirror/fetching.h"

#include <QStringList>

#include <optional>

namespace tidemark::mirror {

/// The second part of a fetch: devices and sessions. Their lists are read whole each time. The
/// devices of a session, one more request, are read when it is new here or was changed there since
/// the last whole fetch; always in a full one.
class SessionFetch
{
public:
    /// What the list of sessions told.
    struct Found
    {
        QStringList untimed;                    ///< uids of sessions without times
        std::optional<Timestamp> firstEnd = {}; ///< of all others
        std::optional<Timestamp> lastEnd = {};  ///< likewise
        std::optional<Timestamp> lastModified = {};
    };

    SessionFetch(Fetching &fetching, const FetchMarks &marks)
        : m_fetching(fetching)
        , m_marks(marks)
    {}

    [[nodiscard]] Found run();
    /// Sessions that values named and the list did not hold. Those that are gone are left out.
    void takeUnknown(const QStringList &uids);

private:
    void readDevices();
    void readSessions();
    void takePage(std::vector<RemoteSession> sessions);
    void takeAll(std::vector<FetchedSession> sessions);
    [[nodiscard]] bool isAskedFor(const RemoteSession &session) const;
    void note(const RemoteSession &session);
    void addDevices(std::vector<FetchedSession> &sessions, const std::vector<std::size_t> &which);
    void addOtherDevices(FetchedSession &session, const RemotePage<QString> &first);
    void drop();

    Fetching &m_fetching;
    FetchMarks m_marks;
    Found m_found;
    QSet<QString> m_seen;
};

} // namespace tidemark::mirror
