// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/request_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

constexpr std::array kOwnHeaders{"authorization"_L1, "accept-encoding"_L1,
                                 "connection"_L1,    "content-length"_L1,
                                 "host"_L1,          "transfer-encoding"_L1};

// RFC 9110, 5.6.2
bool isNameByte(char c)
{
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
}

bool isValueByte(char c)
{
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

bool isTokenByte(char c)
{
    return c > 0x20 && c < 0x7f;
}

bool isSound(QByteArrayView name, QByteArrayView value)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), isNameByte) &&
           std::all_of(value.begin(), value.end(), isValueByte);
}

bool isSame(QLatin1StringView own, const QByteArray &name)
{
    return own.compare(QLatin1StringView(name), Qt::CaseInsensitive) == 0;
}

bool isOurs(const QByteArray &name)
{
    return std::any_of(kOwnHeaders.begin(), kOwnHeaders.end(),
                       [&](QLatin1StringView own) { return isSame(own, name); });
}

} // namespace

Result<void> checkRequest(const HttpConnection &connection, const HttpRequest &request)
{
    const auto refuse = [&](const QString &reason) {
        return tl::unexpected<Error>(
            faultError({HttpFault::InvalidRequest, reason}, placeOf(connection.endpoint.base)));
    };
    const QString unsound = u"a header with a line end or a wrong name"_s;
    const QString ours = u"a header that the transport sets: "_s;
    for (const HttpHeader &header : request.headers) {
        if (!isSound(header.name, header.value))
            return refuse(unsound);
        if (isOurs(header.name))
            return refuse(ours + QString::fromLatin1(header.name));
    }
    for (const SecretHeader &header : request.secretHeaders) {
        if (!isSound(header.name, header.value.reveal()))
            return refuse(unsound);
        if (isOurs(header.name) && !isSame(kOwnHeaders.front(), header.name))
            return refuse(ours + QString::fromLatin1(header.name));
    }
    const QByteArrayView token = connection.token.reveal();
    if (!std::all_of(token.begin(), token.end(), isTokenByte))
        return tl::unexpected<Error>(
            faultError({HttpFault::InvalidToken}, placeOf(connection.endpoint.base)));
    if (request.method == HttpMethod::Get && !request.body.isEmpty())
        return refuse(u"a body with GET"_s);
    return {};
}

} // namespace tidemark::net
