// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/proxy_choice.h"

#include "services/net/url_rules.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxy>

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

// Qt reads plain answers from a connection without a proxy byte by byte, each with a call of the
// system, and buffers all others. So this computer is asked for by the default proxy, which for
// these hosts is none in any case (QNetworkProxyFactory::proxyForQuery()).
bool isNeverProxied(const QString &host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

class ProxyChoice final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        if (isNeverProxied(query.peerHostName()))
            return {QNetworkProxy(QNetworkProxy::DefaultProxy)};
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
