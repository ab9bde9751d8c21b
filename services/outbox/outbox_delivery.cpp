// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/outbox_delivery.h"

#include "model/domain/source_organisation.h"
#include "model/ports/mirror_store.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_store.h"
#include "model/ports/store_events.h"
#include "services/logging.h"

#include <QLockFile>

#include <algorithm>
#include <random>
#include <utility>

namespace tidemark::outbox {
namespace {

constexpr std::chrono::seconds kLookAgain(30);   // whether the other program has ended
constexpr std::chrono::seconds kNamelessLock(2); // a lock is taken in less

std::uint32_t seedOf(std::uint32_t wanted)
{
    return wanted != 0 ? wanted : std::random_device()();
}

DeliveryTrouble troubleOf(RemoteFault fault)
{
    return fault == RemoteFault::Busy || fault == RemoteFault::Server
               ? DeliveryTrouble::Busy
               : DeliveryTrouble::Unreachable;
}

} // namespace

OutboxDelivery::OutboxDelivery(DataPorts ports, RemoteApi &api, SteadyClock &clock, Options options,
                               QObject *parent)
    : QObject(parent)
    , m_ports(ports)
    , m_api(api)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_status(m_options.before)
    , m_backoff(seedOf(m_options.seed))
    , m_asked(m_options.asked)
    , m_failure(m_asked.error)
    , m_trouble(m_failure ? DeliveryTrouble::Busy : DeliveryTrouble::Unreachable)
    , m_counts(m_options.before.counts)
    , m_sent(m_options.before.sent)
    , m_refused(m_options.before.refused)
{}

OutboxDelivery::~OutboxDelivery()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void OutboxDelivery::start()
{
    if (m_thread.joinable())
        return;
    connect(m_ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (change.publishing)
            m_waker.wake();
    });
    m_hasEnded = false;
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

void OutboxDelivery::sendNow()
{
    m_isForced = true;
    m_waker.wake();
}

void OutboxDelivery::setOnline(bool isOnline)
{
    if (m_isOnline.exchange(isOnline) == isOnline)
        return;
    if (isOnline)
        m_isForced = true; // what was waited for has come
    m_waker.wake();
}

void OutboxDelivery::stop()
{
    m_thread.request_stop();
}

void OutboxDelivery::run(const std::stop_token &stop)
{
    work(stop);
    m_lock.reset();
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_hasEnded = true;
            Q_EMIT ended();
        },
        Qt::QueuedConnection);
}

void OutboxDelivery::work(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        const Moment next = step(stop);
        if (stop.stop_requested())
            return;
        if (!next || *next > m_clock.now())
            m_clock.sleep(m_waker, next, stop);
    }
}

// Does what is to be done now, and says when to look again.
OutboxDelivery::Moment OutboxDelivery::step(const std::stop_token &stop)
{
    const auto source = take(m_ports.sources->find(m_options.source));
    const bool isGone = !source && (source.error().code == ErrorCode::NotFound ||
                                    source.error().code == ErrorCode::Cancelled);
    if (isGone) { // removed, or the store is closing
        show(DeliveryState::Off, m_counts, {}, source.error());
        return {};
    }
    if (!source)
        return afterStoreError(source.error());
    const auto counts = take(m_ports.outbox->counts(source->id));
    if (!counts)
        return afterStoreError(counts.error());
    m_counts = *counts;
    if (source->level == PublishLevel::Off) {
        m_lock.reset();
        show(DeliveryState::Off, *counts);
        return {};
    }
    if (counts->waiting == 0) {
        m_isForced = false;
        m_lock.reset();
        show(DeliveryState::Idle, *counts);
        return {};
    }
    return deliver(*source, *counts, stop);
}

// What waits is not known now; nothing tells when the store can be read again.
OutboxDelivery::Moment OutboxDelivery::afterStoreError(const Error &error)
{
    const auto again = m_clock.now() + m_backoff.next({});
    const DeliveryTrouble trouble = std::exchange(m_trouble, DeliveryTrouble::Store);
    show(DeliveryState::Retrying, m_counts, again, error);
    m_trouble = trouble; // why it waited before may hold still
    return again;
}

OutboxDelivery::Moment OutboxDelivery::deliver(const Source &source, const OutboxCounts &counts,
                                               const std::stop_token &stop)
{
    if (m_isPaused && !m_isForced) {
        show(DeliveryState::Paused, counts, {}, m_failure);
        return {};
    }
    if (!m_isOnline) {
        const DeliveryTrouble trouble = std::exchange(m_trouble, DeliveryTrouble::Unreachable);
        show(DeliveryState::Retrying, counts, {}, m_failure);
        m_trouble = trouble; // it may go on being busy when the network is back
        return {};
    }
    if (const auto due = dueAt(source); due > m_clock.now()) {
        show(m_failure ? DeliveryState::Retrying : DeliveryState::Waiting, counts, due, m_failure);
        return due;
    }
    if (!lock()) {
        const auto again = m_clock.now() + kLookAgain;
        show(DeliveryState::Elsewhere, counts, again);
        return again;
    }
    m_isForced = false;
    show(DeliveryState::Sending, counts);
    WaveResult result;
    result.tally.most = m_most;
    identify(source, result.tally, stop);
    if (m_isIdentified)
        result = DeliveryWave(*m_ports.outbox, m_api, m_memory).run(source, m_most, stop);
    return afterWave(source, result);
}

