// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/request_rules.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::http {
namespace {

// Messages of this file go to the client of a protocol, hence in English.
constexpr qsizetype kShown = 40; ///< the most that a message repeats of what was sent

QString shown(const QByteArray &sent)
{
    return QString::fromLatin1(sent.size() > kShown ? sent.first(kShown) + "..." : sent);
}

QByteArray mediaType(const QByteArray &contentType)
{
    const qsizetype semicolon = contentType.indexOf(';');
    return contentType.first(semicolon < 0 ? contentType.size() : semicolon).trimmed().toLower();
}

} // namespace

RequestRules::RequestRules(const QStringList &hostNames, QByteArrayList bodyTypes)
    : m_hosts(hostNames)
    , m_bodyTypes(std::move(bodyTypes))
{}

std::optional<Refusal> RequestRules::checkHost(QByteArrayView authority,
                                               const PeerAddress &local) const
{
    switch (m_hosts.check(authority, local)) {
    case HostRules::Verdict::Allowed:
        return std::nullopt;
    case HostRules::Verdict::Foreign:
        return Refusal{421, u"This server does not answer for the host \"%1\"."_s.arg(
                                shown(authority.toByteArray()))};
    case HostRules::Verdict::Invalid:
        break;
    }
    return Refusal{400, u"The Host of the request is not a valid host name."_s};
}

std::optional<Refusal> RequestRules::checkBody(const RequestHead &head, Method method) const
{
    if (!head.framing.hasBody())
        return std::nullopt;
    if (!mayHaveBody(method))
        return Refusal{400, u"A %1 request must not have a body."_s.arg(shown(head.method))};
    if (m_bodyTypes.isEmpty())
        return std::nullopt;
    const QByteArrayList types = head.headers.values("Content-Type");
    if (types.size() != 1 || !m_bodyTypes.contains(mediaType(types.first())))
        return Refusal{400, u"The Content-Type of the body must be one of: %1."_s.arg(
                                QString::fromLatin1(m_bodyTypes.join(", ")))};
    return std::nullopt;
}

std::optional<Refusal> RequestRules::admit(RequestHead head, const PeerAddress &local,
                                           HttpRequest &request) const
{
    const auto method = methodFromName(head.method);
    if (!method)
        return Refusal{400, u"The method \"%1\" is not known here."_s.arg(shown(head.method))};
    auto target = parseTarget(head.target);
    if (!target)
        return Refusal{400, target.error().message};
    const QByteArray host = head.headers.value("Host").value_or(QByteArray());
    if (auto refusal = checkHost(host, local))
        return refusal;
    if (!target->authority.isEmpty()) {
        if (auto refusal = checkHost(target->authority, local))
            return refusal;
    }
    if (head.headers.contains("Origin"))
        return Refusal{403, u"Requests from web pages are not accepted."_s};
    if (auto refusal = checkBody(head, *method))
        return refusal;
    if (head.headers.contains("Expect") && !expectsContinue(head.headers))
        return Refusal{417, u"The only expectation that is met is 100-continue."_s};
    request.method = *method;
    request.target = *std::move(target);
    request.headers = std::move(head.headers);
    return std::nullopt;
}

bool expectsContinue(const HeaderList &headers)
{
    const QByteArrayList values = headers.values("Expect");
    return !values.isEmpty() && std::all_of(values.begin(), values.end(), [](const auto &value) {
        return isSameName(value, "100-continue");
    });
}

} // namespace tidemark::http
