// SPDX-License-Identifier: GPL-3.0-or-later
// parseEndpoint: what it takes obeys every rule, is the same when read again, and holds a path.
#include "services/net/url_rules.h"

#include <cstdlib>

using namespace tidemark;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text =
        QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto endpoint = net::parseEndpoint(text);
    if (!endpoint) {
        if (endpoint.error().message.isEmpty())
            std::abort();
        return 0;
    }
    const QUrl &base = endpoint->base;
    const bool isHttp =
        base.scheme() == QLatin1StringView("https") || base.scheme() == QLatin1StringView("http");
    if (!isHttp || base.host().isEmpty() || !base.userInfo().isEmpty() || base.hasQuery() ||
        base.hasFragment() || net::isLinkLocal(base.host()))
        std::abort();
    if (!net::checkUrl(base, net::LinkLocal::Refused))
        std::abort();
    // a slash more is the one that is taken away
    const QString longer = QString::fromLatin1(base.toEncoded()) + u'/';
    const auto again = net::parseEndpoint(longer);
    if (!again || *again != *endpoint)
        std::abort();
    const auto below = net::urlBelow(*endpoint, "v1/a%2Fb/", "q=1");
    if (!below || net::originOf(*below) != net::originOf(base))
        std::abort();
    return 0;
}
