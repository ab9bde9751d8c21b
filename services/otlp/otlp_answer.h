// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/header_list.h"
#include "services/http/http_message.h"
#include "services/otlp/otlp_refusals.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>

namespace tidemark::otlp {

/// How a body is written; an answer is written as its request was.
enum class OtlpEncoding
{
    Protobuf, ///< application/x-protobuf
    Json      ///< application/json
};

/// By the one Content-Type; nothing for another one, or none.
[[nodiscard]] std::optional<OtlpEncoding> encodingOf(const http::HeaderList &headers);

/// 200, with partialSuccess where points were refused or their times are not trusted.
[[nodiscard]] http::HttpResponse acceptedAnswer(OtlpEncoding encoding,
                                                const OtlpRefusals &refusals);
/// A status of 400 or more with google.rpc.Status as its body. `retryAfter`: none told when zero.
[[nodiscard]] http::HttpResponse refusedAnswer(OtlpEncoding encoding, int status,
                                               const QString &message,
                                               std::chrono::seconds retryAfter = {});
/// That body in JSON, for what the HTTP layer refuses itself (ErrorBodyMaker).
[[nodiscard]] QByteArray refusalBody(int status, const QString &message);

/// What a receiver says of a request that it took.
struct OtlpAcceptance
{
    std::int64_t rejected = 0; ///< data points that it did not take, and will not
    QString message;           ///< why, or a warning; mostly empty
};

/// Reads the body of such an answer. Nothing when it is none.
[[nodiscard]] std::optional<OtlpAcceptance> acceptanceOf(OtlpEncoding encoding,
                                                         QByteArrayView body);
/// The Content-Type of a request.
[[nodiscard]] QByteArray contentTypeOf(OtlpEncoding encoding);

} // namespace tidemark::otlp
