// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/continue_on.h"
#include "model/ports/data_ports.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_links.h"
#include "model/ports/source_store.h"
#include "model/ports/store_events.h"

#include <QPromise>

#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace tidemark::test {

/// SourceLinks without a network, over the sources of a real store: a test says what the other side
/// does. What a source does by itself is derived from its level and its outbox.
class FakeSourceLinks final : public SourceLinks
{
public:
    explicit FakeSourceLinks(const DataPorts &ports)
        : m_ports(ports)
    {
        connect(ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
            if (change.publishing)
                read();
        });
        read();
    }

    // What the other side does.

    std::function<ConnectionReport(const ConnectionDraft &)> onCheck = [](const ConnectionDraft &) {
        return ConnectionReport();
    };
    std::function<void(SourceId)> onSend = {};
    struct Comparison
    {
        SourceId source;
        AggregateQuery query;
        AggregateFunction function = AggregateFunction::Mean;
        std::stop_token stop;
    };
    std::function<Result<AggregateComparison>(const Comparison &)> onCompare =
        [](const Comparison &) { return AggregateComparison(); };
    std::size_t comparisonsToHold = 0; ///< from this one on, counted from 1; 0: none
    bool holdsChecks = false;          ///< answers them only by answerChecks()
    bool isKeyringThere = true;
    Result<std::vector<ConfiguredAccess>> configured = std::vector<ConfiguredAccess>();
    std::optional<Error> tokenError = {}; ///< of setToken() and moveToken()
    std::vector<SourceContact> spokenTo = {};

    // What was asked.

    std::vector<ConnectionDraft> checks = {};
    bool wasCheckStopped = false;
    QString tokenAddress; ///< of the source, as it was known when it was last given a token
    std::vector<SourceId> sent = {};
    std::vector<FetchRequest> fetches = {};
    std::vector<Comparison> comparisons = {};
    std::map<std::int64_t, std::pair<Secret, SecretPlace>> tokens = {};

    /// Stands until it is set anew, whatever the store says; the counts are the store's.
    void setDelivery(SourceId source, DeliveryState state, std::optional<Error> error = {},
                     std::optional<std::chrono::milliseconds> nextIn = {})
    {
        m_set[source.value()] = {state, std::move(error), nextIn};
        apply(source);
    }
    /// What the sendings took to the source, or it did not take, since the last call.
    void addSent(SourceId source, std::int64_t taken, std::int64_t refused = 0)
    {
        for (SourceLink &made : m_links) {
            if (made.source.id == source) {
                made.delivery.sent += taken;
                made.delivery.refused += refused;
            }
        }
    }
    void setReachable(SourceId source, bool isReachable)
    {
        m_unreachable[source.value()] = !isReachable;
        apply(source);
    }
    /// Why the deliveries that are set wait.
    DeliveryTrouble trouble = DeliveryTrouble::Unreachable;
    void setContact(SourceId source, Timestamp at)
    {
        m_contacts[source.value()] = at;
        apply(source);
    }
    /// The end of the last whole fetch.
    void setFetched(SourceId source, Timestamp at)
    {
        m_fetchedAt[source.value()] = at;
        apply(source);
    }
    void setToken(SourceId source, SecretPlace place)
    {
        tokens[source.value()] = {Secret(QByteArrayView("kept")), place};
        apply(source);
    }
    void answerChecks()
    {
        for (auto &[draft, promise] : std::exchange(m_held, {})) {
            promise->addResult(onCheck(draft));
            promise->finish();
        }
    }
    void progress(SourceId source, const FetchProgress &progress)
    {
        m_fetching[source.value()] = progress;
        apply(source);
    }
    void endFetch(SourceId source, FetchSummary summary)
    {
        m_fetching.erase(source.value());
        m_fetched[source.value()] = summary;
        if (const auto promise = std::exchange(m_fetchPromises[source.value()], nullptr)) {
            promise->addResult(Result<FetchSummary>(std::move(summary)));
            promise->finish();
        }
        apply(source);
    }

    [[nodiscard]] std::vector<SourceLink> links() const override { return m_links; }
    [[nodiscard]] std::optional<SourceLink> link(SourceId source) const override
    {
        for (const SourceLink &link : m_links)
            if (link.source.id == source)
                return link;
        return std::nullopt;
    }
    [[nodiscard]] std::vector<SourceContact> contacts() const override { return spokenTo; }

    [[nodiscard]] QFuture<ConnectionReport> check(ConnectionDraft draft,
                                                  std::stop_token stop) override
    {
        checks.push_back(draft);
        auto promise = std::make_shared<QPromise<ConnectionReport>>();
        promise->start();
        auto future = promise->future();
        m_held.emplace_back(std::move(draft), promise);
        m_stops.push_back(std::make_unique<std::stop_callback<std::function<void()>>>(
            std::move(stop), [this] { wasCheckStopped = true; }));
        if (!holdsChecks)
            answerChecks();
        return future;
    }
    [[nodiscard]] QFuture<Result<std::vector<ConfiguredAccess>>> configuredAccess() override
    {
        return QtFuture::makeReadyFuture(configured);
    }
    [[nodiscard]] QFuture<bool> hasKeyring() override
    {
        return QtFuture::makeReadyFuture(isKeyringThere);
    }
    [[nodiscard]] QFuture<Result<void>> setToken(SourceId source, Secret token,
                                                 SecretPlace place) override
    {
        if (tokenError)
            return QtFuture::makeReadyFuture(Result<void>(failure(*tokenError)));
        tokens[source.value()] = {std::move(token), place};
        const auto known = link(source);
        tokenAddress = known ? known->source.endpoint : QString();
        apply(source);
        return QtFuture::makeReadyFuture(Result<void>());
    }
    [[nodiscard]] QFuture<Result<void>> moveToken(SourceId source, SecretPlace place) override
    {
        if (tokenError)
            return QtFuture::makeReadyFuture(Result<void>(failure(*tokenError)));
        tokens.at(source.value()).second = place;
        apply(source);
        return QtFuture::makeReadyFuture(Result<void>());
    }
    [[nodiscard]] QFuture<Result<void>> removeToken(SourceId source) override
    {
        tokens.erase(source.value());
        apply(source);
        return QtFuture::makeReadyFuture(Result<void>());
    }
    void sendNow(SourceId source) override
    {
        sent.push_back(source);
        if (onSend)
            onSend(source);
    }
    [[nodiscard]] QFuture<Result<FetchSummary>> fetch(FetchRequest request) override
    {
        auto promise = std::make_shared<QPromise<Result<FetchSummary>>>();
        promise->start();
        m_fetchPromises[request.source.value()] = promise;
        m_fetching[request.source.value()] = FetchProgress();
        const SourceId source = request.source;
        fetches.push_back(std::move(request));
        apply(source);
        return promise->future();
    }
    void stopFetch(SourceId source) override
    {
        FetchSummary summary;
        const auto running = m_fetching.find(source.value());
        if (running != m_fetching.end())
            summary.records.added = running->second.read;
        endFetch(source, summary);
    }
    [[nodiscard]] QFuture<Result<AggregateComparison>> compare(SourceId source,
                                                               AggregateQuery query,
                                                               AggregateFunction function,
                                                               std::stop_token stop) override
    {
        using Answer = Result<AggregateComparison>;
        comparisons.push_back({source, std::move(query), function, std::move(stop)});
        if (comparisonsToHold > 0 && comparisons.size() >= comparisonsToHold) {
            auto promise = std::make_shared<QPromise<Answer>>();
            promise->start();
            m_heldComparisons.push_back(promise);
            return promise->future();
        }
        return QtFuture::makeReadyFuture(onCompare(comparisons.back()));
    }
    /// Answers the comparisons that are held, and holds none any more.
    void answerComparisons(const Result<AggregateComparison> &answer)
    {
        comparisonsToHold = 0;
        for (const auto &promise : std::exchange(m_heldComparisons, {})) {
            promise->addResult(answer);
            promise->finish();
        }
    }

