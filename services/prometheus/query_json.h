// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/prometheus/query_answer.h"

#include <QByteArrayView>

namespace tidemark::prometheus {

/// Most bytes of one answer, included.
inline constexpr qsizetype kQueryMaxBytes = qsizetype{64} * 1024 * 1024;

/// Reads what the query API of Prometheus answers. Any thread.
///
/// Errors: what an envelope with `"status":"error"` says, whatever the status of HTTP: Timeout
/// (`timeout`), Cancelled (`canceled`), Network (`internal`, `unavailable`), NotFound
/// (`not_found`), else InvalidArgument, detail `prometheus.refused.` and the type; InvalidArgument
/// for a body that is no such answer (detail `json.…` or `prometheus.answer`).
/// Source: prometheus.io, "HTTP API".
[[nodiscard]] Result<QueryAnswer> readQueryAnswer(QByteArrayView body);
[[nodiscard]] Result<NameAnswer> readNameAnswer(QByteArrayView body);
[[nodiscard]] Result<LabelSetAnswer> readLabelSetAnswer(QByteArrayView body);
[[nodiscard]] Result<MetadataAnswer> readMetadataAnswer(QByteArrayView body);

/// Whether the error is one that the server's envelope told.
[[nodiscard]] bool isRefusalOfServer(const Error &error);

} // namespace tidemark::prometheus
