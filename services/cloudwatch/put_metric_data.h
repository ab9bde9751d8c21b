// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloudwatch/cloudwatch_datum.h"
#include "services/metrics/send_in_pieces.h"

#include <QByteArray>

#include <span>
#include <vector>

namespace tidemark::cloudwatch {

/// PutMetricData in AWS JSON 1.0. Any thread.

/// One member of MetricData.
[[nodiscard]] QByteArray metricDatumJson(const CloudWatchDatum &datum);
/// The body of a request. Values are doubles, times whole seconds since 1970.
[[nodiscard]] QByteArray putMetricDataBody(const QString &nameSpace,
                                           std::span<const QByteArray> datums);
/// In which requests texts of these datums go: as many as the limits let in, in order.
[[nodiscard]] std::vector<metrics::Piece> requestPieces(std::span<const QByteArray> datums);

} // namespace tidemark::cloudwatch
