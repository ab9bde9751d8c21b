// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/proxy_choice.h"

#include "services/net/url_rules.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>

namespace tidemark::net {
namespace {

class ProxyChoice final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        if (isLoopback(query.peerHostName()))
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

} // namespace

void useSystemProxy(QNetworkAccessManager &manager)
{
    manager.setProxyFactory(new ProxyChoice); // the manager owns it
}

} // namespace tidemark::net
