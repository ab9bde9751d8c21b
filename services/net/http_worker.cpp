// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/http_worker.h"

#include "services/net/proxy_choice.h"
#include "services/net/request_rules.h"

#include <QNetworkAccessManager>

#include <utility>

namespace tidemark::net {

HttpWorker::HttpWorker(HttpConnection connection, ContactLog &contacts)
    : m_connection(std::move(connection))
    , m_contacts(contacts)
{}

HttpWorker::~HttpWorker()
{
    // before the manager, which takes their replies along
    qDeleteAll(findChildren<HttpCall *>(Qt::FindDirectChildrenOnly));
}

void HttpWorker::begin(const HttpRequest &request, const std::stop_token &stop,
                       const std::shared_ptr<QPromise<HttpCall::Answer>> &promise)
{
    const auto url =
        checkRequest(m_connection, request).and_then([&] { return prepare(); }).and_then([&] {
            return urlBelow(m_connection.endpoint, request.path, request.query);
        });
    if (!url) {
        promise->addResult(tl::unexpected<Error>(url.error()));
        promise->finish();
        return;
    }
    const HttpCall::Surroundings around{*m_manager, m_contacts, m_connection, *m_tls};
    auto *call = new HttpCall(around, request, *url, stop, promise, this);
    call->start();
}

Result<void> HttpWorker::prepare()
{
    if (!m_tls) {
        auto tls = tlsConfiguration(m_connection.trust);
        if (!tls)
            return tl::unexpected<Error>(tls.error());
        m_tls = *std::move(tls);
    }
    if (!m_manager) {
        m_manager = std::make_unique<QNetworkAccessManager>();
        m_manager->setAutoDeleteReplies(false);
        useSystemProxy(*m_manager);
    }
    return {};
}

} // namespace tidemark::net
