// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_function.h"
#include "model/domain/aggregate_query.h"
#include "model/domain/export_options.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"

#include <QFuture>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

QT_FORWARD_DECLARE_CLASS(QIODevice)

namespace tidemark {

/// What an export holds. Only the members of its content are looked at.
struct ExportRequest
{
    ExportContent content = ExportContent::Records;
    QString source; ///< the store's name, for the description (X8)

    /// Records; of Samples its metrics, tags and range.
    Selection selection;
    SortOrder order = SortOrder::Ascending;   ///< Records, by session time
    std::vector<RecordKey> only = {};         ///< Records: when filled, just these of the selection
    std::vector<SeriesId> onlySeries = {};    ///< Samples: when filled, just these of the selection
    std::vector<SessionId> onlySessions = {}; ///< Sessions: when filled, just these of the query
    /// Aggregates: when filled, just the periods that begin then, in this order (X1, X2).
    std::vector<Timestamp> onlyPeriods = {};
    std::vector<AggregateQuery> aggregates =
        {}; ///< Aggregates: one query per metric, in this order
    std::vector<AggregateFunction> functions = {AggregateFunction::Mean}; ///< Aggregates: columns
    /// Aggregates: also the change of the first function since the period before, and its ratio.
    bool withChange = false;
    bool withEmptyPeriods = false;                ///< Aggregates: as the table fills them in (A6)
    SortOrder periodOrder = SortOrder::Ascending; ///< Aggregates
    SessionQuery sessions = {};                   ///< Sessions
    std::vector<MetricId> metrics = {};           ///< Definitions; empty: all
    /// Of a damaged store: step over what cannot be read, and count it in the summary.
    bool skipDamaged = false;
};

struct ExportEstimate
{
    std::int64_t rows = 0;       ///< without the header
    std::int64_t size_bytes = 0; ///< judged from the first rows; exact when all were read
    bool isRowCountExact = true; ///< else judged from some of the metrics, or from what is readable
};

struct ExportSummary
{
    std::int64_t rows = 0;
    std::int64_t size_bytes = 0;
    QString path;        ///< empty for a device
    QString sidecarPath; ///< of the description; empty without one
    /// Places of a damaged store that were stepped over: spans of time of records and sessions,
    /// metrics of aggregates.
    std::int64_t leftOut = 0;
    std::optional<std::int64_t> leftOutRows = {}; ///< rows in them, where the store still knows
};

/// Writes what the store holds as CSV. Any thread may call; the work is done on a thread of its own
/// with constant memory, page by page. `stop` ends it within 200 ms with Cancelled.
class Exporter
{
public:
    virtual ~Exporter() = default;

    /// Rows and size before anything is written (X1).
    [[nodiscard]] virtual QFuture<Result<ExportEstimate>>
    estimate(ExportRequest request, ExportOptions options, std::stop_token stop = {}) = 0;
    /// Writes beside the target and renames at the end: the target is whole or as it was (X9).
    ///
    /// Errors: AlreadyExists (the file or its description, unless `overwrite`), InvalidArgument
    /// (options), DiskFull, PermissionDenied, Io, Cancelled, and those of the store.
    [[nodiscard]] virtual QFuture<Result<ExportSummary>>
    writeFile(QString path, bool overwrite, ExportRequest request, ExportOptions options,
              std::stop_token stop = {}, ProgressCallback progress = {}) = 0;
    /// Writes to an open device, which is used on the worker's thread until the future is done.
    /// DescribeForm::Sidecar is refused here.
    [[nodiscard]] virtual QFuture<Result<ExportSummary>>
    writeTo(QIODevice *device, ExportRequest request, ExportOptions options,
            std::stop_token stop = {}, ProgressCallback progress = {}) = 0;
};

} // namespace tidemark
