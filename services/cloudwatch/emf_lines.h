// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloudwatch/cloudwatch_datum.h"

#include <QByteArray>

#include <functional>
#include <span>
#include <vector>

namespace tidemark::cloudwatch {

/// What an embedded metric holds at most. Source: the specification of the embedded metric format.
struct EmfLimits
{
    std::size_t metrics = 100;        ///< definitions of a line
    std::size_t values = 100;         ///< different ones of a metric in a line
    std::size_t line_bytes = 256'000; ///< an event of CloudWatch Logs, less what it adds
};

/// Writes datums in CloudWatch's embedded metric format: JSON lines, each with metrics of the same
/// dimensions and time, for an agent that reads them. Values are those observed where they are
/// known; of statistics as many as were observed, with the same least, largest and sum. Up to a
/// hundred observations are a list of numbers; more are an object of `Values` and `Counts`, which
/// CloudWatch reads as in PutMetricData, so that what is written goes with the number of different
/// values. `take` gets each line without its end.
/// Left out, and counted in the result: metrics that are called like one of their dimensions or
/// `_aws`, since a line has room for one of them only, and a metric that no line is long enough
/// for.
[[nodiscard]] std::size_t writeEmf(std::span<const CloudWatchDatum> datums,
                                   const QString &nameSpace,
                                   const std::function<void(const QByteArray &)> &take,
                                   const EmfLimits &limits = {});

} // namespace tidemark::cloudwatch
