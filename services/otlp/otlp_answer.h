// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/header_list.h"
#include "services/http/http_message.h"
#include "services/otlp/otlp_refusals.h"

#include <QByteArray>
#include <QString>

#include <chrono>
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

/// 200, with partialSuccess where points were refused.
[[nodiscard]] http::HttpResponse acceptedAnswer(OtlpEncoding encoding,
                                                const OtlpRefusals &refusals);
/// A status of 400 or more with google.rpc.Status as its body. `retryAfter`: none told when zero.
[[nodiscard]] http::HttpResponse refusedAnswer(OtlpEncoding encoding, int status,
                                               const QString &message,
                                               std::chrono::seconds retryAfter = {});
/// That body in JSON, for what the HTTP layer refuses itself (ErrorBodyMaker).
[[nodiscard]] QByteArray refusalBody(int status, const QString &message);

} // namespace tidemark::otlp
