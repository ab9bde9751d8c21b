// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/token_secret.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr auto kPrefix = "tdm_"_L1;
constexpr std::size_t kRandomBytes = 32;
constexpr qsizetype kTextLength = 43; // of 32 bytes in base64 without its padding

} // namespace

QString newTokenSecret()
{
    std::array<quint32, kRandomBytes / sizeof(quint32)> numbers{};
    QRandomGenerator::system()->fillRange(numbers.data(), static_cast<qsizetype>(numbers.size()));
    const QByteArray bytes(reinterpret_cast<const char *>(numbers.data()), kRandomBytes);
    return kPrefix + QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding |
                                                        QByteArray::OmitTrailingEquals));
}

bool isTokenSecret(const QString &text)
{
    const auto isDigit = [](QChar c) {
        return (c >= 'a'_L1 && c <= 'z'_L1) || (c >= 'A'_L1 && c <= 'Z'_L1) ||
               (c >= '0'_L1 && c <= '9'_L1) || c == '-'_L1 || c == '_'_L1;
    };
    return text.size() == kPrefix.size() + kTextLength && text.startsWith(kPrefix) &&
           std::all_of(text.begin(), text.end(), isDigit);
}

QString tokenHash(const QString &secret)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(secret.toUtf8(), QCryptographicHash::Sha256).toHex());
}

bool isEqualInConstantTime(const QByteArray &a, const QByteArray &b)
{
    if (a.size() != b.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i) {
        const auto left = static_cast<unsigned char>(a[i]);
        const auto right = static_cast<unsigned char>(b[i]);
        difference |= unsigned{left} ^ unsigned{right};
    }
    return difference == 0;
}

} // namespace tidemark::store
