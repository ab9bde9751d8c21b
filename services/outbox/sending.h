// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/source.h"
#include "model/ports/outbox_store.h"
#include "model/ports/remote_api.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <deque>
#include <optional>
#include <set>
#include <stop_token>
#include <utility>
#include <vector>

namespace tidemark::outbox {

/// Waits for a store's answer. On the delivery's thread.
template <class T>
[[nodiscard]] Result<T> take(QFuture<Result<T>> future)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        return failure(Error{ErrorCode::Cancelled, {}, {}});
    return future.takeResult();
}

/// What has held for the requests of one wave.
struct Tally
{
    int successes = 0;
    int progress = 0;                       ///< items that need not be sent again
    int sent = 0;                           ///< noted as being there
    int refused = 0;                        ///< noted as in need of a person
    int troubles = 0;                       ///< lost answers and errors of the server
    std::optional<RemoteError> newest = {}; ///< of the troubles
    std::optional<RemoteError> pause = {};  ///< why no request is sent now
    std::optional<Error> storeError = {};   ///< the store could not be read or written
    std::size_t most = kMaxRemoteItems;     ///< values in one request
};

/// What a delivery remembers from wave to wave. Nothing that must outlive it: that is in the store.
struct WaveMemory
{
    static constexpr int kMostItems = 2000;
    static constexpr int kFewestItems = 16;

    QSet<QString> knownDevices;
    QSet<QString> goneDevices;   ///< that the remote had and does not know any more
    QSet<QString> remadeDevices; ///< and that were made there again for the values that wait
    /// Keys of the sessions that the remote had when that was first asked, and of those made since.
    std::optional<QSet<QString>> sessionKeys = {};
    QHash<OutboxItemId, int> serverErrors; ///< answers for an item that were errors of the server
    int items = kMostItems; ///< in the next wave: fewer after one that came to nothing
};

/// One wave's way to the remote and the store. Everything on the delivery's thread; requests run
/// side by side, kWidth at a time.
class Sending
{
public:
    static constexpr std::size_t kWidth = 36; ///< twice as many as HTTP sends at once
    /// With so many failures and no success the rest of a wave is left for later.
    static constexpr int kMaxTroubles = 8;
    /// So many outcomes are written at once, while requests go on.
    static constexpr std::size_t kOutcomes = 500;
    /// An item for which the server failed so often while others arrived needs a person.
    static constexpr int kMaxServerErrors = 8;

    Sending(RemoteApi &api, OutboxStore &outbox, const Source &source, std::stop_token stop,
            Tally &tally, WaveMemory &memory)
        : m_api(api)
        , m_outbox(outbox)
        , m_source(source)
        , m_stop(std::move(stop))
        , m_tally(tally)
        , m_memory(memory)
    {}

    [[nodiscard]] RemoteApi &api() const noexcept { return m_api; }
    [[nodiscard]] const Source &source() const noexcept { return m_source; }
    [[nodiscard]] const std::stop_token &stop() const noexcept { return m_stop; }
    [[nodiscard]] Tally &tally() const noexcept { return m_tally; }
    [[nodiscard]] QSet<QString> &knownDevices() const noexcept { return m_memory.knownDevices; }
    [[nodiscard]] std::optional<QSet<QString>> &sessionKeys() const noexcept
    {
        return m_memory.sessionKeys;
    }
    /// Uids of sessions that the remote has, by row.
    [[nodiscard]] QHash<std::int64_t, QString> &remoteSessions() noexcept
    {
        return m_remoteSessions;
    }
    /// Metrics that did not arrive there yet, by row: their values wait for them.
    [[nodiscard]] QSet<std::int64_t> &awaitedMetrics() noexcept { return m_awaitedMetrics; }
    /// Sessions that are not there yet as they are here, by row: devices are not inferred of them.
    [[nodiscard]] QSet<std::int64_t> &awaitedSessions() noexcept { return m_awaitedSessions; }
    [[nodiscard]] bool mayGoOn() const;

    /// Counts a failure, of which a pause or trouble comes.
    void note(const RemoteError &error);
    /// Waits for an answer and counts how it went.
    template <class T>
    [[nodiscard]] RemoteResult<T> ask(RemoteFuture<T> future)
    {
        future.waitForFinished();
        if (future.resultCount() == 0)
            return tl::unexpected(stopped());
        RemoteResult<T> answer = future.takeResult();
        if (answer)
            ++m_tally.successes;
        else
            note(answer.error());
        return answer;
    }

