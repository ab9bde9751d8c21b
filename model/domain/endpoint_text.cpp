// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/endpoint_text.h"

#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

bool isThisMachine(const QString &host)
{
    if (host == "localhost"_L1 || host.endsWith(".localhost"_L1) || host == "::1"_L1)
        return true;
    const QStringList parts = host.split(u'.');
    const auto isByte = [](const QString &part) {
        bool isNumber = false;
        const int value = part.toInt(&isNumber);
        return isNumber && value >= 0 && value <= 255;
    };
    return parts.size() == 4 && parts.front() == "127"_L1 &&
           std::all_of(parts.cbegin(), parts.cend(), isByte);
}

} // namespace

QString placeOfEndpoint(const QString &endpoint)
{
    const QUrl url(endpoint.trimmed());
    if (url.host().isEmpty())
        return endpoint.trimmed();
    if (url.port() < 0)
        return url.host();
    return QString(url.host() % u':' % QString::number(url.port()));
}

QString originOfEndpoint(const QString &endpoint)
{
    const QUrl url(endpoint.trimmed());
    if (url.host().isEmpty())
        return endpoint.trimmed();
    const int port = url.port(url.scheme() == "https"_L1 ? 443 : 80);
    return QString(url.scheme() % u"://"_s % url.host().toLower() % u':' % QString::number(port));
}

QString addressOfOrigin(const QString &endpoint)
{
    QString origin = originOfEndpoint(endpoint);
    for (const auto &[scheme, port] : {std::pair("https:"_L1, ":443"_L1), {"http:"_L1, ":80"_L1}})
        if (origin.startsWith(scheme) && origin.endsWith(port))
            origin.chop(port.size());
    return origin;
}

bool isReadableOnTheWay(const QString &endpoint)
{
    const QUrl url(endpoint.trimmed());
    return url.scheme() == "http"_L1 && !url.host().isEmpty() &&
           !isThisMachine(url.host().toLower());
}

} // namespace tidemark
