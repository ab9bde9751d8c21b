// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/source_runtime.h"

#include "model/core/continue_on.h"
#include "model/ports/clock.h"
#include "model/ports/mirror_store.h"
#include "model/ports/outbox_store.h"
#include "model/ports/store_scopes.h"
#include "services/outbox/outbox_delivery.h"
#include "services/sources/source_errors.h"
#include "services/sources/source_tasks.h"

#include <QFileInfo>

#include <chrono>
#include <functional>
#include <stop_token>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

/// A keyring that is open answers well within it.
constexpr std::chrono::seconds kTokenPatience(1);

/// Whether both are reached in the same way, so that a connection can stay.
bool isSameConnection(const Source &a, const Source &b)
{
    return a.endpoint == b.endpoint && a.organisation == b.organisation && a.caFile == b.caFile &&
           a.pinnedCertificate == b.pinnedCertificate && a.kind == b.kind;
}

} // namespace

SourceRuntime::SourceRuntime(const LiveParts &parts, Source source, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_source(std::move(source))
{
    m_tokenWait.setSingleShot(true);
    m_tokenWait.setInterval(kTokenPatience);
    connect(&m_tokenWait, &QTimer::timeout, this, &SourceRuntime::onTokenLate);
    m_tokenWait.start();
    readCounts();
    readMarks();
}

SourceRuntime::~SourceRuntime()
{
    stopFetch();
}

void SourceRuntime::end()
{
    m_isEnding = true;
    m_tokenWait.stop();
    disconnectNow();
    if (m_fetching) {
        m_fetching->answer.addResult(failure(fetchedSourceGoneError(m_source)));
        m_fetching->answer.finish();
    }
    for (const auto &comparing : m_comparing)
        comparing->stop();
}

bool SourceRuntime::hasEnded() const
{
    return m_isEnding && !m_delivery && m_oldDeliveries.empty() && !m_fetching &&
           m_comparing.empty();
}

void SourceRuntime::tellEnd()
{
    if (hasEnded())
        Q_EMIT ended();
}

void SourceRuntime::update(const Source &source)
{
    if (source == m_source)
        return;
    const bool isSame = isSameConnection(source, m_source);
    if (tokenKey(source) != tokenKey(m_source)) {
        m_token.reset();
        m_knowsToken = false;
        m_problem.reset();
        m_asked = {};
        m_tokenWait.start();
    }
    m_source = source;
    if (!isSame)
        connectAgain();
    Q_EMIT changed();
}

void SourceRuntime::setToken(std::optional<FoundToken> token)
{
    const bool isSame = m_token && token && m_remote && m_token->secret == token->secret &&
                        m_token->place == token->place;
    if (isSame)
        return; // what is under way goes on
    endTokenWait();
    m_wasRefused = false;
    m_token = std::move(token);
    connectAgain();
    Q_EMIT changed();
}

void SourceRuntime::setTokenError(const Error &error)
{
    endTokenWait();
    m_token.reset();
    disconnectNow();
    m_problem = error;
    Q_EMIT changed();
}

void SourceRuntime::onTokenLate()
{
    m_problem = keyringWaitsError(m_source);
    Q_EMIT changed();
}

void SourceRuntime::endTokenWait()
{
    m_knowsToken = true;
    m_tokenWait.stop();
}

bool SourceRuntime::wantsToken() const
{
    const auto error = deliveryStatus().error;
    return !m_token || m_wasRefused || (error && error->code == ErrorCode::PermissionDenied);
}

void SourceRuntime::setOnline(bool isOnline)
{
    const bool isNew = std::exchange(m_isOnline, isOnline) != isOnline;
    if (m_delivery)
        m_delivery->setOnline(isOnline);
    if (!isNew)
        return;
    m_isFetchLost = false; // that was another network
    Q_EMIT changed();
}

void SourceRuntime::setReadOnly(const QString &reason)
{
    m_parts.readOnlyReason = reason;
    stopDelivery();
    Q_EMIT changed();
}

void SourceRuntime::readCounts()
{
    continueOn(this, m_parts.ports.outbox->counts(m_source.id),
               [this](const Result<OutboxCounts> &counts) {
                   if (!counts || (m_hasCounts && *counts == m_counts))
                       return;
                   m_counts = *counts;
                   m_hasCounts = true;
                   Q_EMIT changed();
               });
}

void SourceRuntime::readMarks()
{
    continueOn(this, m_parts.ports.mirror->marks(m_source.id),
               [this](const Result<FetchMarks> &marks) {
                   if (!marks || marks->fetched == m_lastFetched)
                       return;
                   m_lastFetched = marks->fetched;
                   Q_EMIT changed();
               });
}

void SourceRuntime::connectAgain()
{
    disconnectNow();
    if (!m_knowsToken || m_isEnding)
        return;
    if (!m_token) {
        m_problem = noTokenError(m_source);
        return;
    }
    auto remote = m_parts.remotes->connectTo(m_source, m_token->secret, RemoteUse::Fetching);
    auto sender = m_parts.remotes->connectTo(m_source, m_token->secret, RemoteUse::Sending);
    if (!remote || !sender) {
        m_problem = remote ? sender.error() : remote.error();
        return;
    }
    m_problem.reset();
    m_remote = *std::move(remote);
    m_sender = *std::move(sender);
    if (m_oldDeliveries.empty())
        startDelivery();
}

void SourceRuntime::disconnectNow()
{
    stopFetch(); // it ends by itself
    stopDelivery();
    m_sender.reset();
    m_remote.reset();
}

void SourceRuntime::stopDelivery()
{
    if (!m_delivery)
        return;
    outbox::OutboxDelivery *old = m_delivery.get();
    m_lastDelivery = old->status();
    old->disconnect(this);
    connect(old, &outbox::OutboxDelivery::ended, this, &SourceRuntime::forgetEnded,
            Qt::QueuedConnection); // it is not to be destroyed by its own signal
    m_oldDeliveries.push_back({std::move(m_sender), std::move(m_delivery), m_deliveryKey});
    old->stop();
}

// Two at once would send the same.
void SourceRuntime::forgetEnded()
{
    for (const OldDelivery &old : m_oldDeliveries) {
        if (old.delivery->hasEnded() && old.key == tokenKey(m_source))
            m_asked = old.delivery->askedWait();
    }
    std::erase_if(m_oldDeliveries, [](const OldDelivery &old) { return old.delivery->hasEnded(); });
    if (m_oldDeliveries.empty() && m_sender && !m_delivery) {
        startDelivery();
        Q_EMIT changed();
    }
    tellEnd();
}

void SourceRuntime::startDelivery()
{
    if (!m_parts.readOnlyReason.isEmpty())
        return; // it would keep the program that can write from sending
    outbox::OutboxDelivery::Options options;
    options.source = m_source.id;
    options.before = statusWithoutDelivery();
    if (m_asked.until > m_parts.steadyClock->now())
        options.asked = m_asked;
    m_deliveryKey = tokenKey(m_source);
    if (!m_parts.storePath.isEmpty())
        options.lockPath = sendingLockPath(m_parts.storePath, m_source);
    m_delivery = std::make_unique<outbox::OutboxDelivery>(m_parts.ports, *m_sender,
                                                          *m_parts.steadyClock, options);
    connect(m_delivery.get(), &outbox::OutboxDelivery::statusChanged, this,
            &SourceRuntime::onStatus);
    m_lastDelivery = options.before;
    m_hasDeliveryCounts = false;
    m_delivery->setOnline(m_isOnline);
    m_delivery->start();
}

void SourceRuntime::onStatus(const DeliveryStatus &status)
{
    if (status.sent > m_lastDelivery.sent || status.refused > m_lastDelivery.refused)
        m_isFetchLost = false; // it answers
    m_lastDelivery = status;
    m_hasDeliveryCounts = true;
    Q_EMIT changed();
}

DeliveryStatus SourceRuntime::deliveryStatus() const
{
    DeliveryStatus status = m_delivery ? m_delivery->status() : statusWithoutDelivery();
    if (!m_hasDeliveryCounts)
        status.counts = m_counts; // a sending that has just begun may know less than is known here
    status.isReachable = m_isOnline && !m_isFetchLost &&
                         !(status.state == DeliveryState::Retrying &&
                           status.trouble == DeliveryTrouble::Unreachable);
    return status;
}

DeliveryStatus SourceRuntime::statusWithoutDelivery() const
{
    DeliveryStatus status;
    status.counts = m_counts;
    status.sent = m_lastDelivery.sent;
    status.refused = m_lastDelivery.refused;
    if (m_source.level == PublishLevel::Off)
        return status;
    status.error = pausedBy();
    status.state = status.error ? DeliveryState::Paused : DeliveryState::Waiting;
    return status;
}

std::optional<Error> SourceRuntime::pausedBy() const
{
    if (m_parts.readOnlyReason.isEmpty())
        return m_problem;
    return Error{ErrorCode::ReadOnly, m_parts.readOnlyReason, {}}; // no token would help
}

SourceLink SourceRuntime::link() const
{
    SourceLink link;
    link.source = m_source;
    link.delivery = deliveryStatus();
    link.isRead = m_hasCounts && m_knowsToken; // before, its state is none
    if (m_token)
        link.tokenPlace = m_token->place;
    if (m_fetching)
        link.fetching = m_fetching->progress;
    link.lastFetched = m_lastFetched;
    link.lastFetch = m_lastFetch;
    return link;
}

void SourceRuntime::sendNow()
{
    if (m_delivery)
        m_delivery->sendNow();
}

QString sendingLockPath(const QString &storePath, const Source &source)
{
    const QString canonical = QFileInfo(storePath).canonicalFilePath();
    return (canonical.isEmpty() ? storePath : canonical) % u'.' % source.uid % u".sending"_s;
}

} // namespace tidemark