void OutboxDelivery::identify(const Source &source, Tally &tally, const std::stop_token &stop)
{
    if (m_isIdentified || !mustTellOrganisation(source)) {
        m_isIdentified = true;
        return;
    }
    const auto marks = take(m_ports.mirror->marks(source.id));
    if (!marks) {
        tally.storeError = marks.error();
        return;
    }
    RemoteFuture<RemoteIdentity> future = m_api.whoAmI(stop);
    future.waitForFinished();
    const RemoteResult<RemoteIdentity> identity =
        future.resultCount() == 0 ? tl::unexpected(Sending::stopped()) : future.takeResult();
    const auto isUntold = [](const RemoteError &error) {
        return error.fault == RemoteFault::Refused || error.fault == RemoteFault::NotFound;
    };
    if (!identity && !isUntold(identity.error())) {
        tally.pause = identity.error();
        return;
    }
    const auto told =
        organisationToNote(source, marks->organisation, identity.value_or(RemoteIdentity()));
    if (!told) {
        tally.pause.emplace();
        tally.pause->fault = RemoteFault::Unauthorized;
        tally.pause->error = told.error();
        return;
    }
    if (*told) {
        FetchMarks noted;
        noted.organisation = *told;
        if (auto done = take(m_ports.mirror->noteMarks(source.id, noted)); !done) {
            tally.storeError = done.error();
            return;
        }
    }
    m_isIdentified = true;
}

// A person may want it at once; what the remote asks for goes before.
std::chrono::nanoseconds OutboxDelivery::dueAt(const Source &source) const
{
    std::chrono::nanoseconds due = m_asked.until;
    if (m_isForced)
        return due;
    due = std::max(due, m_notBefore);
    if (m_lastSent)
        due = std::max(due, *m_lastSent + std::chrono::nanoseconds(source.interval.ns()));
    return due;
}

OutboxDelivery::Moment OutboxDelivery::afterWave(const Source &source, const WaveResult &result)
{
    const Tally &tally = result.tally;
    m_most = tally.most;
    m_sent += tally.sent;
    m_refused += tally.refused;
    m_isPaused = false;
    m_failure.reset();
    m_trouble = DeliveryTrouble::Unreachable;
    if (tally.progress > 0 && !tally.storeError)
        m_backoff.reset();
    if (tally.storeError) {
        m_lock.reset(); // another program may be able to note what it sends
        m_failure = tally.storeError;
        m_trouble = DeliveryTrouble::Store;
        m_notBefore = m_clock.now() + m_backoff.next({});
    } else if (const auto &trouble = tally.pause ? tally.pause : tally.newest; trouble) {
        qCDebug(lcServices) << "sending waits:" << source.uid << trouble->status
                            << trouble->error.detail;
        m_failure = trouble->error;
        m_trouble = troubleOf(trouble->fault);
        m_isPaused =
            trouble->fault == RemoteFault::Unauthorized || trouble->fault == RemoteFault::Insecure;
        m_notBefore = m_clock.now() + m_backoff.next(trouble->retryAfter);
        const bool isAsked = trouble->retryAfter && trouble->retryAfter->count() > 0;
        if (isAsked && !m_isPaused) // a pause ends with another token
            m_asked = {m_notBefore, m_failure};
    } else if (tally.troubles > 0 || tally.progress == 0) {
        m_notBefore = m_clock.now() + m_backoff.next({});
    } else {
        m_notBefore = std::chrono::nanoseconds::min();
    }
    const auto left = take(m_ports.outbox->counts(source.id));
    if (left && left->waiting == 0)
        m_lastSent = m_clock.now();
    else
        m_lastSent.reset(); // what is left of this sending goes on at once
    return m_clock.now();   // looks again, and then sleeps as long as it must
}

bool OutboxDelivery::lock()
{
    if (m_options.lockPath.isEmpty() || m_lock)
        return true;
    auto file = std::make_unique<QLockFile>(m_options.lockPath);
    file->setStaleLockTime(0); // only of a process that has ended
    if (!file->tryLock(0)) {
        qint64 process = 0;
        QString host;
        QString name;
        if (file->error() != QLockFile::LockFailedError ||
            file->getLockInfo(&process, &host, &name))
            return false;
        // It names nobody: its process ended before it could write that, or is about to.
        file->setStaleLockTime(kNamelessLock);
        if (!file->tryLock(0))
            return false;
        file->setStaleLockTime(0);
    }
    m_lock = std::move(file);
    return true;
}

void OutboxDelivery::show(DeliveryState state, const OutboxCounts &counts, Moment next,
                          std::optional<Error> error)
{
    DeliveryStatus status{state, counts, {}, std::move(error)};
    status.trouble = m_trouble;
    status.sent = m_sent;
    status.refused = m_refused;
    if (next)
        status.nextIn = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::max(*next - m_clock.now(), std::chrono::nanoseconds(0)));
    QMetaObject::invokeMethod(
        this,
        [this, status = std::move(status)] {
            if (status == m_status)
                return;
            m_status = status;
            Q_EMIT statusChanged(m_status);
        },
        Qt::QueuedConnection);
}

} // namespace tidemark::outbox
