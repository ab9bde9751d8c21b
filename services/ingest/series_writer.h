// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/data_ports.h"
#include "services/ingest/series_quota.h"
#include "services/ingest/writer_series.h"

#include <QFuture>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <stop_token>
#include <unordered_map>
#include <variant>
#include <vector>

namespace tidemark::ingest {

struct SeriesWriterOptions
{
    /// When there are as many series as there may be, those that nobody holds and that get nothing
    /// make room, and are opened again when they come back.
    SeriesLimits limits = {};
    /// What comes in one write is one transaction, up to so many samples. More become several, and
    /// with an error some may be stored.
    std::size_t samplesAtOnce = std::numeric_limits<std::size_t>::max();
    /// Told of each metric, made or found; an error ends the write.
    std::function<Result<void>(const Definition &)> onMetric = {};
};

/// Puts samples into series of a store by metric and tags, for all that receive or collect values.
/// Metrics that the store lacks are made in one step, series are opened in few transactions, and
/// samples appended in as few as there may be. Metrics that were removed meanwhile are made anew.
/// Works on the caller's thread, which is no window's and receives nothing itself: it waits for the
/// store.
class SeriesWriter
{
public:
    using Deadline = std::chrono::steady_clock::time_point;
    /// How long an answer of the store is waited for. Without one: Cancelled after a stop and
    /// Timeout after a deadline; then the samples may still be stored, and to write them again
    /// changes nothing.
    using Until = std::variant<std::stop_token, Deadline>;

    /// The ports outlive it.
    explicit SeriesWriter(const DataPorts &ports, SeriesWriterOptions options = {});

    /// The series of the metric with these tags, or why there is no room for it. The name is a
    /// normalised one. `define` is asked what the metric is when the writer does not know it.
    [[nodiscard]] tl::expected<WriterSeriesPointer, SeriesRefusal>
    find(const QString &metric, const TagMap &tags, const std::function<NewDefinition()> &define);

    /// Has the next open() open the series, unless it is open.
    void want(WriterSeries &series);
    /// Asks the store for all that are wanted. Errors: those of the store.
    [[nodiscard]] Result<void> open(const Until &until);

    /// Adds a sample to the next write; of equal stamps the last one counts.
    void add(WriterSeries &series, Timestamp at, double value);
    /// The same of a value that adds up: a stamp that equals the one before gets both.
    void addCounted(WriterSeries &series, Timestamp at, double value);
    [[nodiscard]] std::size_t waitingSamples() const noexcept { return m_samples; }
    /// Forgets what was added.
    void discard();

    /// Stores what was added to series that are open, durably; it is forgotten in any case.
    /// Errors: those of the store, NotFound after a metric was removed.
    [[nodiscard]] Result<SampleOutcome> append(const Until &until);
    /// Opens what is needed and appends; once more when a metric was removed.
    [[nodiscard]] Result<SampleOutcome> write(const Until &until);
    /// Whether the store was given samples by the last append() or write(): when it was not, none
    /// of them are stored, also after Timeout.
    [[nodiscard]] bool wasHandedOver() const noexcept { return m_wasHandedOver; }

    /// All metrics and series are asked for again.
    void forgetIds();
    /// Lets go of the series that nobody holds and that get nothing.
    void forgetIdle();
    [[nodiscard]] std::size_t size() const noexcept { return m_series.size(); }

private:
    struct Key
    {
        const WriterMetric *metric = nullptr;
        TagMap tags;
        friend bool operator==(const Key &, const Key &) = default;
    };
    struct KeyHash
    {
        std::size_t operator()(const Key &key) const noexcept;
    };

    [[nodiscard]] std::optional<SeriesRefusal> makeRoom(const QString &metric);
    [[nodiscard]] SampleBatch &batchOf(WriterSeries &series);
    [[nodiscard]] Result<void> ensureMetrics(const Until &until);
    [[nodiscard]] Result<void> openWanted(const Until &until);
    [[nodiscard]] Result<SampleOutcome> appendAll(const Until &until);

    DataPorts m_ports;
    SeriesWriterOptions m_options;
    SeriesQuota m_quota;
    std::unordered_map<QString, WriterMetric> m_metrics; // by name; elements stay in place
    std::unordered_map<Key, WriterSeriesPointer, KeyHash> m_series;
    std::vector<WriterSeries *> m_wanted;
    std::vector<WriterSeries *> m_receiving; // whose samples m_batches are
    std::vector<SampleBatch> m_batches;
    std::size_t m_samples = 0;
    std::uint64_t m_round = 1;
    bool m_wasHandedOver = false;
    std::uint64_t m_roomMade = 0; // the round in which idle ones were let go
};

} // namespace tidemark::ingest
