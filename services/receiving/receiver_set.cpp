// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/receiving/receiver_set.h"

#include "model/core/continue_on.h"
#include "model/core/when_finished.h"
#include "services/receiving/receiver_rules.h"
#include "services/sources/source_tokens.h"

#include <QPromise>
#include <QThreadPool>
#include <QUuid>

#include <algorithm>
#include <mutex>
#include <utility>

namespace tidemark::receiving {

namespace {

constexpr std::chrono::milliseconds kBetweenNews{1'000};

/// What differs in nothing but this goes on as it is.
bool isReceivedAlike(ReceiverPlan a, const ReceiverPlan &b)
{
    a.name = b.name;
    a.fault = b.fault;
    a.isOn = b.isOn;
    return a == b;
}

/// Listening, or about to be: a receiver that fails for its store still has its port, and tells
/// the address only once it has it.
bool holdsItsAddress(const ReceiverState &state)
{
    return state.status == ReceiverStatus::Starting ||
           (state.status != ReceiverStatus::Stopped && !state.address.isEmpty());
}

} // namespace

/// Wakes the set from any thread, once until it has looked. The lock is never held for longer than
/// a message is posted.
class ReceiverSet::Bell
{
public:
    explicit Bell(ReceiverSet &set)
        : m_set(&set)
    {}

    void ring()
    {
        const std::lock_guard lock(m_mutex);
        if (!m_set || std::exchange(m_hasRung, true))
            return;
        QMetaObject::invokeMethod(
            m_set, [set = m_set] { set->onRung(); }, Qt::QueuedConnection);
    }
    void hush()
    {
        const std::lock_guard lock(m_mutex);
        m_hasRung = false;
    }
    /// The set is not used from here on.
    void cut()
    {
        const std::lock_guard lock(m_mutex);
        m_set = nullptr;
    }

private:
    std::mutex m_mutex;
    ReceiverSet *m_set;     // under m_mutex
    bool m_hasRung = false; // under m_mutex
};

ReceiverSet::ReceiverSet(ReceiverFactory make, std::vector<ReceiverPlan> plans, Store store,
                         QObject *parent)
    : ReceiverLinks(parent)
    , m_make(std::move(make))
    , m_store(store)
    , m_bell(std::make_shared<Bell>(*this))
{
    m_later.setSingleShot(true);
    m_later.setTimerType(Qt::PreciseTimer); // a coarse one may be a twentieth early
    connect(&m_later, &QTimer::timeout, this, &ReceiverSet::tell);
    for (ReceiverPlan &plan : plans) {
        if (plan.uid.isEmpty())
            plan.uid = QUuid::createUuid().toString(QUuid::WithoutBraces);
        if (const auto faults = faultsOf(plan); plan.fault.isEmpty() && !faults.empty())
            plan.fault = faults.front().message;
        plan.isOn = plan.isOn && plan.fault.isEmpty();
        m_entries.push_back(entryOf(std::move(plan)));
    }
}

ReceiverSet::~ReceiverSet()
{
    m_bell->cut();
}

ReceiverSet::Entry ReceiverSet::entryOf(ReceiverPlan plan) const
{
    Entry entry;
    if (plan.fault.isEmpty()) {
        entry.receiver = m_make(plan);
        entry.receiver->setSeen(!m_unseen.contains(plan.kind));
        entry.receiver->setListener([bell = m_bell] { bell->ring(); });
    }
    entry.plan = std::move(plan);
    return entry;
}

ReceiverSet::Entry *ReceiverSet::find(const QString &uid)
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry &entry) { return entry.plan.uid == uid; });
    return found == m_entries.end() ? nullptr : &*found;
}

void ReceiverSet::startWhereOn(Entry &entry) const
{
    if (entry.receiver && entry.plan.isOn && m_store == Store::Writable)
        entry.receiver->start();
}

void ReceiverSet::startAll()
{
    for (Entry &entry : m_entries)
        startWhereOn(entry);
}

void ReceiverSet::setSeen(ReceiverKind kind, bool isSeen)
{
    if (isSeen)
        m_unseen.erase(kind);
    else
        m_unseen.insert(kind);
    for (const Entry &entry : m_entries) {
        if (entry.receiver && entry.plan.kind == kind)
            entry.receiver->setSeen(isSeen);
    }
}

std::vector<ReceiverPlan> ReceiverSet::plans() const
{
    std::vector<ReceiverPlan> plans;
    for (const Entry &entry : m_entries)
        plans.push_back(entry.plan);
    return plans;
}

std::vector<ReceiverLink> ReceiverSet::links() const
{
    std::vector<ReceiverLink> links;
    for (const Entry &entry : m_entries)
        links.push_back({entry.plan, entry.receiver ? entry.receiver->state() : ReceiverState()});
    return links;
}

std::vector<ReceiverFault> ReceiverSet::faultsOf(const ReceiverPlan &plan) const
{
    auto faults = receiving::faultsOf(plan);
    if (!faults.empty())
        return faults;
    for (const Entry &entry : m_entries) {
        if (entry.plan.uid == plan.uid || !entry.plan.fault.isEmpty() ||
            !areInEachOthersWay(entry.plan, plan))
            continue;
        faults.push_back({ReceiverField::Address,
                          tr("Another receiver of this store has this address already. Change "
                             "that one, or choose another address.")});
        break;
    }
    return faults;
}

