// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/live_sources.h"

#include "model/core/continue_on.h"
#include "model/domain/endpoint_text.h"
#include "model/ports/source_store.h"
#include "model/ports/store_events.h"
#include "services/logging.h"
#include "services/net/url_rules.h"
#include "services/sources/answers.h"
#include "services/sources/ending_sources.h"
#include "services/sources/source_errors.h"

#include <QCoreApplication>
#include <QPromise>
#include <QUrl>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::LiveSources)
};

Error otherOriginError(const QString &kept, const QString &tried)
{
    return {ErrorCode::PermissionDenied,
            Text::tr("The token that is kept was given for %1 and is not sent to %2. Type the "
                     "token of %2.")
                .arg(kept, tried),
            u"source.otherOrigin"_s, ErrorSubject::Token};
}

/// A network that is gone does not keep a program from the same machine.
bool needsNetwork(const Source &source)
{
    return !net::isLoopback(QUrl(source.endpoint).host());
}

} // namespace

LiveSources::LiveSources(const LiveParts &parts, SourceTokens &tokens, QObject *parent)
    : SourceLinks(parent)
    , m_parts(parts)
    , m_tokens(tokens)
{
    connect(m_parts.ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (!change.publishing)
            return;
        readSources();
        for (const auto &[id, runtime] : m_runtimes)
            runtime->readCounts();
    });
    connect(m_parts.ports.events, &StoreEvents::becameReadOnly, this,
            [this](const QString &reason) {
                m_parts.readOnlyReason = reason; // of sources that come later too
                for (const auto &[id, runtime] : m_runtimes)
                    runtime->setReadOnly(reason);
            });
    connect(&m_online, &OnlineWatch::changed, this, [this](bool isOnline) {
        for (const auto &[id, runtime] : m_runtimes)
            runtime->setOnline(isOnline || !needsNetwork(runtime->link().source));
    });
    readSources();
}

LiveSources::~LiveSources()
{
    for (auto &[id, runtime] : m_runtimes)
        retire(std::move(runtime));
}

void LiveSources::retire(std::unique_ptr<SourceRuntime> runtime)
{
    runtime->disconnect(this);
    m_parts.ending->add(std::move(runtime), m_parts.store);
}

void LiveSources::readSources()
{
    if (m_isReading) {
        m_readsAgain = true;
        return;
    }
    m_isReading = true;
    continueOn(this, m_parts.ports.sources->sources(),
               [this](const Result<std::vector<Source>> &sources) {
                   m_isReading = false;
                   if (sources)
                       onSources(*sources);
                   else
                       qCInfo(lcServices) << "sources cannot be read:" << sources.error().detail;
                   if (std::exchange(m_readsAgain, false))
                       readSources();
               });
}

void LiveSources::onSources(const std::vector<Source> &sources)
{
    bool isChanged = false;
    std::set<SourceId> present;
    for (const Source &source : sources) {
        present.insert(source.id);
        forgetOldToken(source);
        SourceRuntime *known = runtime(source.id);
        if (known != nullptr) {
            isChanged = isChanged || known->link().source != source;
            const bool isMoved = tokenKey(known->link().source) != tokenKey(source);
            known->update(source);
            if (isMoved)
                readToken(source.id);
        } else {
            isChanged = true;
            addRuntime(source);
        }
    }
    for (auto &[id, known] : m_runtimes) {
        if (present.contains(id))
            continue;
        endWaitingFetch(id, failure(fetchedSourceGoneError(known->link().source)));
        retire(std::move(known));
    }
    isChanged =
        std::erase_if(m_runtimes, [](const auto &entry) { return !entry.second; }) > 0 || isChanged;
    if (isChanged)
        Q_EMIT linksChanged();
}

void LiveSources::addRuntime(const Source &source)
{
    auto made = std::make_unique<SourceRuntime>(m_parts, source, nullptr);
    SourceRuntime *runtime = made.get();
    runtime->setOnline(m_online.isOnline() || !needsNetwork(source));
    connect(runtime, &SourceRuntime::changed, this,
            [this, id = source.id] { Q_EMIT linkChanged(id); });
    m_runtimes.emplace(source.id, std::move(made));
    readToken(source.id);
}

// Given for another origin, it is of no use any more.
void LiveSources::forgetOldToken(const Source &source)
{
    const QString key = tokenKey(source);
    const QString before = std::exchange(m_keyByUid[source.uid], key);
    m_keys[source.id] = key;
    if (before.isEmpty() || before == key)
        return;
    continueOn(this, m_tokens.remove(before), [](const Result<void> &removed) {
        if (!removed)
            qCInfo(lcServices) << "an old token stays in its place:" << removed.error().detail;
    });
}

void LiveSources::readToken(SourceId source, std::function<void()> then)
{
    const QString key = runtime(source) == nullptr ? QString() : keyOf(source);
    if (key.isEmpty()) {
        if (then)
            then();
        return;
    }
    const std::uint64_t read = ++m_tokenReads[source];
    const auto take = [this, source, key, read,
                       then](const Result<std::optional<FoundToken>> &found) {
        SourceRuntime *known = runtime(source);
        const bool isNewest = m_tokenReads[source] == read && keyOf(source) == key;
        if (known != nullptr && isNewest) { // else another was given, or it moved
            if (found)
                known->setToken(*found);
            else
                known->setTokenError(found.error());
        }
        if (then)
            then();
    };
    // The connection that a token makes keeps to the time-out that is configured for it.
    continueOn(this, m_parts.remotes->readConfiguration(),
               [this, key, take](bool) { continueOn(this, m_tokens.find(key), take); });
}

