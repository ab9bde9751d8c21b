// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/delivery_status.h"
#include "model/domain/source.h"
#include "model/ports/data_ports.h"
#include "model/ports/remote_api.h"
#include "services/outbox/asked_wait.h"
#include "services/outbox/backoff.h"
#include "services/outbox/delivery_wave.h"
#include "services/outbox/steady_clock.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

class QLockFile;

namespace tidemark::outbox {

/// Takes what waits for one source to its remote, in order and once each, on a thread of its own
/// that sleeps while nothing waits. Its state is in the store alone: it may be killed at any
/// instant, and goes on where it was.
///
/// Lives on the thread that made it, which must have an event loop; all methods are called there
/// and none blocks but the destructor, which waits for what is under way in the store unless it
/// has ended already. Signals arrive there too.
class OutboxDelivery final : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        SourceId source;
        /// A file that keeps two programs from sending for the same source; empty: there is no
        /// other.
        QString lockPath;
        std::uint32_t seed = 0; ///< of the jitter; 0: at random
        /// What is said until the first look, and the tally that it goes on with.
        DeliveryStatus before = {};
        AskedWait asked = {}; ///< of an earlier delivery to the same service
    };

    /// Loans that live longer.
    OutboxDelivery(DataPorts ports, RemoteApi &api, SteadyClock &clock, Options options,
                   QObject *parent = nullptr);
    ~OutboxDelivery() override;

    /// Begins to watch the outbox.
    void start();
    /// Sends now what waits, whatever the interval or the wait after a failure; but not before the
    /// remote wants to be asked again.
    void sendNow();
    /// While the machine has no network nothing is tried.
    void setOnline(bool isOnline);
    /// Ends the request on its way and then the sending, for good; tells when that is done.
    void stop();
    /// Nothing runs: it was not started, or was stopped and has told so.
    [[nodiscard]] bool hasEnded() const noexcept { return m_hasEnded; }

    [[nodiscard]] const DeliveryStatus &status() const noexcept { return m_status; }
    /// For the delivery that goes on in place of this one, once it has ended.
    [[nodiscard]] const AskedWait &askedWait() const noexcept { return m_asked; }

Q_SIGNALS:
    void statusChanged(const tidemark::DeliveryStatus &status);
    void ended();

private:
    using Moment = std::optional<std::chrono::nanoseconds>; // absent: until woken

    void run(const std::stop_token &stop);
    void work(const std::stop_token &stop);
    [[nodiscard]] Moment step(const std::stop_token &stop);
    [[nodiscard]] Moment afterStoreError(const Error &error);
    [[nodiscard]] Moment deliver(const Source &source, const OutboxCounts &counts,
                                 const std::stop_token &stop);
    /// Whether the connection reaches the organisation that the source's data belongs to; what
    /// keeps it from that, or from saying so, is in the tally. Once a connection.
    void identify(const Source &source, Tally &tally, const std::stop_token &stop);
    [[nodiscard]] std::chrono::nanoseconds dueAt(const Source &source) const;
    [[nodiscard]] Moment afterWave(const Source &source, const WaveResult &result);
    [[nodiscard]] bool lock();
    void show(DeliveryState state, const OutboxCounts &counts, Moment next = {},
              std::optional<Error> error = {});

    DataPorts m_ports;
    RemoteApi &m_api;
    SteadyClock &m_clock;
    Options m_options;
    DeliveryStatus m_status; // on the owner's thread
    bool m_hasEnded = true;  // likewise
    Waker m_waker;
    std::atomic<bool> m_isOnline = true;
    std::atomic<bool> m_isForced = false; // sendNow()

    // On the delivery's thread.
    std::unique_ptr<QLockFile> m_lock;
    Backoff m_backoff;
    WaveMemory m_memory;
    std::size_t m_most = kMaxRemoteItems;
    std::chrono::nanoseconds m_notBefore{std::chrono::nanoseconds::min()}; // after a failure
    AskedWait m_asked;              // which nothing overrides
    Moment m_lastSent;              // the end of the last sending that emptied the outbox
    std::optional<Error> m_failure; // why it waits or is paused
    DeliveryTrouble m_trouble = DeliveryTrouble::Unreachable; // the kind of that
    OutboxCounts m_counts;                                    // as they were read last
    std::int64_t m_sent = 0;
    std::int64_t m_refused = 0;
    bool m_isPaused = false;
    bool m_isIdentified = false; // the connection

    std::jthread m_thread; // last: ends before the rest
};

} // namespace tidemark::outbox
