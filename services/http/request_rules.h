// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/host_rules.h"
#include "services/http/http_message.h"
#include "services/http/refusal.h"
#include "services/http/request_parser.h"

#include <QByteArrayList>
#include <QStringList>

namespace tidemark::http {

/// What a request must look like before any handler sees it, decided from its head alone so that
/// no body is read in vain. Immutable.
class RequestRules
{
public:
    /// `bodyTypes` are media types in lower case, without parameters; none: others check them.
    RequestRules(const QStringList &hostNames, QByteArrayList bodyTypes);

    /// Fills method, target and headers of `request` from the head, which it empties.
    ///
    /// Refuses with 400 a method that is not let through, a Host or target that is not valid, a
    /// body on GET, HEAD and OPTIONS, and any other body whose type is not one of `bodyTypes` (so
    /// that no form of a foreign page can send one); with 421 a foreign Host; with 403 every
    /// request that has an Origin, since only pages send one and none of them is ours; with 417 an
    /// expectation other than 100-continue. `local` is our end of the connection.
    [[nodiscard]] std::optional<Refusal> admit(RequestHead head, const PeerAddress &local,
                                               HttpRequest &request) const;

private:
    [[nodiscard]] std::optional<Refusal> checkHost(QByteArrayView authority,
                                                   const PeerAddress &local) const;
    [[nodiscard]] std::optional<Refusal> checkBody(const RequestHead &head, Method method) const;

    HostRules m_hosts;
    QByteArrayList m_bodyTypes;
};

/// True when the client waits for "100 Continue" before it sends the body.
[[nodiscard]] bool expectsContinue(const HeaderList &headers);

} // namespace tidemark::http
