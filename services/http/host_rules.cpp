// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/host_rules.h"

#include <algorithm>
#include <optional>

namespace tidemark::http {
namespace {

bool isPort(QByteArrayView text)
{
    return text.size() <= 5 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isHostCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

bool isLiteralCharacter(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == '.' ||
           c == ':';
}

// The host without port and brackets.
std::optional<QByteArray> hostOf(QByteArrayView authority)
{
    const bool isLiteral = authority.startsWith('[');
    const auto end = std::find(authority.begin(), authority.end(), isLiteral ? ']' : ':');
    if (isLiteral && end == authority.end())
        return std::nullopt;
    const qsizetype skipped = isLiteral ? 1 : 0;
    const QByteArrayView host = authority.sliced(skipped, end - authority.begin() - skipped);
    QByteArrayView rest = authority.sliced(end - authority.begin() + skipped);
    if (!rest.isEmpty() && (!rest.startsWith(':') || !isPort(rest.sliced(1))))
        return std::nullopt;
    const auto isAllowed = isLiteral ? isLiteralCharacter : isHostCharacter;
    if (host.isEmpty() || !std::all_of(host.begin(), host.end(), isAllowed))
        return std::nullopt;
    return host.toByteArray().toLower();
}

} // namespace

HostRules::HostRules(const QStringList &names)
    : m_names{QByteArrayLiteral("localhost"), QByteArrayLiteral("127.0.0.1"),
              QByteArrayLiteral("::1")}
{
    for (const QString &name : names)
        m_names.append(name.toLower().toUtf8());
}

HostRules::Verdict HostRules::check(QByteArrayView authority, const PeerAddress &local) const
{
    const auto host = hostOf(authority);
    if (!host)
        return Verdict::Invalid;
    const bool isOurs =
        m_names.contains(*host) || peerAddressFrom(QString::fromLatin1(*host)).text == local.text;
    return isOurs ? Verdict::Allowed : Verdict::Foreign;
}

} // namespace tidemark::http
