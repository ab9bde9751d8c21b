// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/otlp/otlp_metrics.h"

#include <QByteArray>
#include <QByteArrayView>

namespace tidemark::otlp {

/// Keeps protobuf from printing a line for each text that is not UTF-8, which senders could flood
/// a log with. Once for the whole process; the functions below call it. Any thread.
void quietenProtobuf();

/// Metrics as the published ExportMetricsServiceRequest in protobuf (OTLP 1.x). Any thread.
[[nodiscard]] QByteArray toProtobuf(const OtlpMetrics &metrics);
/// Exemplars and fields that are not known are passed over. Whether the points are valid is
/// another question: removeInvalid(). Errors: those of checkProtobufSize(), before anything else;
/// InvalidArgument for bytes that are no such message, and for a text that is not UTF-8.
[[nodiscard]] Result<OtlpMetrics> fromProtobuf(QByteArrayView bytes);

} // namespace tidemark::otlp
