// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"
#include "model/domain/connection_report.h"
#include "model/domain/source.h"
#include "services/net/http_connection.h"
#include "services/net/http_message.h"

#include <chrono>
#include <optional>

namespace tidemark::roboto {

/// The way to a source's service, with its token. The address was typed by a person, so that
/// link-local ones are allowed. Reads no file. Any thread.
///
/// Errors: those of net::parseEndpoint() and net::parseFingerprint().
[[nodiscard]] Result<net::HttpConnection> robotoConnection(const Source &source, Secret token);
/// The same for a draft.
[[nodiscard]] Result<net::HttpConnection> robotoConnection(const ConnectionDraft &draft);

/// The limits of each attempt where the SDK's configuration names a time-out; absent: ours. There
/// it is the longest wait for the connection and for each piece of an answer (roboto-api 1.4), here
/// the longest silence. The whole of an answer has as long too, and never less than our own
/// deadline, since one that keeps coming is in time for the SDK.
[[nodiscard]] net::HttpLimits robotoLimits(std::optional<std::chrono::milliseconds> timeout);

} // namespace tidemark::roboto
