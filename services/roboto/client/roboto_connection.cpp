// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/roboto_connection.h"

#include <algorithm>
#include <utility>

namespace tidemark::roboto {
namespace {

Result<net::HttpConnection> connectionOf(const QString &endpoint, net::LinkLocal rule,
                                         const QString &caFile, const QString &pin, Secret token)
{
    auto base = net::parseEndpoint(endpoint, rule);
    if (!base)
        return failure(base.error());
    net::HttpConnection connection;
    connection.endpoint = *std::move(base);
    connection.token = std::move(token);
    connection.trust.caFile = caFile;
    if (!pin.isEmpty()) {
        auto digest = net::parseFingerprint(pin);
        if (!digest)
            return failure(digest.error());
        connection.trust.pinnedSha256 = *std::move(digest);
    }
    return connection;
}

} // namespace

Result<net::HttpConnection> robotoConnection(const Source &source, Secret token)
{
    // The address of a source was typed by a person.
    return connectionOf(source.endpoint, net::LinkLocal::TypedByPerson, source.caFile,
                        source.pinnedCertificate, std::move(token));
}

Result<net::HttpConnection> robotoConnection(const ConnectionDraft &draft)
{
    return connectionOf(draft.endpoint, net::LinkLocal::TypedByPerson, draft.caFile,
                        draft.pinnedCertificate, draft.token);
}

net::HttpLimits robotoLimits(std::optional<std::chrono::milliseconds> timeout)
{
    net::HttpLimits limits;
    if (timeout) {
        limits.silence = *timeout;
        limits.deadline = std::max(limits.deadline, *timeout);
    }
    return limits;
}

} // namespace tidemark::roboto
