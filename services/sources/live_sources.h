// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/source_links.h"
#include "services/sources/online_watch.h"
#include "services/sources/source_runtime.h"
#include "services/sources/source_tokens.h"

#include <QPromise>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace tidemark {

/// Serves all sources of one store while it is open: follows what the store says of them, reads
/// their tokens, sends and fetches. GUI thread; nothing blocks: what is under way when it goes, or
/// when a source does, ends by itself (LiveParts::ending).
class LiveSources final : public SourceLinks
{
    Q_OBJECT

public:
    /// `parts` and `tokens` outlive it.
    LiveSources(const LiveParts &parts, SourceTokens &tokens, QObject *parent = nullptr);
    ~LiveSources() override;

    [[nodiscard]] std::vector<SourceLink> links() const override;
    [[nodiscard]] std::optional<SourceLink> link(SourceId source) const override;
    [[nodiscard]] std::vector<SourceContact> contacts() const override;
    [[nodiscard]] QFuture<ConnectionReport> check(ConnectionDraft draft,
                                                  std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::vector<ConfiguredAccess>>> configuredAccess() override;
    [[nodiscard]] QFuture<bool> hasKeyring() override;
    [[nodiscard]] QFuture<Result<void>> setToken(SourceId source, Secret token,
                                                 SecretPlace place) override;
    [[nodiscard]] QFuture<Result<void>> moveToken(SourceId source, SecretPlace place) override;
    [[nodiscard]] QFuture<Result<void>> removeToken(SourceId source) override;
    void sendNow(SourceId source) override;
    [[nodiscard]] QFuture<Result<FetchSummary>> fetch(FetchRequest request) override;
    void stopFetch(SourceId source) override;
    [[nodiscard]] QFuture<Result<AggregateComparison>> compare(SourceId source,
                                                               AggregateQuery query,
                                                               AggregateFunction function,
                                                               std::stop_token stop) override;

private:
    using FetchPromise = QPromise<Result<FetchSummary>>;

    void readSources();
    void onSources(const std::vector<Source> &sources);
    void retire(std::unique_ptr<SourceRuntime> runtime);
    void addRuntime(const Source &source);
    void forgetOldToken(const Source &source);
    /// `then` is called once the runtime was told, or its source is gone.
    void readToken(SourceId source, std::function<void()> then = {});
    /// Asks the runtime, with its token read again where that may help.
    template <class T>
    [[nodiscard]] QFuture<Result<T>>
    askWithToken(SourceId source, std::function<QFuture<Result<T>>(SourceRuntime &)> ask);
    /// Answers a fetch that has not begun, which then never does. False: there is none.
    bool endWaitingFetch(SourceId source, const Result<FetchSummary> &result);
    /// A trial without the kept token; `why` in place of what the service says of that.
    [[nodiscard]] QFuture<ConnectionReport> checkWithout(ConnectionDraft draft,
                                                         std::stop_token stop, Error why);
    [[nodiscard]] QFuture<Result<void>> readTokenAfter(SourceId source,
                                                       const QFuture<Result<void>> &change);
    [[nodiscard]] SourceRuntime *runtime(SourceId source) const;
    [[nodiscard]] QString keyOf(SourceId source) const; ///< of its token; empty: never was there
    [[nodiscard]] SourceLink completed(SourceLink link) const;

    LiveParts m_parts;
    SourceTokens &m_tokens;
    OnlineWatch m_online;
    std::map<SourceId, std::unique_ptr<SourceRuntime>> m_runtimes;
    std::map<SourceId, QString> m_keys;    ///< removed ones too, whose tokens may go afterwards
    std::map<QString, QString> m_keyByUid; ///< another row may go on with the uid
    /// Until the tokens of their sources, which are there, have been read.
    std::map<SourceId, std::shared_ptr<FetchPromise>> m_waitingFetches;
    std::map<SourceId, std::uint64_t> m_tokenReads; ///< the newest; older ones are out of date
    bool m_isReading = false;
    bool m_readsAgain = false;
};

} // namespace tidemark
