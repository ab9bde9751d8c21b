// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/http_worker.h"

#include "services/net/proxy_choice.h"
#include "services/net/request_rules.h"

#include <QNetworkAccessManager>

#include <algorithm>
#include <utility>

namespace tidemark::net {
namespace {

constexpr int kConnectionsOfManager = 6; // Qt's, to one host and port
constexpr std::size_t kMostManagers = 3;

} // namespace

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
    Manager &manager = freeManager();
    const HttpCall::Surroundings around{*manager.network, m_contacts, m_connection, *m_tls};
    auto *call = new HttpCall(around, request, *url, stop, promise, this);
    ++manager.calls;
    connect(call, &QObject::destroyed, this, [&manager] { --manager.calls; });
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
    return {};
}

HttpWorker::Manager &HttpWorker::freeManager()
{
    const auto least =
        std::min_element(m_managers.begin(), m_managers.end(),
                         [](const Manager &a, const Manager &b) { return a.calls < b.calls; });
    const auto free = std::find_if(m_managers.begin(), m_managers.end(), [](const Manager &one) {
        return one.calls < kConnectionsOfManager;
    });
    if (free != m_managers.end())
        return *free;
    if (m_managers.size() >= kMostManagers)
        return *least;
    Manager &made = m_managers.emplace_back();
    made.network = std::make_unique<QNetworkAccessManager>();
    made.network->setAutoDeleteReplies(false);
    useSystemProxy(*made.network);
    return made;
}

} // namespace tidemark::net
