// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "services/ingest/writer_series.h"
#include "services/otlp/explicit_buckets.h"
#include "services/otlp/exponential_buckets.h"
#include "services/otlp/running_total.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tidemark::otlp {

/// What one series holds of a metric.
enum class PartKind : std::uint8_t
{
    Value,   ///< the metric itself
    Count,   ///< `.count`: how many values were recorded, a running total
    Sum,     ///< `.sum` of them, a running total
    Quantile ///< `.min` (0), `.max` (1), or `.p` and the quantile in percent
};

struct OtlpPart
{
    PartKind kind = PartKind::Value;
    double quantile = 0;
    ingest::WriterSeriesPointer series = {};
};

/// What must be remembered of a stream from one point to the next.
struct OtlpStreamState
{
    RunningTotal sum;
    RunningTotal count;
    std::optional<ExplicitBuckets> explicitBefore;
    std::optional<ExponentialBuckets> exponentialBefore;
    std::uint64_t before_ns = 0; ///< the start time of these buckets
    std::int64_t latest_ns = 0;  ///< the time of the point that had them
};

/// One metric of one kind with one set of tags, as one sender or several tell it.
struct OtlpStream
{
    QString metric;
    QString description;
    QString unit; ///< the model's symbol
    TagMap tags;
    bool isTotal = false; ///< Value is a running total
    std::vector<OtlpPart> parts;
    std::unique_ptr<OtlpStreamState> state;   ///< as stored; null until it is needed
    std::unique_ptr<OtlpStreamState> pending; ///< with what is being stored
    bool isTouched = false;                   ///< `pending` holds
};

/// The definition of a part's metric, but for its name. Running totals are gauges that show their
/// greatest value: a counter's samples would be added up.
[[nodiscard]] NewDefinition definitionOf(const OtlpStream &stream, const OtlpPart &part);
/// The name of that metric.
[[nodiscard]] QString nameOf(const OtlpStream &stream, const OtlpPart &part);

} // namespace tidemark::otlp
