// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/sending.h"

#include "services/outbox/pages.h"

#include <algorithm>

namespace tidemark::outbox {

using namespace Qt::StringLiterals;

RemoteError Sending::stopped()
{
    RemoteError error;
    error.fault = RemoteFault::Stopped;
    error.error.code = ErrorCode::Cancelled;
    return error;
}

RemoteError endlessList()
{
    RemoteError error;
    error.fault = RemoteFault::Server;
    error.error = {
        ErrorCode::Network,
        QCoreApplication::translate("tidemark::outbox::RemovalLook",
                                    "A list of the source has no end: its pages come "
                                    "again, or are empty. Tell the owner of the server."),
        u"outbox.endless"_s};
    return error;
}

bool Sending::mayGoOn() const
{
    if (m_stop.stop_requested() || m_tally.pause || m_tally.storeError)
        return false;
    return m_tally.troubles < kMaxTroubles || m_tally.successes > m_tally.troubles;
}

void Sending::note(const RemoteError &error)
{
    switch (error.fault) {
    case RemoteFault::Offline:
    case RemoteFault::Busy:
    case RemoteFault::Unauthorized:
    case RemoteFault::Insecure:
        m_tally.pause = error;
        break;
    case RemoteFault::Lost:
    case RemoteFault::Server:
        ++m_tally.troubles;
        m_tally.newest = error;
        break;
    case RemoteFault::Refused:
    case RemoteFault::NotFound:
    case RemoteFault::Exists:
    case RemoteFault::TooLarge:
        ++m_tally.successes; // the remote is there and answers
        break;
    case RemoteFault::Stopped:
        break;
    }
}

std::set<OutboxItemId> Sending::begin(std::vector<OutboxStart> items)
{
    if (items.empty() || !mayGoOn())
        return {};
    const auto started = take(m_outbox.start(m_source.id, std::move(items)));
    if (!started) {
        m_tally.storeError = started.error();
        return {};
    }
    return {started->begin(), started->end()};
}

std::optional<std::int64_t> Sending::countUnknown(std::vector<RemoteRecord> there)
{
    if (there.empty())
        return 0;
    const auto unknown = take(m_outbox.countUnknown(m_source.id, std::move(there)));
    if (!unknown) {
        m_tally.storeError = unknown.error();
        return std::nullopt;
    }
    return *unknown;
}

void Sending::settle(OutboxOutcome outcome)
{
    if (outcome.kind != OutboxOutcome::Kind::Again) {
        ++m_tally.progress;
        m_memory.serverErrors.remove(outcome.id);
    }
    m_outcomes.push_back(std::move(outcome));
    if (m_outcomes.size() >= kOutcomes)
        write();
}

// The store does it while the next requests run; of what it failed to write is heard here.
void Sending::write()
{
    while (!m_writings.empty() && m_writings.front().future.isFinished())
        finishOldestWriting();
    if (m_outcomes.empty())
        return;
    const auto count = [this](OutboxOutcome::Kind kind) {
        return static_cast<int>(
            std::count_if(m_outcomes.begin(), m_outcomes.end(),
                          [kind](const OutboxOutcome &one) { return one.kind == kind; }));
    };
    Writing writing{count(OutboxOutcome::Kind::Settled), count(OutboxOutcome::Kind::Attention)};
    writing.future = m_outbox.finish(m_source.id, std::exchange(m_outcomes, {}));
    m_writings.push_back(std::move(writing));
}

void Sending::finishOldestWriting()
{
    Writing writing = std::move(m_writings.front());
    m_writings.pop_front();
    const auto noted = take(std::move(writing.future));
    if (noted) {
        m_tally.sent += writing.sent;
        m_tally.refused += writing.refused;
    } else {
        m_tally.storeError = noted.error();
    }
}

bool Sending::finish()
{
    write();
    while (!m_writings.empty())
        finishOldestWriting();
    return !m_tally.storeError;
}

QHash<QString, RemoteError> Sending::ensureDevices(const QStringList &names)
{
    QStringList missing;
    for (const QString &name : names) {
        if (!knownDevices().contains(name) && !missing.contains(name))
            missing.append(name);
    }
    QHash<QString, RemoteError> refused;
    askAll<void>(
        static_cast<std::size_t>(missing.size()),
        [&](std::size_t i) {
            NewRemoteDevice device;
            device.name = missing.at(static_cast<qsizetype>(i));
            return m_api.createDevice(device, m_stop);
        },
        [&](std::size_t i, const RemoteResult<void> &answer) {
            const QString &name = missing.at(static_cast<qsizetype>(i));
            if (!answer && answer.error().fault != RemoteFault::Exists) {
                refused.insert(name, answer.error());
                return;
            }
            knownDevices().insert(name);
            m_memory.goneDevices.remove(name);
        });
    return refused;
}

bool Sending::forgetDevice(const QString &name)
{
    knownDevices().remove(name);
    m_memory.goneDevices.insert(name);
    if (m_memory.remadeDevices.remove(name))
        return false;
    m_memory.remadeDevices.insert(name);
    return true;
}

OutboxOutcome outcomeOf(const OutboxHead &head, OutboxOutcome::Kind kind)
{
    OutboxOutcome outcome;
    outcome.id = head.id;
    outcome.key = head.key;
    outcome.version = head.version;
    outcome.change = head.change;
    outcome.kind = kind;
    return outcome;
}

OutboxOutcome attentionOutcome(const OutboxHead &head, AttentionReason reason, ErrorCode code,
                               const QString &message, const QString &detail)
{
    OutboxOutcome outcome = outcomeOf(head, OutboxOutcome::Kind::Attention);
    outcome.reason = reason;
    outcome.error = {code, message, detail};
    return outcome;
}

OutboxOutcome unsentAttention(const OutboxHead &head, AttentionReason reason, ErrorCode code,
                              const QString &message)
{
    OutboxOutcome outcome = attentionOutcome(head, reason, code, message);
    outcome.wasStarted = false;
    return outcome;
}

OutboxOutcome Sending::failedOutcome(const OutboxHead &head, const RemoteError &error)
{
    OutboxOutcome outcome = outcomeOf(head, OutboxOutcome::Kind::Again);
    outcome.isAnswered = !error.mayBeDone;
    const bool isHopeless = error.fault == RemoteFault::Server &&
                            ++m_memory.serverErrors[head.id] > kMaxServerErrors &&
                            m_tally.successes > 0;
    switch (error.fault) {
    case RemoteFault::Refused:
    case RemoteFault::NotFound:
    case RemoteFault::Exists:
    case RemoteFault::TooLarge:
        break;
    default:
        if (!isHopeless)
            return outcome;
    }
    outcome.kind = OutboxOutcome::Kind::Attention;
    outcome.reason = AttentionReason::Refused;
    outcome.error = error.error;
    return outcome;
}

std::int64_t agreedOthers(const OutboxHead &head)
{
    return head.mirror ? head.mirror->image.fields.value(kOthersField).toInteger() : 0;
}

void keepAgreedOthers(Mirror &mirror, const OutboxHead &head)
{
    if (const std::int64_t others = agreedOthers(head); others > 0)
        mirror.image.fields.insert(kOthersField, qint64{others});
}

OutboxOutcome unsentOutcome(const OutboxHead &head)
{
    OutboxOutcome outcome = outcomeOf(head, OutboxOutcome::Kind::Settled);
    outcome.wasStarted = false;
    if (head.mirror) { // noted anew, under the change that the item has by now
        outcome.mirror = head.mirror;
        outcome.mirror->image.fields.remove(kOthersField); // of a removal that was taken back
    }
    return outcome;
}

} // namespace tidemark::outbox