QFuture<Result<void>> ReceiverSet::tryOut(const ReceiverPlan &plan)
{
    if (const auto faults = faultsOf(plan); !faults.empty())
        return QtFuture::makeReadyFuture(
            Result<void>(failure(ErrorCode::InvalidArgument, faults.front().message)));
    const auto known = link(plan.uid);
    const bool isHeldByItself = known && holdsItsAddress(known->state) &&
                                known->plan.kind == plan.kind &&
                                (known->plan.address.trimmed() == plan.address.trimmed() ||
                                 areInEachOthersWay(known->plan, plan));
    if (!isListening(plan.kind) || isHeldByItself)
        return QtFuture::makeReadyFuture(Result<void>());
    const auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    whenFinished(m_ended ? m_ended() : QtFuture::makeReadyFuture(),
                 [plan, promise](const QFuture<void> &) {
                     QThreadPool::globalInstance()->start([plan, promise] {
                         promise->addResult(tryListening(plan));
                         promise->finish();
                     });
                 });
    return promise->future();
}

QString ReceiverSet::put(ReceiverPlan plan)
{
    plan.fault.clear();
    if (plan.uid.isEmpty())
        plan.uid = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QString uid = plan.uid;
    if (const Entry *before = find(uid);
        before && before->plan.hasToken &&
        (!plan.hasToken || tokenKeyOf(before->plan) != tokenKeyOf(plan)))
        forgetToken(before->plan);
    if (Entry *known = find(uid); !known) {
        m_entries.push_back(entryOf(std::move(plan)));
    } else if (known->receiver && isReceivedAlike(known->plan, plan)) {
        known->plan = std::move(plan);
    } else {
        known->receiver.reset(); // stops, before another one begins
        *known = entryOf(std::move(plan));
    }
    Entry &entry = *find(uid);
    if (entry.plan.isOn)
        startWhereOn(entry);
    else
        entry.receiver->stop();
    keepAndTell();
    return uid;
}

QFuture<Result<QString>> ReceiverSet::putWithToken(ReceiverPlan plan, Secret token,
                                                   SecretPlace place)
{
    const auto promise = std::make_shared<QPromise<Result<QString>>>();
    promise->start();
    QFuture<Result<QString>> future = promise->future();
    if (!m_tokens) {
        promise->addResult(Result<QString>(
            failure(ErrorCode::Unsupported, tr("No token can be kept in this window."))));
        promise->finish();
        return future;
    }
    if (plan.uid.isEmpty())
        plan.uid = QUuid::createUuid().toString(QUuid::WithoutBraces);
    plan.hasToken = true;
    const bool isNew = !token.isEmpty();
    const QString key = tokenKeyOf(plan);
    continueOn(this,
               isNew ? m_tokens->set(key, std::move(token), place) : m_tokens->move(key, place),
               [this, plan = std::move(plan), isNew, promise](const Result<void> &kept) {
                   if (Entry *known = find(plan.uid); kept && isNew && known)
                       known->receiver.reset(); // it asks with the old one
                   promise->addResult(kept ? Result<QString>(put(plan))
                                           : Result<QString>(failure(kept.error())));
                   promise->finish();
               });
    return future;
}

QFuture<std::optional<SecretPlace>> ReceiverSet::tokenPlace(const ReceiverPlan &plan)
{
    const auto promise = std::make_shared<QPromise<std::optional<SecretPlace>>>();
    promise->start();
    if (!m_tokens || !plan.hasToken) {
        promise->addResult(std::optional<SecretPlace>());
        promise->finish();
        return promise->future();
    }
    continueOn(this, m_tokens->find(tokenKeyOf(plan)),
               [promise](const Result<std::optional<FoundToken>> &found) {
                   promise->addResult(found && *found ? std::optional((*found)->place)
                                                      : std::optional<SecretPlace>());
                   promise->finish();
               });
    return promise->future();
}

QFuture<bool> ReceiverSet::hasKeyring()
{
    if (m_tokens)
        return m_tokens->hasKeyring();
    QPromise<bool> promise;
    promise.start();
    promise.addResult(false);
    promise.finish();
    return promise.future();
}

// A keyring that stays locked keeps it: it is found for nobody else.
void ReceiverSet::forgetToken(const ReceiverPlan &plan)
{
    if (m_tokens)
        (void)m_tokens->remove(tokenKeyOf(plan));
}

void ReceiverSet::remove(const QString &uid)
{
    if (const Entry *entry = find(uid); entry && entry->plan.hasToken)
        forgetToken(entry->plan);
    if (std::erase_if(m_entries, [&](const Entry &entry) { return entry.plan.uid == uid; }) > 0)
        keepAndTell();
}

void ReceiverSet::setOn(const QString &uid, bool isOn)
{
    Entry *entry = find(uid);
    if (!entry || !entry->receiver)
        return;
    entry->plan.isOn = isOn;
    if (isOn)
        startWhereOn(*entry);
    else
        entry->receiver->stop();
    keepAndTell();
}

void ReceiverSet::onRung()
{
    m_bell->hush();
    const auto since = std::chrono::milliseconds(m_sinceTold.isValid() ? m_sinceTold.elapsed()
                                                                       : kBetweenNews.count());
    if (since >= kBetweenNews)
        tell();
    else if (!m_later.isActive())
        m_later.start(kBetweenNews - since);
}

void ReceiverSet::tell()
{
    m_later.stop();
    m_sinceTold.start();
    Q_EMIT changed();
}

void ReceiverSet::keepAndTell()
{
    Q_EMIT plansChanged();
    Q_EMIT changed();
}

} // namespace tidemark::receiving
