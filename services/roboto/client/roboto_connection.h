// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"
#include "model/domain/connection_report.h"
#include "model/domain/source.h"
#include "services/net/http_connection.h"

namespace tidemark::roboto {

/// The way to a source's service, with its token. The address was typed by a person, so that
/// link-local ones are allowed. Reads no file. Any thread.
///
/// Errors: those of net::parseEndpoint() and net::parseFingerprint().
[[nodiscard]] Result<net::HttpConnection> robotoConnection(const Source &source, Secret token);
/// The same for a draft.
[[nodiscard]] Result<net::HttpConnection> robotoConnection(const ConnectionDraft &draft);

} // namespace tidemark::roboto
