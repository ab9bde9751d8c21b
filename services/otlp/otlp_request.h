// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/http_message.h"
#include "services/otlp/otlp_answer.h"
#include "services/otlp/otlp_metrics.h"

#include <optional>

#include <tl/expected.hpp>

namespace tidemark::otlp {

/// Longest body after unpacking in bytes, included; 413.
inline constexpr qsizetype kInflated_bytes = qsizetype{64} * 1024 * 1024;

/// What the head of a request says against it, before any of its body is read: 404 for another
/// path than /v1/metrics, 405 for another method than POST, 415 for another type or coding. Any
/// thread.
[[nodiscard]] std::optional<http::HttpResponse> refusalOfHead(const http::HttpRequest &head);
/// The metrics of a request whose head was let through, or the answer that refuses it: 400, or 413
/// for more than `inflated_bytes`. Any thread.
[[nodiscard]] tl::expected<OtlpMetrics, http::HttpResponse>
readRequest(const http::HttpRequest &request, qsizetype inflated_bytes = kInflated_bytes);

} // namespace tidemark::otlp
