// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringView>
#include <QUrl>

#include <utility>
#include <vector>

namespace tidemark::net {

/// Whether addresses that reach only this machine's surroundings, among them the ones that give
/// out a cloud machine's credentials, may be used.
enum class LinkLocal
{
    Refused,
    TypedByPerson, ///< the person wrote exactly this address
};

/// Whose credentials an address gets: scheme, host and port, all of them. Values of one origin may
/// share a connection and a token.
struct Origin
{
    QString scheme;
    QString host; ///< lower case
    int port = 0; ///< never 0 for an address that passed the rules

    friend bool operator==(const Origin &, const Origin &) = default;
};

[[nodiscard]] Origin originOf(const QUrl &url);
/// `host`, or `host:port` when the port is not the scheme's own. For messages and lists.
[[nodiscard]] QString placeOf(const QUrl &url);
/// localhost and its sub-domains, 127.0.0.0/8 and ::1.
[[nodiscard]] bool isLoopback(const QString &host);
/// 169.254.0.0/16, fe80::/10, and the names and addresses at which clouds give out credentials.
[[nodiscard]] bool isLinkLocal(const QString &host);

/// A base address that passed the rules, without a slash at its end; its path prefix is kept.
struct Endpoint
{
    QUrl base;
    bool sendsInTheClear = false; ///< http to another machine: warn before a token goes there

    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

/// Reads a base address as a person types it.
///
/// Errors, each with advice: InvalidArgument (detail `url.form`, `url.scheme`, `url.credentials`,
/// `url.host`, `url.port`, `url.query`), PermissionDenied for a link-local one (`url.linkLocal`).
[[nodiscard]] Result<Endpoint> parseEndpoint(QStringView text, LinkLocal rule = LinkLocal::Refused);

/// The same rules for an address from elsewhere, such as a redirect. A query is allowed.
[[nodiscard]] Result<void> checkUrl(const QUrl &url, LinkLocal rule);

/// The address of `path` below the endpoint. `path` and `query` are percent-encoded and go out as
/// they are; slashes at the start of `path` are dropped, one at its end is kept.
/// Errors: InvalidArgument (`url.path`) for bytes that do not belong there.
[[nodiscard]] Result<QUrl> urlBelow(const Endpoint &endpoint, const QByteArray &path,
                                    const QByteArray &query);

/// One path segment: everything but `A–Z a–z 0–9 - . _ ~` is percent-encoded, slashes too.
[[nodiscard]] QByteArray pathSegment(QStringView text);
/// A query by the rules of HTML forms: spaces become `+`. Empty without pairs.
[[nodiscard]] QByteArray formQuery(const std::vector<std::pair<QString, QString>> &pairs);

} // namespace tidemark::net
