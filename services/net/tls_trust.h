// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/net/http_fault.h"

#include <QByteArray>
#include <QList>
#include <QString>

class QSslCertificate;
class QSslConfiguration;
class QSslError;

namespace tidemark::net {

/// Whom one connection trusts. Empty: the system's authorities. There is no way to ignore an
/// error; a server with a certificate of its own is named here.
struct TlsTrust
{
    QString caFile;          ///< PEM file of the only authorities to trust
    QByteArray pinnedSha256; ///< 32 bytes: the fingerprint of the only certificate to trust

    friend bool operator==(const TlsTrust &, const TlsTrust &) = default;
};

/// Reads a SHA-256 fingerprint as programs print it: 64 hexadecimal digits, in pairs with colons
/// or without. Errors: InvalidArgument (detail `tls.fingerprint`).
[[nodiscard]] Result<QByteArray> parseFingerprint(QStringView text);

/// TLS 1.2 or newer that checks its peer. Reads the CA file: not on the GUI thread.
///
/// With a pinned certificate no authority is trusted, so that every handshake reports an error and
/// passes only when pinAllows() says so: what is not looked at fails.
/// Errors: InvalidArgument (detail `http.tls.caFile`).
[[nodiscard]] Result<QSslConfiguration> tlsConfiguration(const TlsTrust &trust);

/// Whether `error` is settled by the server showing the pinned certificate: who issued it and for
/// which name then adds nothing. An expired certificate stays refused.
[[nodiscard]] bool pinAllows(const TlsTrust &trust, const QSslCertificate &shown,
                             const QSslError &error);

/// The fault that says most about these errors of a handshake.
[[nodiscard]] HttpFault tlsFaultOf(const TlsTrust &trust, const QSslCertificate &shown,
                                   const QList<QSslError> &errors);

} // namespace tidemark::net
