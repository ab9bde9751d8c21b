// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"
#include "services/cloudwatch/aws_credentials.h"
#include "services/net/http_message.h"

#include <QByteArray>

#include <vector>

namespace tidemark::cloudwatch {

/// AWS Signature Version 4, HMAC-SHA256. Source: "Signature Version 4 signing process" of the AWS
/// General Reference. Its three steps are separate so that each can be compared. Any thread.

/// What of a request is signed. Path and query are as they are sent.
struct SignedRequest
{
    QByteArray method = "POST";
    QByteArray path = "/";
    QByteArray query = {}; ///< without `?`
    std::vector<net::HttpHeader> headers =
        {}; ///< all that are signed, Host and X-Amz-Date included
    QByteArray body = {};
};

/// For what a key is made.
struct SigningScope
{
    QByteArray region;
    QByteArray service;

    friend bool operator==(const SigningScope &, const SigningScope &) = default;
};

/// `YYYYMMDDTHHMMSSZ`, UTC; what is below a second is cut off.
[[nodiscard]] QByteArray amzDate(Timestamp at);

/// The path without empty, `.` and `..` segments and encoded once more, the query in order, the
/// headers in order, trimmed and with single spaces, and the hash of the body. It holds the session
/// token: for signing and comparing only.
[[nodiscard]] QByteArray canonicalRequest(const SignedRequest &request);
/// Names of the headers, lower case and in order, with `;` between.
[[nodiscard]] QByteArray signedHeaderNames(const SignedRequest &request);
[[nodiscard]] QByteArray stringToSign(QByteArrayView canonical, const SigningScope &scope,
                                      Timestamp at);
/// Good for one day, region and service; as secret as what it is made of.
[[nodiscard]] Secret signingKey(const Secret &secretKey, const SigningScope &scope, Timestamp at);
/// 64 hexadecimal digits.
[[nodiscard]] QByteArray signatureOf(QByteArrayView stringToSign, const Secret &signingKey);

/// What goes along with a request so that it is signed: X-Amz-Date, X-Amz-Security-Token for
/// temporary credentials, and Authorization. `request` has its Host and neither of these.
[[nodiscard]] std::vector<net::SecretHeader> signatureHeaders(const SignedRequest &request,
                                                              const AwsCredentials &credentials,
                                                              const SigningScope &scope,
                                                              Timestamp at);

} // namespace tidemark::cloudwatch
