// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of published values by the remote's answers.
#include "services/outbox/record_sender.h"

#include <algorithm>

namespace tidemark::outbox {

namespace {

struct AnswerText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::outbox::RecordSender)
};

constexpr int kBadRequest = 400;

} // namespace

bool RecordSender::settleAnswer(const std::vector<Job *> &jobs,
                                const RemoteResult<RemotePublishResult> &answer)
{
    if (answer)
        return settleParts(jobs, *answer);
    const RemoteError &error = answer.error();
    const bool isTooLarge = error.fault == RemoteFault::TooLarge;
    if (error.status == kBadRequest) {
        if (const auto isDecided = settleUninferable(jobs))
            return *isDecided;
    }
    if (jobs.size() > 1 && (isTooLarge || error.status == kBadRequest)) {
        if (isTooLarge)
            m_sending.tally().most = std::max<std::size_t>(jobs.size() / 2, 1);
        return settleHalves(jobs);
    }
    if (error.fault == RemoteFault::NotFound && error.error.subject == ErrorSubject::Device &&
        settleDeviceGone(jobs))
        return false;
    bool isDecided = true;
    for (const Job *job : jobs) {
        OutboxOutcome outcome = m_sending.failedOutcome(job->work->head, error);
        isDecided = isDecided && outcome.kind != OutboxOutcome::Kind::Again;
        m_sending.settle(std::move(outcome));
    }
    return isDecided;
}

// Others removed the device there: it is made again, and the values go in the next wave.
bool RecordSender::settleDeviceGone(const std::vector<Job *> &jobs)
{
    const RecordWork &first = *jobs.front()->work;
    const RemoteImage said = publishedImage(first.rule, first.value, first.device);
    if (!said.device || !m_sending.forgetDevice(*said.device))
        return false;
    for (const Job *job : jobs)
        m_sending.settle(outcomeOf(job->work->head, OutboxOutcome::Kind::Again));
    return true;
}

// One of them is to blame: halves find out which.
bool RecordSender::settleHalves(const std::vector<Job *> &jobs)
{
    const auto middle = jobs.begin() + static_cast<std::ptrdiff_t>(jobs.size() / 2);
    bool isDecided = true;
    for (const std::vector<Job *> &half :
         {std::vector<Job *>(jobs.begin(), middle), std::vector<Job *>(middle, jobs.end())}) {
        RemoteResult<RemotePublishResult> part = tl::unexpected(Sending::stopped());
        if (m_sending.mayGoOn())
            part = m_sending.ask(request(half));
        isDecided = settleAnswer(half, part) && isDecided;
    }
    return isDecided;
}

bool RecordSender::settleParts(const std::vector<Job *> &jobs, const RemotePublishResult &result)
{
    QHash<QString, const RemoteRecord *> arrived;
    for (const RemoteRecord &record : result.succeeded)
        arrived.insert(record.metric, &record);
    QHash<QString, QString> refused;
    for (const RemotePublishFailure &failed : result.failed)
        refused.insert(failed.metric, failed.reason);
    bool isDecided = true;
    for (const Job *job : jobs) {
        const QString &metric = job->work->metric;
        const QString &there = job->work->metricThere;
        if (arrived.contains(there)) {
            settleSent(*job, *arrived.value(there));
        } else if (refused.contains(there)) {
            m_sending.settle(attentionOutcome(
                job->work->head, AttentionReason::Refused, ErrorCode::InvalidArgument,
                AnswerText::tr("\"%1\" does not take the value of \"%2\": %3. Edit it, or discard "
                               "it.")
                    .arg(m_sending.source().name, metric, refused.value(there))));
        } else {
            OutboxOutcome outcome = m_sending.failedOutcome(job->work->head, unsaid(metric));
            isDecided = isDecided && outcome.kind != OutboxOutcome::Kind::Again;
            m_sending.settle(std::move(outcome));
        }
    }
    return isDecided;
}

// An answer that leaves a value out is a mistake of the server, and may go on for ever.
RemoteError RecordSender::unsaid(const QString &metric)
{
    RemoteError error;
    error.fault = RemoteFault::Server;
    error.error = {ErrorCode::Network,
                   AnswerText::tr("\"%1\" answered without a word about the value of \"%2\". Tell "
                                  "its owner; retry, or discard it.")
                       .arg(m_sending.source().name, metric),
                   QStringLiteral("outbox.unsaid")};
    error.mayBeDone = true;
    error.mayRetry = true;
    ++m_sending.tally().troubles;
    m_sending.tally().newest = error;
    return error;
}

// Which device was inferred, the answer tells.
void RecordSender::settleSent(const Job &job, const RemoteRecord &answered)
{
    const RemoteImage said = publishedImage(job.work->rule, job.work->value, job.work->device);
    RemoteImage shown;
    shown.value = said.value;
    shown.device = hasInferredDevice(said) ? answered.device : said.device;
    OutboxOutcome outcome = outcomeOf(job.work->head, OutboxOutcome::Kind::Settled);
    outcome.mirror = Mirror{{}, shown, true};
    m_sending.settle(std::move(outcome));
}

// The whole call is refused then, whatever its values are; halves would only be refused again.
std::optional<bool> RecordSender::settleUninferable(const std::vector<Job *> &jobs)
{
    const Job &first = *jobs.front();
    if (first.work->rule.mode != PublishDevice::Mode::Inferred ||
        m_inferable.contains(first.session))
        return std::nullopt;
    RemoteResult<RemotePage<QString>> devices = tl::unexpected(Sending::stopped());
    if (m_sending.mayGoOn())
        devices = m_sending.ask(m_sending.api().devicesOf(first.session, {}, m_sending.stop()));
    if (devices && devices->items.size() == 1 && !devices->next) {
        m_inferable.insert(first.session);
        return std::nullopt;
    }
    bool isDecided = true;
    for (const Job *job : jobs) {
        OutboxOutcome outcome = devices ? uninferableOutcome(*job->work, devices->items.empty())
                                        : m_sending.failedOutcome(job->work->head, devices.error());
        outcome.isAnswered = true; // the publishing was: it did nothing
        isDecided = isDecided && outcome.kind != OutboxOutcome::Kind::Again;
        m_sending.settle(std::move(outcome));
    }
    return isDecided;
}

OutboxOutcome RecordSender::uninferableOutcome(const RecordWork &work, bool hasNone) const
{
    const QString message =
        hasNone ? AnswerText::tr("\"%1\" cannot tell the device of \"%2\": the session has none "
                                 "there. Publish it again with a chosen device or with none.")
                : AnswerText::tr("\"%1\" cannot tell the device of \"%2\": the session has several "
                                 "there. Publish it again with a chosen device or with none.");
    return attentionOutcome(work.head, AttentionReason::Refused, ErrorCode::InvalidArgument,
                            message.arg(m_sending.source().name, work.metric));
}

} // namespace tidemark::outbox
