// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/hostile_server.h"

#include <QByteArrayList>
#include <QJsonObject>
#include <QString>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace tidemark::test {

/// What becomes of one request on its way.
enum class ProxyFault
{
    None,
    CutBefore,   ///< the connection ends before the server has seen the request
    CutAfter,    ///< the server does it, the connection ends without an answer
    HalfAnswer,  ///< the server does it, half of the answer comes
    Delay,       ///< the answer is late, but comes
    Silence,     ///< the server does it, the answer comes when nobody waits any more
    ErrorBefore, ///< 500, not done
    ErrorAfter,  ///< 500, done
    BusyBefore,  ///< 503, not done
    BusyAfter,   ///< 503, done
    TooMany,     ///< 429, not done
    HalfBatch,   ///< the server sees and answers half of the values of a publish
    Refused,     ///< 400 as of the service, not done
    Redirect,    ///< 307 to another server, not done
    NoJson,      ///< the server does it, the answer is a page
    WrongTypes,  ///< the server does it, the answer is JSON of another shape
    TooBig,      ///< the server does it, the answer announces a gigabyte
    Count
};

/// Stands between a client and a server that may come and go, and does harm. Any thread.
class FaultProxy
{
public:
    /// Asked for each request, by one thread at a time.
    using Choice = std::function<ProxyFault(const SeenRequest &)>;
    /// A value that reached the server.
    struct Publication
    {
        QString metric;
        QString session; ///< there
        double value = 0;
        bool isAnswered = true; ///< false: the server ended before it said whether it has it
    };

    /// An answer of a service.
    struct Answer
    {
        int status = 0; ///< 0: the server is not there
        QByteArray body = {};
    };
    /// What is answered in place of what the server would say, which does not see the request.
    /// Asked by the thread of each connection.
    using Replacement = std::function<std::optional<Answer>(const SeenRequest &)>;

    explicit FaultProxy(Choice choice, Replacement replacement = {});

    void setUpstream(quint16 port) { m_upstream = port; }
    [[nodiscard]] QString url() const { return m_server.url(); }
    /// In the order in which the server took them, if it did.
    [[nodiscard]] std::vector<Publication> publications() const;
    /// First line and body of each that was Refused; with a list of sessions, those that were to be
    /// made before as well, which it was asked for.
    [[nodiscard]] QByteArrayList refused() const;
    [[nodiscard]] std::map<ProxyFault, int> faults() const;
    [[nodiscard]] int requests() const { return m_requests; }

private:
    void serve(HostileConnection &connection);
    /// False when the connection is to end.
    bool handle(HostileConnection &connection);
    [[nodiscard]] Answer forward(const SeenRequest &request);
    void noteAnswered(const QJsonArray &records);
    void noteUnanswered(const QJsonObject &asked);
    [[nodiscard]] ProxyFault chosen(const SeenRequest &request);
    void noteRefused(const SeenRequest &request);

    Choice m_choice;
    Replacement m_replacement;
    std::atomic<quint16> m_upstream = 0;
    std::atomic<int> m_requests = 0;
    mutable std::mutex m_mutex;
    std::map<ProxyFault, int> m_faults;
    std::vector<Publication> m_publications;
    QByteArrayList m_refused;
    QByteArray m_madeSessions; // bodies of what was to make them
    HostileServer m_server;    // last: ends before the rest
};

} // namespace tidemark::test
