// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSslConfiguration>
#include <QString>

#include <optional>

namespace tidemark::test {

/// A key and a certificate of a test, as files in PEM form.
struct CertificateFiles
{
    QString key;
    QString certificate;

    /// For a server that shows it.
    [[nodiscard]] QSslConfiguration serverConfiguration() const;
    /// SHA-256 of the certificate, 32 bytes.
    [[nodiscard]] QByteArray fingerprint() const;
};

/// Lets the program `openssl` make a certificate in `folder` for the alternative name `name`, such
/// as `IP:127.0.0.1`, valid from now for `days`; negative ones make it expired. It vouches for
/// itself, or is vouched for by `authority`. Nothing when there is no such program.
[[nodiscard]] std::optional<CertificateFiles>
makeCertificate(const QString &folder, const QString &file, const QString &name, int days,
                const CertificateFiles *authority = nullptr);

} // namespace tidemark::test
