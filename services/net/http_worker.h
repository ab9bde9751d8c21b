// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/contact_log.h"
#include "services/net/http_call.h"
#include "services/net/http_connection.h"

#include <QObject>
#include <QSslConfiguration>

#include <memory>
#include <optional>
#include <stop_token>

namespace tidemark::net {

/// The part of an HttpClient that lives on the network thread: its connections and calls.
///
/// Each client has a manager of its own, since Qt reuses connections by host and port alone, also
/// those that were made with other trust.
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
    [[nodiscard]] Result<void> prepare();

    HttpConnection m_connection;
    ContactLog &m_contacts;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    std::optional<QSslConfiguration> m_tls;
};

} // namespace tidemark::net
