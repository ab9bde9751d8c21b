// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_certificates.h"

#include "tests/support/files.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

bool runOpenssl(const QStringList &arguments)
{
    QProcess process;
    process.start(u"openssl"_s, arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

CertificateFiles filesIn(const QString &folder, const QString &file)
{
    return {folder + u'/' + file + u".key"_s, folder + u'/' + file + u".pem"_s};
}

bool makeKey(const CertificateFiles &files)
{
    return runOpenssl({u"genpkey"_s, u"-algorithm"_s, u"EC"_s, u"-pkeyopt"_s,
                       u"ec_paramgen_curve:P-256"_s, u"-out"_s, files.key});
}

} // namespace

QSslConfiguration CertificateFiles::serverConfiguration() const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(contentOf(certificate), QSsl::Pem));
    configuration.setPrivateKey(QSslKey(contentOf(key), QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
}

QByteArray CertificateFiles::fingerprint() const
{
    return QSslCertificate(contentOf(certificate), QSsl::Pem).digest(QCryptographicHash::Sha256);
}

std::optional<CertificateFiles> makeCertificate(const QString &folder, const QString &file,
                                                const QString &name, int days,
                                                const CertificateFiles *authority)
{
    const CertificateFiles files = filesIn(folder, file);
    const QString request = folder + u'/' + file + u".csr"_s;
    const QString extensions = folder + u'/' + file + u".ext"_s;
    QFile extensionFile(extensions);
    if (!extensionFile.open(QIODevice::WriteOnly))
        return std::nullopt;
    extensionFile.write("subjectAltName=" + name.toUtf8() + "\nbasicConstraints=CA:" +
                        (authority == nullptr ? "TRUE" : "FALSE") + '\n');
    extensionFile.close();
    // `x509 -req`, since `req -x509` takes no negative number of days
    QStringList sign{
        u"x509"_s,        u"-req"_s, u"-in"_s,      request,    u"-days"_s, QString::number(days),
        u"-set_serial"_s, u"1"_s,    u"-extfile"_s, extensions, u"-out"_s,  files.certificate};
    if (authority == nullptr)
        sign << u"-signkey"_s << files.key;
    else
        sign << u"-CA"_s << authority->certificate << u"-CAkey"_s << authority->key;
    const bool isMade = makeKey(files) &&
                        runOpenssl({u"req"_s, u"-new"_s, u"-key"_s, files.key, u"-subj"_s,
                                    u"/CN="_s + file, u"-out"_s, request}) &&
                        runOpenssl(sign);
    return isMade ? std::optional(files) : std::nullopt;
}

} // namespace tidemark::test
