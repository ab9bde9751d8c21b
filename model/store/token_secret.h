// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace tidemark::store {

/// The secrets of tokens: `tdm_` and 32 random bytes in base64url. What is stored is their SHA-256
/// in hexadecimal: a secret of 256 random bits needs no salt and no slow hash. Any thread.

/// A new one, of the system's random numbers.
[[nodiscard]] QString newTokenSecret();
/// Whether the text can be a secret of ours at all.
[[nodiscard]] bool isTokenSecret(const QString &text);
[[nodiscard]] QString tokenHash(const QString &secret);
/// Takes the same time wherever two texts of one length differ.
[[nodiscard]] bool isEqualInConstantTime(const QByteArray &a, const QByteArray &b);

} // namespace tidemark::store
