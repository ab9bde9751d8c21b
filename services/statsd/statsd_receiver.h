// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/data_ports.h"
#include "services/ingest/bounded_queue.h"
#include "services/statsd/packet_batch.h"
#include "services/statsd/statsd_aggregator.h"
#include "services/statsd/statsd_recorder.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace tidemark {
class Clock;
}

namespace tidemark::statsd {

class StatsdSocket;

struct StatsdReceiverOptions
{
    static constexpr std::chrono::milliseconds kShortest{10};
    static constexpr std::chrono::hours kLongest{1};

    QString address = QStringLiteral("127.0.0.1");
    quint16 port = 8125;                             ///< 0: any free one
    std::chrono::milliseconds interval{10'000};      ///< between flushes, kShortest to kLongest
    std::size_t queuedBytes = std::size_t{32} << 20; ///< of packets that wait to be read
    std::size_t queuedSamples = 1'000'000;           ///< most that wait for the store
    std::chrono::milliseconds patience{5'000}; ///< with a store that does not answer, at the end
    StatsdLimits limits = {};
};

struct StatsdStatistics
{
    StatsdCounts counts;
    std::int64_t systemDrops = 0; ///< packets that the system threw away: nobody took them in time
    std::int64_t queueDrops = 0;  ///< packets that were taken and not read in time
    std::size_t names = 0;
    std::size_t series = 0;
    std::int64_t flushes = 0;
    std::int64_t storedSamples = 0;
    std::int64_t droppedSamples = 0;   ///< the queue was full, or the end came before the store did
    std::optional<Error> trouble = {}; ///< of the store, until it works again
};

/// Receives StatsD and DogStatsD over UDP and puts each interval into series of a store. One thread
/// only takes packets from the system, which keeps few; one reads them, and one stores, so that a
/// store that is slow or fails holds up no packet. What waits between them is bounded, and storing
/// is tried again. Intervals are by the steady clock
/// and their stamps by `clock`, both read at the same instant at the end of each. Call on one
/// thread; statistics() on any.
class StatsdReceiver
{
public:
    /// The ports and the clock outlive it.
    StatsdReceiver(const DataPorts &ports, const Clock &clock, StatsdReceiverOptions options = {});
    ~StatsdReceiver(); ///< stops
    StatsdReceiver(const StatsdReceiver &) = delete;
    StatsdReceiver &operator=(const StatsdReceiver &) = delete;

    /// Once. The port. Errors: InvalidArgument (address, interval), AlreadyExists (the port is
    /// taken), PermissionDenied, Network.
    [[nodiscard]] Result<quint16> start();
    /// Ends at once with what has come; waits for the store at most as long as `patience`.
    void stop();
    [[nodiscard]] StatsdStatistics statistics() const;
    /// Bytes that wait in the system at the most, as the system counts them; 0 before the start.
    [[nodiscard]] std::int64_t bufferBytes() const;

private:
    [[nodiscard]] StatsdMoment now() const;
    void receive(const std::stop_token &stop);
    bool takePackets();
    void readPackets();
    void flush(StatsdAggregator &aggregator);
    void publish(const StatsdAggregator &aggregator);
    void record();
    void storeOne(StatsdRecorder &recorder, const StatsdFlush &flush);
    void noteDropped(std::size_t samples);

    DataPorts m_ports;
    const Clock &m_clock;
    StatsdReceiverOptions m_options;
    std::unique_ptr<StatsdSocket> m_socket;
    ingest::BoundedQueue<PacketBatch> m_packets; // weighed by bytes
    ingest::BoundedQueue<StatsdFlush> m_queue;   // weighed by samples
    mutable std::mutex m_mutex; // guards the statistics and whether storing has ended
    std::condition_variable m_ended;
    StatsdStatistics m_statistics;
    bool m_hasEnded = false;
    std::stop_source m_ending;   // no attempt is repeated any more
    std::stop_source m_givingUp; // no answer is waited for any more
    std::jthread m_receiving;
    std::jthread m_reading;
    std::jthread m_recording;
};

} // namespace tidemark::statsd
