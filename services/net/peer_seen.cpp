// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/peer_seen.h"

#include <QSslCertificate>
#include <QSslConfiguration>

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

// The common name, else the organisation, else whatever there is.
QString nameOf(const QStringList &common, const QStringList &organisation)
{
    const QStringList &names = common.isEmpty() ? organisation : common;
    return names.join(u", "_s).simplified();
}

QString protocolName(QSsl::SslProtocol protocol)
{
    switch (protocol) {
    case QSsl::TlsV1_2:
        return u"TLS 1.2"_s;
    case QSsl::TlsV1_3:
        return u"TLS 1.3"_s;
    default:
        return {};
    }
}

} // namespace

PeerSeen peerSeenBy(const QSslConfiguration &configuration)
{
    PeerSeen seen;
    seen.protocol = protocolName(configuration.sessionProtocol());
    const QSslCertificate certificate = configuration.peerCertificate();
    if (certificate.isNull())
        return seen;
    seen.certificateSha256 = certificate.digest(QCryptographicHash::Sha256);
    seen.certificateOwner = nameOf(certificate.subjectInfo(QSslCertificate::CommonName),
                                   certificate.subjectInfo(QSslCertificate::Organization));
    seen.certificateIssuer = nameOf(certificate.issuerInfo(QSslCertificate::CommonName),
                                    certificate.issuerInfo(QSslCertificate::Organization));
    return seen;
}

} // namespace tidemark::net
