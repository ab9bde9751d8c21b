// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/contact_log.h"
#include "services/net/http_call.h"
#include "services/net/http_connection.h"

#include <QObject>
#include <QSslConfiguration>

#include <list>
#include <memory>
#include <optional>
#include <stop_token>

namespace tidemark::net {

/// The part of an HttpClient that lives on the network thread: its connections and calls.
///
/// Each client has managers of its own, since Qt reuses connections by host and port alone, also
/// those that were made with other trust. A manager opens six connections to a server and no more:
/// when as many calls are under way, the next one goes to the next manager.
class HttpWorker final : public QObject
{
    Q_OBJECT

public:
    /// Any thread; everything else on the network thread. `contacts` outlives the worker.
    HttpWorker(HttpConnection connection, ContactLog &contacts);
    ~HttpWorker() override; // ends its calls

    /// Answers `promise` once. Refuses what may not be sent.
    void begin(const HttpRequest &request, const std::stop_token &stop,
               const std::shared_ptr<QPromise<HttpCall::Answer>> &promise);

private:
    /// A manager and its calls that have not ended.
    struct Manager
    {
        std::unique_ptr<QNetworkAccessManager> network;
        int calls = 0;
    };

    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Manager &freeManager();

    HttpConnection m_connection;
    ContactLog &m_contacts;
    std::list<Manager> m_managers; ///< made when they are needed
    std::optional<QSslConfiguration> m_tls;
};

} // namespace tidemark::net
