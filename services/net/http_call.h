// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/net/contact_log.h"
#include "services/net/http_connection.h"
#include "services/net/http_exchange.h"
#include "services/net/http_message.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPromise>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace tidemark::net {

/// One call: attempts, waits between them, redirects within them, and its end. Deletes itself when
/// it has answered; a call that goes before answers Cancelled. Lives on the network thread.
class HttpCall final : public QObject
{
    Q_OBJECT

public:
    using Answer = Result<HttpAnswer>;

    /// What calls of one client share; it outlives them.
    struct Surroundings
    {
        QNetworkAccessManager &manager;
        ContactLog &contacts;
        const HttpConnection &connection;
        const QSslConfiguration &tls;
    };

    HttpCall(const Surroundings &surroundings, HttpRequest request, QUrl url, std::stop_token stop,
             std::shared_ptr<QPromise<Answer>> promise, QObject *parent);
    ~HttpCall() override; // answers, if nothing else has

    void start();

private:
    void cancel();
    void beginAttempt();
    void exchange(const QUrl &url, bool withToken);
    void onOutcome(const HttpExchange::Outcome &outcome);
    void onAnswer(const HttpAnswer &answer);
    void endAttempt(const HttpExchange::Outcome &outcome);
    void probe(const HttpFailure &failure);
    void fail(const HttpFailure &failure);
    void answer(Answer answer);

    Surroundings m_around;
    HttpRequest m_request;
    QUrl m_url;     ///< of the call
    QUrl m_present; ///< of the exchange under way
    bool m_hasToken = true;
    int m_redirects = 0;
    RetryPolicy m_policy;
    std::shared_ptr<QPromise<Answer>> m_promise; ///< null when answered
    QElapsedTimer m_sinceStart;
    QElapsedTimer m_sinceAttempt;
    QTimer m_wait;
    QPointer<HttpExchange> m_exchange;
    std::stop_token m_stop;
    std::optional<std::stop_callback<std::function<void()>>> m_onStop;
};

} // namespace tidemark::net
