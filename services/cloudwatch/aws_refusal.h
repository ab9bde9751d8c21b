// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "services/net/http_message.h"

#include <QByteArray>

namespace tidemark::cloudwatch {

/// The type that AWS gives a refusal, as in `ThrottlingException`, from its body or header, without
/// the name space before it. Empty when there is none, or what stands there is no name.
[[nodiscard]] QByteArray refusalType(const net::HttpAnswer &answer);

[[nodiscard]] bool isThrottling(const net::HttpAnswer &answer, const QByteArray &type);
/// The body is larger than the service takes.
[[nodiscard]] bool isTooBig(const net::HttpAnswer &answer, const QByteArray &type);
/// Something in the body is not as it should be.
[[nodiscard]] bool isInvalid(const net::HttpAnswer &answer, const QByteArray &type);

/// The refusal as an error: one sentence that says what to do, detail `aws.` and the type, or the
/// status without one. Codes: PermissionDenied, InvalidArgument, Network and so on.
[[nodiscard]] Error refusalError(const net::HttpAnswer &answer, const QByteArray &type);

} // namespace tidemark::cloudwatch
