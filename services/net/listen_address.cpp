// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/listen_address.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::net {

namespace {

struct ListenText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::net::ListenAddress)
};

} // namespace

Result<ListenAddress> parseListenAddress(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    QString host = text.left(colon);
    bool isNumber = false;
    const quint16 port = colon < 0 ? quint16{0} : text.mid(colon + 1).toUShort(&isNumber);
    const bool isBracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (isBracketed)
        host = host.sliced(1, host.size() - 2);
    if (!isNumber || host.isEmpty() || (host.contains(u':') && !isBracketed))
        return failure(ErrorCode::InvalidArgument,
                       ListenText::tr("An address to listen on is written ADDRESS:PORT, as in "
                                      "127.0.0.1:8765 or [::1]:8765, not \"%1\".")
                           .arg(text));
    return ListenAddress{host, port};
}

QString addressText(const ListenAddress &address)
{
    const QString host = address.host.contains(u':') ? u"[%1]"_s.arg(address.host) : address.host;
    return u"%1:%2"_s.arg(host).arg(address.port);
}

QString baseUrl(const ListenAddress &address, bool isTls)
{
    return (isTls ? u"https://"_s : u"http://"_s) + addressText(address);
}

} // namespace tidemark::net
