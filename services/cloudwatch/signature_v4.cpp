// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/signature_v4.h"

#include <QCryptographicHash>
#include <QDateTime>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tidemark::cloudwatch {
namespace {

constexpr char kAlgorithm[] = "AWS4-HMAC-SHA256";
constexpr char kTerminator[] = "aws4_request";
constexpr qsizetype kDateLength = 8;

QByteArray sha256Hex(QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(bytes);
    return hash.result().toHex();
}

// OpenSSL's, since Qt's keeps a copy of the key that it does not overwrite.
Secret hmac(const Secret &key, QByteArrayView message)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()),
         reinterpret_cast<const unsigned char *>(message.data()),
         static_cast<std::size_t>(message.size()), digest.data(), &size);
    Secret result{QByteArrayView(digest.data(), static_cast<qsizetype>(size))};
    OPENSSL_cleanse(digest.data(), digest.size());
    return result;
}

QByteArray canonicalPath(const QByteArray &path)
{
    QByteArrayList kept;
    const QByteArrayList segments = path.split('/');
    for (const QByteArray &segment : segments) {
        if (segment == "..") {
            if (!kept.isEmpty())
                kept.removeLast();
        } else if (!segment.isEmpty() && segment != ".") {
            kept.append(segment.toPercentEncoding());
        }
    }
    const bool isFolder =
        !kept.isEmpty() && (path.endsWith('/') || path.endsWith("/.") || path.endsWith("/.."));
    return "/" + kept.join('/') + (isFolder ? "/" : "");
}

QByteArray canonicalQuery(const QByteArray &query)
{
    if (query.isEmpty())
        return {};
    std::vector<std::pair<QByteArray, QByteArray>> pairs;
    const auto spelled = [](const QByteArray &part) {
        return QByteArray::fromPercentEncoding(part).toPercentEncoding();
    };
    const QByteArrayList parts = query.split('&');
    for (const QByteArray &part : parts) {
        const qsizetype equals = part.indexOf('=');
        pairs.emplace_back(spelled(equals < 0 ? part : part.first(equals)),
                           equals < 0 ? QByteArray() : spelled(part.sliced(equals + 1)));
    }
    std::sort(pairs.begin(), pairs.end());
    QByteArrayList written;
    for (const auto &[name, value] : pairs)
        written.append(name + '=' + value);
    return written.join('&');
}

/// Values of one name are joined in the order they came.
std::map<QByteArray, QByteArray> canonicalHeaders(const SignedRequest &request)
{
    std::map<QByteArray, QByteArray> headers;
    for (const net::HttpHeader &header : request.headers) {
        const auto [at, isNew] =
            headers.try_emplace(header.name.toLower(), header.value.simplified());
        if (!isNew)
            at->second += ',' + header.value.simplified();
    }
    return headers;
}

QByteArray scopeText(const SigningScope &scope, Timestamp at)
{
    return amzDate(at).first(kDateLength) + '/' + scope.region + '/' + scope.service + '/' +
           kTerminator;
}

} // namespace

QByteArray amzDate(Timestamp at)
{
    constexpr std::int64_t kMillisecond_ns = 1'000'000;
    return QDateTime::fromMSecsSinceEpoch(at.posixNs() / kMillisecond_ns, Qt::UTC)
        .toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'"))
        .toLatin1();
}

QByteArray signedHeaderNames(const SignedRequest &request)
{
    QByteArrayList names;
    for (const auto &header : canonicalHeaders(request))
        names.append(header.first);
    return names.join(';');
}

QByteArray canonicalRequest(const SignedRequest &request)
{
    QByteArray text = request.method + '\n' + canonicalPath(request.path) + '\n' +
                      canonicalQuery(request.query) + '\n';
    for (const auto &[name, value] : canonicalHeaders(request))
        text += name + ':' + value + '\n';
    return text + '\n' + signedHeaderNames(request) + '\n' + sha256Hex(request.body);
}

QByteArray stringToSign(QByteArrayView canonical, const SigningScope &scope, Timestamp at)
{
    return QByteArray(kAlgorithm) + '\n' + amzDate(at) + '\n' + scopeText(scope, at) + '\n' +
           sha256Hex(canonical);
}

Secret signingKey(const Secret &secretKey, const SigningScope &scope, Timestamp at)
{
    QByteArray seed = "AWS4" + secretKey.reveal().toByteArray();
    Secret key{QByteArrayView(seed)};
    seed.fill('\0');
    for (const QByteArray &step :
         {amzDate(at).first(kDateLength), scope.region, scope.service, QByteArray(kTerminator)})
        key = hmac(key, step);
    return key;
}

QByteArray signatureOf(QByteArrayView stringToSign, const Secret &signingKey)
{
    return hmac(signingKey, stringToSign).reveal().toByteArray().toHex();
}

std::vector<net::SecretHeader> signatureHeaders(const SignedRequest &request,
                                                const AwsCredentials &credentials,
                                                const SigningScope &scope, Timestamp at)
{
    const QByteArray date = amzDate(at);
    std::vector<net::SecretHeader> headers{{"X-Amz-Date", Secret(QByteArrayView(date))}};
    if (!credentials.sessionToken.isEmpty())
        headers.push_back({"X-Amz-Security-Token", credentials.sessionToken});
    SignedRequest whole = request;
    for (const net::SecretHeader &header : headers)
        whole.headers.push_back({header.name, header.value.reveal().toByteArray()});
    const QByteArray signature = signatureOf(stringToSign(canonicalRequest(whole), scope, at),
                                             signingKey(credentials.secretKey, scope, at));
    const QByteArray authorization =
        QByteArray(kAlgorithm) + " Credential=" + credentials.accessKeyId.toUtf8() + '/' +
        scopeText(scope, at) + ", SignedHeaders=" + signedHeaderNames(whole) +
        ", Signature=" + signature;
    headers.push_back({"Authorization", Secret(QByteArrayView(authorization))});
    return headers;
}

} // namespace tidemark::cloudwatch