QString LiveSources::keyOf(SourceId source) const
{
    const auto found = m_keys.find(source);
    return found == m_keys.end() ? QString() : found->second;
}

SourceRuntime *LiveSources::runtime(SourceId source) const
{
    const auto found = m_runtimes.find(source);
    return found == m_runtimes.end() ? nullptr : found->second.get();
}

SourceLink LiveSources::completed(SourceLink link) const
{
    const net::Origin origin = net::originOf(QUrl(link.source.endpoint));
    for (const SourceContact &contact : contacts()) {
        if (net::originOf(QUrl(contact.address)) == origin)
            link.lastContact = contact.last;
    }
    if (m_waitingFetches.contains(link.source.id))
        link.fetching = FetchProgress{FetchPhase::Token};
    return link;
}

std::vector<SourceLink> LiveSources::links() const
{
    std::vector<SourceLink> links;
    links.reserve(m_runtimes.size());
    for (const auto &[id, runtime] : m_runtimes)
        links.push_back(completed(runtime->link()));
    std::sort(links.begin(), links.end(), [](const SourceLink &a, const SourceLink &b) {
        return a.source.name < b.source.name;
    });
    return links;
}

std::optional<SourceLink> LiveSources::link(SourceId source) const
{
    const SourceRuntime *known = runtime(source);
    return known == nullptr ? std::nullopt : std::optional(completed(known->link()));
}

std::vector<SourceContact> LiveSources::contacts() const
{
    return m_parts.remotes->contacts();
}

QFuture<ConnectionReport> LiveSources::check(ConnectionDraft draft, std::stop_token stop)
{
    const SourceRuntime *known = draft.token.isEmpty() ? runtime(draft.tokenOf) : nullptr;
    if (known == nullptr)
        return m_parts.remotes->check(std::move(draft), std::move(stop));
    const QString kept = known->link().source.endpoint;
    if (originOfEndpoint(kept) != originOfEndpoint(draft.endpoint)) {
        const QString place = addressOfOrigin(draft.endpoint);
        return checkWithout(std::move(draft), std::move(stop),
                            otherOriginError(addressOfOrigin(kept), place));
    }
    auto report = std::make_shared<QPromise<ConnectionReport>>();
    report->start();
    const QString key = keyOf(draft.tokenOf);
    continueOn(this, m_tokens.find(key),
               [this, draft = std::move(draft), stop = std::move(stop),
                report](const Result<std::optional<FoundToken>> &found) mutable {
                   if (found && *found)
                       draft.token = (*found)->secret;
                   auto trial =
                       found ? m_parts.remotes->check(std::move(draft), std::move(stop))
                             : checkWithout(std::move(draft), std::move(stop), found.error());
                   forward(this, trial, report);
               });
    return report->future();
}

QFuture<ConnectionReport> LiveSources::checkWithout(ConnectionDraft draft, std::stop_token stop,
                                                    Error why)
{
    auto report = std::make_shared<QPromise<ConnectionReport>>();
    report->start();
    continueOn(this, m_parts.remotes->check(std::move(draft), std::move(stop)),
               [report, why = std::move(why)](ConnectionReport answer) {
                   if (answer.failedAt == ConnectionStep::Token)
                       answer.error = why;
                   report->addResult(std::move(answer));
                   report->finish();
               });
    return report->future();
}

QFuture<Result<std::vector<ConfiguredAccess>>> LiveSources::configuredAccess()
{
    return m_parts.remotes->configuredAccess();
}

QFuture<bool> LiveSources::hasKeyring()
{
    return m_tokens.hasKeyring();
}

QFuture<Result<void>> LiveSources::setToken(SourceId source, Secret token, SecretPlace place)
{
    const SourceRuntime *known = runtime(source);
    if (known == nullptr)
        return answeredBy<void>(noSuchSourceError());
    const bool isLate = known->isTokenLate();
    const auto kept = m_tokens.set(keyOf(source), std::move(token), place);
    if (place == SecretPlace::Keyring || !isLate || kept.isFinished())
        return readTokenAfter(source, kept);
    // It is kept; only the keyring, from which an earlier one is to go, still waits.
    return readTokenAfter(source, QtFuture::makeReadyFuture(Result<void>()));
}

QFuture<Result<void>> LiveSources::moveToken(SourceId source, SecretPlace place)
{
    if (runtime(source) == nullptr)
        return answeredBy<void>(noSuchSourceError());
    return readTokenAfter(source, m_tokens.move(keyOf(source), place));
}

QFuture<Result<void>> LiveSources::removeToken(SourceId source)
{
    const QString key = keyOf(source);
    if (key.isEmpty())
        return answeredBy<void>(noSuchSourceError());
    return readTokenAfter(source, m_tokens.remove(key));
}

QFuture<Result<void>> LiveSources::readTokenAfter(SourceId source,
                                                  const QFuture<Result<void>> &change)
{
    auto done = std::make_shared<QPromise<Result<void>>>();
    done->start();
    continueOn(this, change, [this, source, done](const Result<void> &result) {
        readToken(source);
        done->addResult(result);
        done->finish();
    });
    return done->future();
}

} // namespace tidemark
