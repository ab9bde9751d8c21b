// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/live_sources.h"

#include "model/core/continue_on.h"
#include "model/ports/source_store.h"
#include "model/ports/store_events.h"
#include "services/logging.h"
#include "services/net/url_rules.h"
#include "services/sources/ending_sources.h"

#include <QCoreApplication>
#include <QPromise>
#include <QUrl>

#include <algorithm>
#include <set>

namespace tidemark {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::LiveSources)
};

template <class T>
QFuture<Result<T>> noSuchSource()
{
    return QtFuture::makeReadyFuture(
        Result<T>(tl::unexpected(Error{ErrorCode::NotFound,
                                       Text::tr("This source is not there any more."),
                                       {},
                                       ErrorSubject::Source})));
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
        SourceRuntime *known = runtime(source.id);
        if (known != nullptr) {
            isChanged = isChanged || known->link().source != source;
            known->update(source);
        } else {
            isChanged = true;
            addRuntime(source);
        }
    }
    for (auto &[id, known] : m_runtimes) {
        if (!present.contains(id))
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
    m_uids[source.id] = source.uid;
    readToken(source.id);
}

void LiveSources::readToken(SourceId source)
{
    const SourceRuntime *asked = runtime(source);
    if (asked == nullptr)
        return;
    continueOn(this, m_tokens.find(asked->link().source.uid),
               [this, source](const Result<std::optional<FoundToken>> &found) {
                   SourceRuntime *known = runtime(source);
                   if (known == nullptr)
                       return;
                   if (found)
                       known->setToken(*found);
                   else
                       known->setTokenError(found.error());
               });
}

QString LiveSources::uidOf(SourceId source) const
{
    const auto found = m_uids.find(source);
    return found == m_uids.end() ? QString() : found->second;
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
    const QString uid = draft.token.isEmpty() ? uidOf(draft.tokenOf) : QString();
    if (uid.isEmpty())
        return m_parts.remotes->check(std::move(draft), std::move(stop));
    auto report = std::make_shared<QPromise<ConnectionReport>>();
    report->start();
    continueOn(this, m_tokens.find(uid),
               [this, draft = std::move(draft), stop = std::move(stop),
                report](const Result<std::optional<FoundToken>> &found) mutable {
                   if (found && *found)
                       draft.token = (*found)->secret;
                   continueOn(this, m_parts.remotes->check(std::move(draft), std::move(stop)),
                              [report](const ConnectionReport &answer) {
                                  report->addResult(answer);
                                  report->finish();
                              });
               });
    return report->future();
}

QFuture<bool> LiveSources::hasKeyring()
{
    return m_tokens.hasKeyring();
}

QFuture<Result<void>> LiveSources::setToken(SourceId source, Secret token, SecretPlace place)
{
    const SourceRuntime *known = runtime(source);
    if (known == nullptr)
        return noSuchSource<void>();
    return readTokenAfter(source, m_tokens.set(known->link().source.uid, std::move(token), place));
}

QFuture<Result<void>> LiveSources::removeToken(SourceId source)
{
    const QString uid = uidOf(source);
    if (uid.isEmpty())
        return noSuchSource<void>();
    return readTokenAfter(source, m_tokens.remove(uid));
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

void LiveSources::sendNow(SourceId source)
{
    if (SourceRuntime *known = runtime(source))
        known->sendNow();
}

QFuture<Result<FetchSummary>> LiveSources::fetch(FetchRequest request)
{
    SourceRuntime *known = runtime(request.source);
    return known == nullptr ? noSuchSource<FetchSummary>() : known->fetch(request);
}

void LiveSources::stopFetch(SourceId source)
{
    if (SourceRuntime *known = runtime(source))
        known->stopFetch();
}

QFuture<Result<AggregateComparison>> LiveSources::compare(SourceId source, AggregateQuery query,
                                                          AggregateFunction function,
                                                          std::stop_token stop)
{
    SourceRuntime *known = runtime(source);
    return known == nullptr ? noSuchSource<AggregateComparison>()
                            : known->compare(std::move(query), function, std::move(stop));
}

} // namespace tidemark
