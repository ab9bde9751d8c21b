// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/tls_trust.h"

#include <QCoreApplication>
#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslSocket>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

struct TrustText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::net::TrustText)
};

bool isPinned(const TlsTrust &trust, const QSslCertificate &shown)
{
    return !shown.isNull() && shown.digest(QCryptographicHash::Sha256) == trust.pinnedSha256;
}

HttpFault faultOfError(QSslError::SslError error)
{
    switch (error) {
    case QSslError::CertificateExpired:
    case QSslError::CertificateNotYetValid:
        return HttpFault::TlsExpired;
    case QSslError::HostNameMismatch:
        return HttpFault::TlsHostName;
    case QSslError::SelfSignedCertificate:
        return HttpFault::TlsSelfSigned;
    default:
        return HttpFault::TlsUntrusted;
    }
}

tl::unexpected<Error> unusableFile(const QString &file, const QString &why)
{
    return failure(ErrorCode::InvalidArgument,
                   TrustText::tr("The file \"%1\" holds no certificate that can be read. Choose a "
                                 "file with certificates in PEM form.")
                       .arg(file),
                   u"http.tls.caFile: "_s + why);
}

} // namespace

Result<QByteArray> parseFingerprint(QStringView text)
{
    QString digits = text.trimmed().toString().toLower();
    constexpr qsizetype kPairs = 32;
    const bool hasColons = digits.size() == kPairs * 3 - 1;
    for (qsizetype i = 2; hasColons && i < digits.size(); i += 2) {
        if (digits[i] != u':')
            break;
        digits.remove(i, 1);
    }
    const bool isHex = std::all_of(digits.begin(), digits.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
    });
    if (digits.size() != kPairs * 2 || !isHex)
        return failure(ErrorCode::InvalidArgument,
                       TrustText::tr("This is not a SHA-256 fingerprint. It has 64 hexadecimal "
                                     "digits, as \"openssl x509 -fingerprint -sha256\" prints "
                                     "them."),
                       u"tls.fingerprint"_s);
    return QByteArray::fromHex(digits.toLatin1());
}

Result<QSslConfiguration> tlsConfiguration(const TlsTrust &trust)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!trust.pinnedSha256.isEmpty()) {
        configuration.setCaCertificates({});
        return configuration;
    }
    if (trust.caFile.isEmpty())
        return configuration;
    QFile file(trust.caFile);
    if (!file.open(QIODevice::ReadOnly))
        return unusableFile(trust.caFile, file.errorString());
    constexpr qint64 kMaxFile_bytes = qint64{4} * 1024 * 1024; // the system's whole list is 0.2 MiB
    const auto certificates = QSslCertificate::fromData(file.read(kMaxFile_bytes), QSsl::Pem);
    if (certificates.isEmpty())
        return unusableFile(trust.caFile, u"no certificate"_s);
    configuration.setCaCertificates(certificates);
    return configuration;
}

bool pinAllows(const TlsTrust &trust, const QSslCertificate &shown, const QSslError &error)
{
    if (trust.pinnedSha256.isEmpty() || !isPinned(trust, shown))
        return false;
    switch (error.error()) {
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::HostNameMismatch:
        return true;
    default:
        return false;
    }
}

HttpFault tlsFaultOf(const TlsTrust &trust, const QSslCertificate &shown,
                     const QList<QSslError> &errors)
{
    if (!trust.pinnedSha256.isEmpty() && !isPinned(trust, shown))
        return HttpFault::TlsPin;
    constexpr HttpFault kByWeight[] = {HttpFault::TlsExpired, HttpFault::TlsHostName,
                                       HttpFault::TlsSelfSigned};
    for (const HttpFault fault : kByWeight) {
        for (const QSslError &error : errors) {
            const bool isSettled = pinAllows(trust, shown, error);
            if (!isSettled && faultOfError(error.error()) == fault)
                return fault;
        }
    }
    return HttpFault::TlsUntrusted;
}

} // namespace tidemark::net
