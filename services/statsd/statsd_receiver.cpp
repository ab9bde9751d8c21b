// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_receiver.h"

#include "model/ports/clock.h"
#include "services/statsd/statsd_socket.h"

#include <QCoreApplication>

#include <algorithm>
#include <condition_variable>
#include <utility>

using namespace std::chrono_literals;

namespace tidemark::statsd {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr auto kFirstPause = 100ms; // before a failed attempt is repeated
constexpr auto kLongestPause = 5s;
constexpr auto kLongestDrain = 200ms; // of what waits in the system at the end

struct ReceiverText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::statsd::StatsdReceiver)
};

void pause(std::chrono::milliseconds length, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    (void)woken.wait_for(lock, stop, length, [] { return false; });
}

} // namespace

StatsdReceiver::StatsdReceiver(const DataPorts &ports, const Clock &clock,
                               StatsdReceiverOptions options)
    : m_ports(ports)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_packets(m_options.queuedBytes)
    , m_queue(m_options.queuedSamples)
{}

StatsdReceiver::~StatsdReceiver()
{
    stop();
}

Result<quint16> StatsdReceiver::start()
{
    if (m_options.interval < StatsdReceiverOptions::kShortest ||
        m_options.interval > StatsdReceiverOptions::kLongest)
        return failure(ErrorCode::InvalidArgument,
                       ReceiverText::tr("What is received is stored every 0.01 seconds at the most "
                                        "and every hour at the least. Choose an interval between "
                                        "them."));
    auto socket = StatsdSocket::bind(m_options.address, m_options.port);
    if (!socket)
        return failure(socket.error());
    m_socket = std::move(*socket);
    m_recording = std::jthread([this] { record(); });
    m_reading = std::jthread([this] { readPackets(); });
    m_receiving = std::jthread([this](const std::stop_token &stop) { receive(stop); });
    return m_socket->port();
}

void StatsdReceiver::stop()
{
    if (!m_receiving.joinable())
        return;
    m_receiving.request_stop();
    m_socket->wake();
    m_receiving.join();
    m_packets.close();
    m_reading.join();
    m_ending.request_stop();
    m_queue.close();
    {
        std::unique_lock lock(m_mutex);
        (void)m_ended.wait_for(lock, m_options.patience, [this] { return m_hasEnded; });
    }
    m_givingUp.request_stop();
    noteDropped(m_queue.clear());
    m_recording.join();
}

StatsdStatistics StatsdReceiver::statistics() const
{
    const std::lock_guard lock(m_mutex);
    return m_statistics;
}

std::int64_t StatsdReceiver::bufferBytes() const
{
    return m_socket ? m_socket->bufferBytes() : 0;
}

StatsdMoment StatsdReceiver::now() const
{
    return {SteadyClock::now(), m_clock.now()};
}

void StatsdReceiver::receive(const std::stop_token &stop)
{
    constexpr auto kLongestWait = 1s;
    while (!stop.stop_requested()) {
        m_socket->wait(kLongestWait);
        (void)takePackets();
    }
    // The system may hold more packets that came before the end.
    const auto latest = SteadyClock::now() + kLongestDrain;
    while (takePackets() && SteadyClock::now() < latest) {
    }
}

// False when there were none.
bool StatsdReceiver::takePackets()
{
    PacketBatch batch(m_clock.now());
    (void)m_socket->receive(
        [&batch](std::string_view packet, bool isCut) { batch.add(packet, isCut); });
    const std::size_t packets = batch.size();
    const bool isTaken = packets == 0 || m_packets.tryPush(batch, batch.sizeBytes());
    const std::int64_t drops = m_socket->drops();
    const std::lock_guard lock(m_mutex);
    m_statistics.systemDrops = drops;
    if (!isTaken)
        m_statistics.queueDrops += static_cast<std::int64_t>(packets);
    return packets > 0;
}

void StatsdReceiver::readPackets()
{
    StatsdAggregator aggregator(now(), m_options.limits);
    auto next = SteadyClock::now() + m_options.interval;
    while (!m_packets.isDone()) {
        if (const auto batch = m_packets.popUntil(next))
            batch->forEach([&](std::string_view packet, bool isCut) {
                aggregator.addPacket(packet, batch->at(), isCut);
            });
        if (const auto moment = SteadyClock::now(); moment >= next) {
            flush(aggregator);
            next = std::max(next + m_options.interval, moment);
        }
        publish(aggregator);
    }
    flush(aggregator);
    publish(aggregator);
}

void StatsdReceiver::flush(StatsdAggregator &aggregator)
{
    StatsdFlush flush = aggregator.flush(now());
    const std::size_t samples = sampleCount(flush);
    noteDropped(m_queue.pushDroppingOldest(std::move(flush), samples));
    const std::lock_guard lock(m_mutex);
    ++m_statistics.flushes;
}

void StatsdReceiver::publish(const StatsdAggregator &aggregator)
{
    const std::lock_guard lock(m_mutex);
    m_statistics.counts = aggregator.counts();
    m_statistics.names = aggregator.nameCount();
    m_statistics.series = aggregator.seriesCount();
}

void StatsdReceiver::noteDropped(std::size_t samples)
{
    const std::lock_guard lock(m_mutex);
    m_statistics.droppedSamples += static_cast<std::int64_t>(samples);
}

void StatsdReceiver::record()
{
    StatsdRecorder recorder(m_ports);
    while (const auto flush = m_queue.pop())
        storeOne(recorder, *flush);
    const std::lock_guard lock(m_mutex);
    m_hasEnded = true;
    m_ended.notify_all();
}

// What the store will never take is given up at once, so that the rest is stored.
void StatsdReceiver::storeOne(StatsdRecorder &recorder, const StatsdFlush &flush)
{
    std::chrono::milliseconds length = kFirstPause;
    for (;;) {
        const auto stored = recorder.store(flush, m_givingUp.get_token());
        {
            const std::lock_guard lock(m_mutex);
            if (stored) {
                m_statistics.storedSamples += *stored;
                m_statistics.trouble.reset();
                return;
            }
            m_statistics.trouble = stored.error();
            if (stored.error().code == ErrorCode::InvalidArgument || m_ending.stop_requested()) {
                m_statistics.droppedSamples += static_cast<std::int64_t>(sampleCount(flush));
                return;
            }
        }
        pause(length, m_ending.get_token());
        length = std::min<std::chrono::milliseconds>(length * 2, kLongestPause);
    }
}

} // namespace tidemark::statsd
