// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/fetch.h"
#include "model/domain/page_watch.h"
#include "model/domain/source.h"
#include "model/ports/mirror_store.h"
#include "model/ports/outbox_store.h"
#include "model/ports/remote_api.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <stop_token>
#include <utility>

namespace tidemark::mirror {

/// What one fetch asks, stores and has done so far. Everything on the fetch's thread, which waits
/// for each answer; requests about single things run side by side, kWidth at a time.
class Fetching
{
public:
    static constexpr std::size_t kWidth = 8;
    /// Records in one transaction of the store: others that write wait no longer than for these.
    static constexpr std::size_t kRecordsAtOnce = 2000;

    using ProgressCallback = std::function<void(FetchProgress)>;

    /// Loans that live longer.
    Fetching(MirrorStore &store, OutboxStore &outbox, RemoteApi &api, Source source,
             FetchRequest request, ProgressCallback onProgress, std::stop_token stop);

    [[nodiscard]] MirrorStore &store() const noexcept { return m_store; }
    [[nodiscard]] OutboxStore &outbox() const noexcept { return m_outbox; }
    [[nodiscard]] RemoteApi &api() const noexcept { return m_api; }
    [[nodiscard]] const Source &source() const noexcept { return m_source; }
    [[nodiscard]] const FetchRequest &request() const noexcept { return m_request; }
    [[nodiscard]] const std::stop_token &stop() const noexcept { return m_stop; }
    [[nodiscard]] FetchSummary &summary() noexcept { return m_summary; }
    [[nodiscard]] bool mayGoOn() const { return !m_summary.error && !m_stop.stop_requested(); }
    /// Sessions that end in [begin, end) only.
    [[nodiscard]] bool hasWindow() const { return m_request.begin || m_request.end; }

    /// Waits for an answer. A failure ends the fetch, unless it is one of `expected`.
    template <class T>
    [[nodiscard]] RemoteResult<T> ask(RemoteFuture<T> future,
                                      std::initializer_list<RemoteFault> expected = {})
    {
        future.waitForFinished();
        if (future.resultCount() == 0)
            return tl::unexpected(stopped());
        RemoteResult<T> answer = future.takeResult();
        if (!answer)
            note(answer.error(), expected);
        return answer;
    }

    /// Calls `start(i)`, which begins a request, for each of `count`, and `done(i, answer)` in
    /// order. After a failure or a stop no more are begun. NotFound is no failure.
    template <class T, class Start, class Done>
    void askAll(std::size_t count, Start start, Done done)
    {
        std::deque<std::pair<std::size_t, RemoteFuture<T>>> running;
        const auto finishOldest = [&] {
            const std::size_t i = running.front().first;
            done(i, ask<T>(std::move(running.front().second), {RemoteFault::NotFound}));
            running.pop_front();
        };
        for (std::size_t i = 0; i < count && mayGoOn(); ++i) {
            if (running.size() >= kWidth)
                finishOldest();
            running.emplace_back(i, start(i));
        }
        while (!running.empty())
            finishOldest();
    }

    /// Waits for the store and adds what became of a page. Nothing when the store failed.
    std::optional<MirrorOutcome> take(QFuture<Result<MirrorOutcome>> future, FetchCounts &counts);
    /// Waits for the store. A failure ends the fetch.
    template <class T>
    [[nodiscard]] std::optional<T> read(QFuture<Result<T>> future)
    {
        future.waitForFinished();
        if (future.resultCount() == 0)
            return std::nullopt;
        Result<T> answer = future.takeResult();
        if (answer)
            return std::move(*answer);
        fail(answer.error());
        return std::nullopt;
    }
    /// The same of what has no answer.
    void write(QFuture<Result<void>> future);
    /// The page to ask for after one that came, or nothing after the last. A listing that has no
    /// end, by its watch, ends the fetch.
    template <class T>
    [[nodiscard]] std::optional<QString> following(PageWatch &watch, const RemotePage<T> &page)
    {
        if (!page.next || watch.mayFollow(*page.next, page.items.size()))
            return page.next;
        failEndless();
        return std::nullopt;
    }
    /// How far deliveries have come, before the next request: what they note from then on is newer
    /// than its answer.
    void look();
    /// As look() found it.
    [[nodiscard]] std::int64_t asOf() const noexcept { return m_asOf; }
    /// Rows that were left out since a delivery noted them after their page was asked for.
    [[nodiscard]] std::int64_t outdated() const noexcept { return m_outdated; }
    void refuse(const Error &error);
    void fail(const Error &error);
    void failEndless();
    void report(FetchProgress progress) const;

private:
    void note(const RemoteError &error, std::initializer_list<RemoteFault> expected);
    [[nodiscard]] static RemoteError stopped();

    MirrorStore &m_store;
    OutboxStore &m_outbox;
    RemoteApi &m_api;
    Source m_source;
    FetchRequest m_request;
    ProgressCallback m_onProgress;
    std::stop_token m_stop;
    FetchSummary m_summary;
    std::int64_t m_asOf = 0;
    std::int64_t m_outdated = 0;
};

} // namespace tidemark::mirror
