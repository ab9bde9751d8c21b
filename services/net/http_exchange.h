// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "services/net/content_decoder.h"
#include "services/net/http_message.h"
#include "services/net/tls_trust.h"

#include <QObject>
#include <QPointer>
#include <QSslConfiguration>
#include <QTimer>

#include <functional>
#include <optional>

#include <tl/expected.hpp>

class QNetworkAccessManager;
class QNetworkReply;
class QNetworkRequest;

namespace tidemark::net {

/// One request to one address.
struct ExchangePlan
{
    QUrl url;
    HttpMethod method = HttpMethod::Get;
    std::vector<HttpHeader> headers;
    QByteArray body;
    Secret token;                            ///< empty where it may not go
    std::vector<SecretHeader> secretHeaders; ///< none where they may not go
    TlsTrust trust;
    QSslConfiguration tls;
    HttpLimits limits;
    std::chrono::milliseconds deadline{}; ///< what is left of limits.deadline
    std::function<void(const HttpProgress &)> progress;
    std::function<void(const PeerSeen &)> peerSeen;
};

/// One request and its answer, without redirects and repetitions: limits, deadline, TLS and the
/// meaning of what went wrong. HTTP/1.1, since Qt's HTTP/2 hides which request a lost connection
/// takes along. Lives on the network thread.
///
/// What cannot be seen through QNetworkAccessManager 6.4: a broken chunk header, and at times a
/// lost connection, ends a chunked body without an error (see HttpAnswer::endIsProven), bytes after
/// the announced length are dropped, and head lines are not limited but by the deadline.
class HttpExchange final : public QObject
{
    Q_OBJECT

public:
    using Outcome = tl::expected<HttpAnswer, HttpFailure>;

    /// `whenDone` is called once, from the event loop or from abort(); it may delete this object
    /// with deleteLater only.
    HttpExchange(QNetworkAccessManager &manager, ExchangePlan plan,
                 std::function<void(Outcome)> whenDone, QObject *parent);
    ~HttpExchange() override; // drops the connection

    void start();
    void abort(const HttpFailure &failure);

private:
    [[nodiscard]] QNetworkRequest networkRequest() const;
    void send();
    void connectReply();
    void connectPeer();
    void onHead();
    void onBytes();
    void onTlsErrors(const QList<QSslError> &errors);
    void onFinished();
    void finish(Outcome outcome);
    [[nodiscard]] Outcome outcome();
    [[nodiscard]] std::optional<HttpFailure> lengthFailure() const;
    [[nodiscard]] HttpAnswer answer();
    [[nodiscard]] HttpFailure transportFailure() const;

    QNetworkAccessManager &m_manager;
    ExchangePlan m_plan;
    std::function<void(Outcome)> m_whenDone;
    QPointer<QNetworkReply> m_reply;
    QTimer m_deadline;
    ContentDecoder m_decoder;
    std::optional<HttpFailure> m_failure; ///< found by us, before Qt says that it is over
    std::optional<HttpFault> m_tlsFault;
    PeerSeen m_peer;
    bool m_hasBegun = false; ///< the decoder knows the encoding
};

} // namespace tidemark::net
