// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/url_rules.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

struct UrlText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::net::UrlText)
};

// Where clouds give out credentials besides 169.254.169.254.
constexpr std::array kMetadataHosts{
    "metadata"_L1,        "metadata.google.internal"_L1,   "metadata.goog"_L1,
    "instance-data"_L1,   "instance-data.ec2.internal"_L1, "fd00:ec2::254"_L1,
    "100.100.100.200"_L1,
};

QString plainHost(const QString &host)
{
    QString plain = host.toLower();
    while (plain.endsWith(u'.'))
        plain.chop(1);
    return plain;
}

// The address itself when the host is one; IPv4 inside IPv6 as IPv4.
QHostAddress addressOf(const QString &host)
{
    QHostAddress address(host);
    bool isFour = false;
    const quint32 four = address.toIPv4Address(&isFour);
    return isFour ? QHostAddress(four) : address;
}

// All addresses of this machine, or of many.
bool isOfNoOneHost(const QHostAddress &address)
{
    const QString text = address.toString();
    return text == "0.0.0.0"_L1 || text == "::"_L1 || text == "255.255.255.255"_L1 ||
           address.isMulticast();
}

tl::unexpected<Error> refused(QString message, QString detail)
{
    return failure(ErrorCode::InvalidArgument, std::move(message), std::move(detail));
}

Result<void> checkScheme(const QUrl &url)
{
    if (url.scheme() == "https"_L1 || url.scheme() == "http"_L1)
        return {};
    if (url.scheme().isEmpty())
        return refused(UrlText::tr("The address has no beginning that says how to connect. Write "
                                   "https:// before it."),
                       u"url.scheme"_s);
    return refused(UrlText::tr("Addresses that begin with \"%1:\" cannot be used. Only https and "
                               "http can.")
                       .arg(url.scheme()),
                   u"url.scheme"_s);
}

Result<void> checkHost(const QUrl &url, LinkLocal rule)
{
    const QString host = plainHost(url.host());
    const QHostAddress address = addressOf(host);
    if (host.isEmpty())
        return refused(UrlText::tr("The address names no host. Write it as https://host."),
                       u"url.host"_s);
    if (isOfNoOneHost(address))
        return refused(UrlText::tr("%1 is not the address of one host. For this computer write "
                                   "127.0.0.1.")
                           .arg(host),
                       u"url.host"_s);
    if (url.port(1) == 0)
        return refused(UrlText::tr("Port 0 cannot be connected to. Write a port from 1 to 65535."),
                       u"url.port"_s);
    if (rule == LinkLocal::Refused && isLinkLocal(host))
        return failure(ErrorCode::PermissionDenied,
                       UrlText::tr("%1 is reached only from this machine's own surroundings and "
                                   "may give out its credentials. It is used only when a person "
                                   "types exactly this address.")
                           .arg(host),
                       u"url.linkLocal"_s);
    return {};
}

bool isPathByte(char c)
{
    // unreserved, sub-delims, and `%`, `/`, `:`, `@` (RFC 3986, 3.3)
    constexpr std::string_view kMarks = "-._~!$&'()*+,;=%/:@";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
}

bool isQueryByte(char c)
{
    return isPathByte(c) || c == '?';
}

} // namespace

Origin originOf(const QUrl &url)
{
    const int standard = url.scheme() == "https"_L1 ? 443 : 80;
    return {url.scheme(), plainHost(url.host()), url.port(standard)};
}

QString placeOf(const QUrl &url)
{
    const QString host = url.host();
    const QString shown = host.contains(u':') ? u"["_s + host + u"]"_s : host;
    const Origin origin = originOf(url);
    const int standard = origin.scheme == "https"_L1 ? 443 : 80;
    return origin.port == standard ? shown : shown + u':' + QString::number(origin.port);
}

bool isLoopback(const QString &host)
{
    const QString plain = plainHost(host);
    return plain == "localhost"_L1 || plain.endsWith(".localhost"_L1) ||
           addressOf(plain).isLoopback();
}

bool isLinkLocal(const QString &host)
{
    const QString plain = plainHost(host);
    const QHostAddress address = addressOf(plain);
    if (address.isLinkLocal())
        return true;
    return std::any_of(kMetadataHosts.begin(), kMetadataHosts.end(), [&](QLatin1StringView known) {
        return plain == known || (!address.isNull() && address == QHostAddress(QString(known)));
    });
}

Result<void> checkUrl(const QUrl &url, LinkLocal rule)
{
    if (!url.isValid())
        return refused(UrlText::tr("This is not an address. Write it as https://host/path."),
                       u"url.form"_s);
    if (auto scheme = checkScheme(url); !scheme)
        return scheme;
    if (!url.userInfo().isEmpty())
        return refused(UrlText::tr("Names and passwords do not belong into an address, where they "
                                   "would be shown. Leave them out and put the token into its own "
                                   "field."),
                       u"url.credentials"_s);
    return checkHost(url, rule);
}

Result<Endpoint> parseEndpoint(QStringView text, LinkLocal rule)
{
    const QString typed = text.trimmed().toString();
    QUrl url(typed, QUrl::StrictMode);
    // "host:8080" reads as a scheme, and "host" as a path: tell what is missing
    if (!typed.isEmpty() && !typed.contains("://"_L1) && !typed.startsWith("file:"_L1)) {
        return refused(UrlText::tr("The address has no beginning that says how to connect. Write "
                                   "https:// before it."),
                       u"url.scheme"_s);
    }
    if (auto sound = checkUrl(url, rule); !sound)
        return failure(sound.error());
    if (url.hasQuery() || url.hasFragment())
        return refused(UrlText::tr("The address of a server ends before \"?\" and \"#\". Leave out "
                                   "what follows."),
                       u"url.query"_s);
    QString path = url.path(QUrl::FullyEncoded);
    if (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path, QUrl::StrictMode);
    return Endpoint{url, url.scheme() == "http"_L1 && !isLoopback(url.host())};
}

Result<QUrl> urlBelow(const Endpoint &endpoint, const QByteArray &path, const QByteArray &query)
{
    qsizetype begin = 0;
    while (begin < path.size() && path[begin] == '/')
        ++begin;
    const QByteArray rest = path.sliced(begin);
    const bool isSound = std::all_of(rest.begin(), rest.end(), isPathByte) &&
                         std::all_of(query.begin(), query.end(), isQueryByte);
    QByteArray whole = endpoint.base.toEncoded() + '/' + rest;
    if (!query.isEmpty())
        whole += '?' + query;
    QUrl url = QUrl::fromEncoded(whole, QUrl::StrictMode);
    if (!isSound || !url.isValid())
        return refused(UrlText::tr("This request cannot be written as an address. Check the names "
                                   "in it."),
                       u"url.path"_s);
    return url;
}

QByteArray pathSegment(QStringView text)
{
    return QUrl::toPercentEncoding(text.toString());
}

QByteArray formQuery(const std::vector<std::pair<QString, QString>> &pairs)
{
    QByteArray query;
    for (const auto &[name, value] : pairs) {
        if (!query.isEmpty())
            query += '&';
        query += QUrl::toPercentEncoding(name, " ").replace(' ', '+') + '=' +
                 QUrl::toPercentEncoding(value, " ").replace(' ', '+');
    }
    return query;
}

} // namespace tidemark::net