private:
    struct Set
    {
        DeliveryState state = DeliveryState::Off;
        std::optional<Error> error = {};
        std::optional<std::chrono::milliseconds> nextIn = {};
    };

    void read()
    {
        continueOn(this, m_ports.sources->sources(),
                   [this](const Result<std::vector<Source>> &sources) {
                       if (sources)
                           accept(*sources);
                   });
    }
    void accept(const std::vector<Source> &sources)
    {
        std::vector<SourceLink> links;
        for (const Source &source : sources) {
            SourceLink made;
            made.source = source;
            const auto known = link(source.id);
            made.isRead = known && known->isRead;
            if (known)
                made.delivery = known->delivery;
            links.push_back(std::move(made));
        }
        const bool isSame = links.size() == m_links.size() &&
                            std::equal(links.begin(), links.end(), m_links.begin(),
                                       [](const SourceLink &a, const SourceLink &b) {
                                           return a.source == b.source;
                                       });
        m_links = std::move(links);
        for (SourceLink &made : m_links)
            fill(made);
        if (!isSame)
            Q_EMIT linksChanged();
        for (const Source &source : sources)
            readCounts(source.id);
    }
    void readCounts(SourceId source)
    {
        continueOn(this, m_ports.outbox->counts(source),
                   [this, source](const Result<OutboxCounts> &counts) {
                       for (SourceLink &made : m_links)
                           if (counts && made.source.id == source) {
                               made.delivery.counts = *counts;
                               made.isRead = true;
                           }
                       apply(source);
                   });
    }
    void apply(SourceId source)
    {
        for (SourceLink &made : m_links)
            if (made.source.id == source)
                fill(made);
        Q_EMIT linkChanged(source);
    }
    void fill(SourceLink &made)
    {
        const std::int64_t key = made.source.id.value();
        const auto set = m_set.find(key);
        if (set != m_set.end()) {
            made.delivery.state = set->second.state;
            made.delivery.error = set->second.error;
            made.delivery.nextIn = set->second.nextIn;
        } else if (made.source.level == PublishLevel::Off) {
            made.delivery.state = DeliveryState::Off;
        } else {
            made.delivery.state =
                made.delivery.counts.waiting > 0 ? DeliveryState::Waiting : DeliveryState::Idle;
        }
        made.delivery.trouble = trouble;
        made.delivery.isReachable = !at(m_unreachable, key).value_or(false) &&
                                    !(made.delivery.state == DeliveryState::Retrying &&
                                      trouble == DeliveryTrouble::Unreachable);
        made.lastContact = at(m_contacts, key);
        made.lastFetched = at(m_fetchedAt, key);
        made.fetching = at(m_fetching, key);
        made.lastFetch = at(m_fetched, key);
        const auto token = tokens.find(key);
        made.tokenPlace =
            token == tokens.end() ? std::nullopt : std::optional(token->second.second);
    }
    template <class T>
    [[nodiscard]] static std::optional<T> at(const std::map<std::int64_t, T> &map, std::int64_t key)
    {
        const auto found = map.find(key);
        return found == map.end() ? std::nullopt : std::optional<T>(found->second);
    }

    DataPorts m_ports;
    std::vector<SourceLink> m_links;
    std::map<std::int64_t, Set> m_set;
    std::map<std::int64_t, bool> m_unreachable;
    std::map<std::int64_t, Timestamp> m_contacts;
    std::map<std::int64_t, Timestamp> m_fetchedAt;
    std::map<std::int64_t, FetchProgress> m_fetching;
    std::map<std::int64_t, FetchSummary> m_fetched;
    std::map<std::int64_t, std::shared_ptr<QPromise<Result<FetchSummary>>>> m_fetchPromises;
    std::vector<std::pair<ConnectionDraft, std::shared_ptr<QPromise<ConnectionReport>>>> m_held;
    std::vector<std::unique_ptr<std::stop_callback<std::function<void()>>>> m_stops;
    std::vector<std::shared_ptr<QPromise<Result<AggregateComparison>>>> m_heldComparisons;
};

} // namespace tidemark::test
