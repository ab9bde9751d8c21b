// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/time/timestamp.h"
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

/// The total of a series and, while it is being stored, what it will be.
struct SharedTotal
{
    ingest::WriterSeriesPointer series;
    SeriesTotal state = {};   ///< as stored
    SeriesTotal pending = {}; ///< with what is being stored
    bool hasBegun = false;    ///< the store was asked for what it was
    bool isTouched = false;   ///< `pending` holds
};

struct OtlpPart
{
    PartKind kind = PartKind::Value;
    double quantile = 0;
    ingest::WriterSeriesPointer series = {};
    std::shared_ptr<SharedTotal> total =
        {}; ///< of running totals; all streams of a series share it
};

/// What must be remembered of a stream from one point to the next.
struct OtlpStreamState
{
    RunningTotal sum;
    RunningTotal count;
    std::optional<ExplicitBuckets> explicitBefore;
    std::optional<ExponentialBuckets> exponentialBefore;
    std::uint64_t before_ns = 0; ///< the start time of these buckets
};

/// What a metric's name stands for. Streams of one name are of one class.
enum class StreamClass : std::uint8_t
{
    Gauge,
    Level, ///< a cumulative sum that may fall
    Total, ///< any other sum
    Distribution
};

struct OtlpStream;

/// The series in which values of one sender at a time are told.
struct OtlpPlace
{
    QString metric;
    TagMap tags;
    const OtlpStream *holder = nullptr;
    std::int64_t latest_ns = 0; ///< of the holder's points
};

/// What OTLP calls a stream: all that one sender's scope tells of a metric with one set of
/// attributes.
struct OtlpStream
{
    QString metric;
    QString description;
    QString unit;                          ///< the model's symbol
    TagMap tags;                           ///< of totals, which the streams of a series share
    std::shared_ptr<OtlpPlace> place = {}; ///< of values, which they do not
    StreamClass kind = StreamClass::Gauge;
    std::vector<OtlpPart> parts = {};
    std::vector<QString> names = {};               ///< that are taken for it
    std::unique_ptr<OtlpStreamState> state = {};   ///< as stored; null until it is needed
    std::unique_ptr<OtlpStreamState> pending = {}; ///< with what is being stored
    Timestamp seenAt;                              ///< when it last got something
    bool isTouched = false;                        ///< `pending` holds
};

/// Whether all streams of a series add to that part.
[[nodiscard]] bool isTotal(const OtlpStream &stream, PartKind part) noexcept;
/// The definition of a part's metric, but for its name. Running totals are gauges that show their
/// greatest value: a counter's samples would be added up.
[[nodiscard]] NewDefinition definitionOf(const OtlpStream &stream, const OtlpPart &part);
/// The name of that metric.
[[nodiscard]] QString nameOf(const OtlpStream &stream, const OtlpPart &part);

} // namespace tidemark::otlp
