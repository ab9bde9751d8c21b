// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace tidemark::test {

/// Whether a secret of at least 24 characters, or most of it, is in there: as it is, in UTF-16, in
/// base64 wherever it begins, or in hexadecimal digits.
[[nodiscard]] bool tellsSecret(const QByteArray &bytes, const QByteArray &secret);

/// The files below a folder whose name or content tells it; a file that cannot be read is among
/// them.
[[nodiscard]] QStringList filesThatTell(const QString &folder, const QByteArray &secret);

/// The command lines of all processes that may be looked at.
[[nodiscard]] QByteArray commandLines();
/// And their environments, as they began.
[[nodiscard]] QByteArray environments();

} // namespace tidemark::test
