// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/http_message.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tidemark::http {
namespace {

using NamedMethod = std::pair<Method, const char *>;

constexpr std::array kMethods{
    NamedMethod{Method::Get, "GET"},       NamedMethod{Method::Head, "HEAD"},
    NamedMethod{Method::Post, "POST"},     NamedMethod{Method::Put, "PUT"},
    NamedMethod{Method::Delete, "DELETE"}, NamedMethod{Method::Options, "OPTIONS"}};

constexpr QByteArrayView kTunnel = "CONNECT";

} // namespace

std::optional<Method> methodFromName(QByteArrayView name)
{
    const auto found = std::find_if(kMethods.begin(), kMethods.end(), [name](const auto &known) {
        return name == QByteArrayView(known.second);
    });
    if (found != kMethods.end())
        return found->first;
    return name == kTunnel ? std::nullopt : std::optional(Method::Other);
}

QByteArray nameOf(Method method)
{
    const auto found = std::find_if(kMethods.begin(), kMethods.end(),
                                    [method](const auto &known) { return known.first == method; });
    return found == kMethods.end() ? QByteArrayLiteral("OTHER") : QByteArray(found->second);
}

bool mayHaveBody(Method method)
{
    return method != Method::Get && method != Method::Head && method != Method::Options;
}

} // namespace tidemark::http