    /// Calls `start(i)`, which begins a request, for each of `count`, and `done(i, answer)` when it
    /// is answered, in order. Those that may not be sent any more get Stopped.
    template <class T, class Start, class Done>
    void askAll(std::size_t count, Start start, Done done)
    {
        askChains<T>(count, start,
                     [&done](std::size_t i,
                             const RemoteResult<T> &answer) -> std::optional<RemoteFuture<T>> {
                         done(i, answer);
                         return std::nullopt;
                     });
    }

    /// The same where an answer may lead to a further request: `next(i, answer)` begins it, or is
    /// done with the i-th and returns nothing.
    template <class T, class Start, class Next>
    void askChains(std::size_t count, Start start, Next next)
    {
        std::deque<std::pair<std::size_t, RemoteFuture<T>>> running;
        const auto finishOldest = [&] {
            auto [i, future] = std::move(running.front());
            running.pop_front();
            if (auto further = next(i, ask<T>(std::move(future))))
                running.emplace_back(i, *std::move(further));
        };
        for (std::size_t i = 0; i < count; ++i) {
            while (running.size() >= kWidth)
                finishOldest();
            if (mayGoOn())
                running.emplace_back(i, start(i));
            else
                (void)next(i, RemoteResult<T>(tl::unexpected(stopped())));
        }
        while (!running.empty())
            finishOldest();
    }

    /// Notes that these are about to be sent. Those that may be.
    [[nodiscard]] std::set<OutboxItemId> begin(std::vector<OutboxStart> items);
    /// The outcome of a request for an item that failed: once more, or for a person where repeating
    /// does not help.
    [[nodiscard]] OutboxOutcome failedOutcome(const OutboxHead &head, const RemoteError &error);
    /// How many of these values there the store does not know; nothing when it cannot be read.
    [[nodiscard]] std::optional<std::int64_t> countUnknown(std::vector<RemoteRecord> there);
    /// Takes an outcome to be written: some hundreds at once, the last with finish().
    void settle(OutboxOutcome outcome);
    /// Writes what was settled and waits until all of it is. False when the store failed.
    bool finish();
    /// The remote does not know this device, whatever is noted of it: it is made anew before the
    /// next value of it. True when that was not tried for these values yet.
    [[nodiscard]] bool forgetDevice(const QString &name);
    /// Makes devices known there, those it has included. Names that it refuses, with why.
    [[nodiscard]] QHash<QString, RemoteError> ensureDevices(const QStringList &names);

    [[nodiscard]] static RemoteError stopped();

private:
    /// Outcomes on their way to the store.
    struct Writing
    {
        int sent = 0;
        int refused = 0;
        QFuture<Result<void>> future = {};
    };

    void write();
    void finishOldestWriting();

    RemoteApi &m_api;
    OutboxStore &m_outbox;
    const Source &m_source;
    std::stop_token m_stop;
    Tally &m_tally;
    WaveMemory &m_memory;
    QHash<std::int64_t, QString> m_remoteSessions;
    QSet<std::int64_t> m_awaitedMetrics;
    QSet<std::int64_t> m_awaitedSessions;
    std::vector<OutboxOutcome> m_outcomes;
    std::deque<Writing> m_writings; ///< in order
};

/// An outcome for the item as it was read.
[[nodiscard]] OutboxOutcome outcomeOf(const OutboxHead &head, OutboxOutcome::Kind kind);
[[nodiscard]] OutboxOutcome attentionOutcome(const OutboxHead &head, AttentionReason reason,
                                             ErrorCode code, const QString &message,
                                             const QString &detail = {});
/// For a person, of something that was not sent. What is said of a conflict is made when the item
/// is read.
[[nodiscard]] OutboxOutcome unsentAttention(const OutboxHead &head, AttentionReason reason,
                                            ErrorCode code, const QString &message = {});
/// With how many values of others a person agreed that it goes.
[[nodiscard]] std::int64_t agreedOthers(const OutboxHead &head);
/// Keeps that word in what is noted of the row.
void keepAgreedOthers(Mirror &mirror, const OutboxHead &head);
/// Known there just so: nothing was sent.
[[nodiscard]] OutboxOutcome unsentOutcome(const OutboxHead &head);

} // namespace tidemark::outbox
