// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/record_sender.h"

#include <QMap>

#include <algorithm>
#include <deque>

namespace tidemark::outbox {
namespace {

struct RecordText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::outbox::RecordSender)
};

RemoteImage imageOf(const RecordWork &work)
{
    RemoteImage image;
    image.value = work.value;
    image.device = work.device;
    return image;
}

RemoteImage imageOf(const RemoteRecord &record)
{
    RemoteImage image;
    image.value = record.value;
    image.device = record.device;
    return image;
}

constexpr int kBadRequest = 400;

} // namespace

void RecordSender::send(const std::vector<RecordWork> &works)
{
    std::vector<Job> jobs = plan(works);
    compare(jobs);
    checkDevices(jobs);
    begin(jobs);
    holdFollowers(works, jobs);
    publish(jobs);
    m_sending.finish();
}

std::vector<RecordSender::Job> RecordSender::plan(const std::vector<RecordWork> &works)
{
    std::vector<Job> jobs;
    for (const RecordWork &work : works) {
        if (!work.value) {
            planRemoval(work, jobs);
            continue;
        }
        if (m_sending.awaitedMetrics().contains(work.head.key.first)) {
            m_left.insert(work.head.id);
            continue;
        }
        const QString uid = m_sending.remoteSessions().value(
            work.head.key.second, work.remoteSession.value_or(QString()));
        if (uid.isEmpty()) {
            if (work.isSessionStuck || !work.hasSessionItem)
                settleBlocked(work);
            else
                m_left.insert(work.head.id); // waits for its session
            continue;
        }
        if (work.head.unanswered == 0 && work.head.mirror &&
            work.head.mirror->image == imageOf(work))
            m_sending.settle(unsentOutcome(work.head));
        else
            jobs.push_back({&work, uid});
    }
    return jobs;
}

// Where its metric or session is removed there, the value goes along.
void RecordSender::planRemoval(const RecordWork &work, std::vector<Job> &jobs)
{
    const bool isStuck = (work.metric.isEmpty() && work.isDefinitionStuck) ||
                         (work.sessionUid.isEmpty() && work.isSessionStuck);
    const bool waits = (work.metric.isEmpty() && work.hasDefinitionItem) ||
                       (work.sessionUid.isEmpty() && work.hasSessionItem);
    if (isStuck) {
        settleBlocked(work);
    } else if (waits) {
        return;
    } else if (work.head.mirror) {
        settleFinal(work);
    } else if (work.head.unanswered > 0 && work.remoteSession) {
        jobs.push_back({&work, *work.remoteSession});
    } else {
        m_sending.settle(unsentOutcome(work.head));
    }
}

void RecordSender::settleFinal(const RecordWork &work)
{
    OutboxOutcome outcome = attentionOutcome(
        work.head, AttentionReason::Final, ErrorCode::Unsupported,
        RecordText::tr("\"%1\" keeps the value of \"%2\": a single value cannot be removed there. "
                       "Discard this note.")
            .arg(m_sending.source().name, work.metric));
    outcome.wasStarted = false;
    m_sending.settle(std::move(outcome));
}

void RecordSender::settleBlocked(const RecordWork &work)
{
    OutboxOutcome outcome = attentionOutcome(
        work.head, AttentionReason::Blocked, ErrorCode::Conflict,
        RecordText::tr("What the value of \"%1\" belongs to was not sent. Mend that first, then "
                       "retry.")
            .arg(work.metric));
    outcome.wasStarted = false;
    m_sending.settle(std::move(outcome));
}

// Sessions of which a value is or may be overwritten, each read once. One that was made there for
// its first value holds none of others. After a lost answer, what arrived is seen before the next
// sending takes the place of what that one said.
void RecordSender::compare(std::vector<Job> &jobs)
{
    QMap<QString, std::vector<Job *>> bySession;
    for (Job &job : jobs) {
        const OutboxHead &head = job.work->head;
        if (head.mirror || head.unanswered > 0 || job.work->isSessionShared)
            bySession[job.session].push_back(&job);
    }
    const QStringList sessions = bySession.keys();
    m_sending.askAll<std::vector<RemoteRecord>>(
        static_cast<std::size_t>(sessions.size()),
        [&](std::size_t i) {
            return m_sending.api().recordsOf(sessions.at(static_cast<qsizetype>(i)),
                                             m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<std::vector<RemoteRecord>> &answer) {
            for (Job *job : bySession.value(sessions.at(static_cast<qsizetype>(i)))) {
                if (answer) {
                    compareOne(*job, *answer);
                    continue;
                }
                job->isDone = true;
                OutboxOutcome outcome = m_sending.failedOutcome(job->work->head, answer.error());
                outcome.wasStarted = false;
                if (outcome.kind == OutboxOutcome::Kind::Again)
                    m_left.insert(job->work->head.id);
                m_sending.settle(std::move(outcome));
            }
        });
}

void RecordSender::compareOne(Job &job, const std::vector<RemoteRecord> &there)
{
    const RecordWork &work = *job.work;
    const auto found = std::find_if(there.begin(), there.end(), [&work](const RemoteRecord &each) {
        return each.metric == work.metric;
    });
    if (!work.value) { // removed here, and perhaps never arrived
        job.isDone = true;
        if (found == there.end())
            m_sending.settle(unsentOutcome(work.head));
        else
            settleFinal(work);
        return;
    }
    if (found == there.end())
        return;
    const RemoteImage theirs = imageOf(*found);
    const bool isWanted = theirs == imageOf(work);
    if (work.head.mirror && theirs == work.head.mirror->image)
        return;
    if (work.head.unanswered == 1 && isWanted && theirs == work.head.sent) {
        settleSeen(job, theirs);
        return;
    }
    if (work.head.unanswered > 0 && (isWanted || theirs == work.head.sent)) {
        job.observed = Mirror{{}, theirs, !work.head.mirror || work.head.mirror->isOurs};
        return;
    }
    if (isWanted)
        return;
    job.isDone = true;
    OutboxOutcome outcome = attentionOutcome(
        work.head, AttentionReason::Conflict, ErrorCode::Conflict,
        RecordText::tr("The value of \"%1\" was changed here and on \"%2\". Keep one of them.")
            .arg(work.metric, m_sending.source().name));
    outcome.theirs = theirs;
    noteRemoteChange(*outcome.theirs, found->publishedBy, found->published);
    outcome.wasStarted = false;
    m_sending.settle(std::move(outcome));
}

// The only sending that had no answer arrived, and nothing else is on its way.
void RecordSender::settleSeen(Job &job, const RemoteImage &theirs)
{
    const OutboxHead &head = job.work->head;
    job.isDone = true;
    OutboxOutcome outcome = outcomeOf(head, OutboxOutcome::Kind::Settled);
    outcome.mirror = Mirror{{}, theirs, !head.mirror || head.mirror->isOurs};
    outcome.wasStarted = false;
    m_sending.settle(std::move(outcome));
}

void RecordSender::checkDevices(std::vector<Job> &jobs)
{
    QStringList devices;
    for (const Job &job : jobs) {
        if (!job.isDone && job.work->device)
            devices.append(*job.work->device);
    }
    devices.removeDuplicates();
    const auto refused = m_sending.ensureDevices(devices);
    for (Job &job : jobs) {
        const auto why = refused.constFind(job.work->device.value_or(QString()));
        if (job.isDone || why == refused.cend())
            continue;
        job.isDone = true;
        OutboxOutcome outcome = m_sending.failedOutcome(job.work->head, *why);
        outcome.wasStarted = false;
        if (outcome.kind == OutboxOutcome::Kind::Again)
            m_left.insert(job.work->head.id);
        m_sending.settle(std::move(outcome));
    }
}

void RecordSender::begin(std::vector<Job> &jobs)
{
    std::vector<OutboxStart> starts;
    for (const Job &job : jobs) {
        if (!job.isDone)
            starts.push_back(
                {job.work->head.id, job.work->head.version, imageOf(*job.work), job.observed});
    }
    const auto started = m_sending.begin(std::move(starts));
    for (Job &job : jobs) {
        if (job.isDone || started.contains(job.work->head.id))
            continue;
        job.isDone = true; // changed meanwhile
        m_left.insert(job.work->head.id);
    }
    std::erase_if(jobs, [](const Job &job) { return job.isDone; });
}

void RecordSender::holdFollowers(const std::vector<RecordWork> &works, std::vector<Job> &jobs)
{
    std::set<std::int64_t> metrics;
    std::set<OutboxItemId> held;
    for (const RecordWork &work : works) {
        if (m_left.contains(work.head.id))
            metrics.insert(work.head.key.first);
        else if (metrics.contains(work.head.key.first))
            held.insert(work.head.id);
    }
    std::erase_if(jobs, [&](const Job &job) {
        const bool isHeld = held.contains(job.work->head.id);
        if (isHeld)
            m_sending.settle(outcomeOf(job.work->head, OutboxOutcome::Kind::Again));
        return isHeld;
    });
}

RemoteFuture<RemotePublishResult> RecordSender::request(const std::vector<Job *> &jobs,
                                                        const PublishBatch &batch)
{
    RemotePublish values;
    values.sessionUid = batch.remoteSession;
    values.device = batch.device ? DeviceChoice::given(*batch.device) : DeviceChoice::none();
    for (const Job *job : jobs)
        values.items.push_back({job->work->metric, *job->work->value});
    return m_sending.api().publish(std::move(values), m_sending.stop());
}

// A batch starts when those before it with the same metric have arrived; after one that failed
// for now, those that follow it wait for the next wave.
void RecordSender::publish(std::vector<Job> &jobs)
{
    std::vector<PublishWork> works;
    works.reserve(jobs.size());
    for (const Job &job : jobs)
        works.push_back({job.session, job.work->device, job.work->head.key.first});
    const std::vector<PublishBatch> batches = planBatches(works, m_sending.tally().most);
    std::vector<bool> hasArrived(batches.size(), false);
    std::vector<bool> isAnswered(batches.size(), false);
    struct Running
    {
        std::size_t batch;
        std::vector<Job *> jobs;
        RemoteFuture<RemotePublishResult> future;
    };
    std::deque<Running> running;
    const auto finishOldest = [&] {
        Running oldest = std::move(running.front());
        running.pop_front();
        hasArrived[oldest.batch] =
            settleAnswer(oldest.jobs, m_sending.ask(std::move(oldest.future)));
        isAnswered[oldest.batch] = true;
    };
    for (std::size_t i = 0; i < batches.size(); ++i) {
        std::vector<Job *> parts;
        for (const std::size_t work : batches[i].works)
            parts.push_back(&jobs[work]);
        const auto isOpen = [&](std::size_t before) { return !isAnswered[before]; };
        while (!running.empty() &&
               (running.size() >= Sending::kWidth ||
                std::any_of(batches[i].after.begin(), batches[i].after.end(), isOpen)))
            finishOldest();
        const bool isHeld = std::any_of(batches[i].after.begin(), batches[i].after.end(),
                                        [&](std::size_t before) { return !hasArrived[before]; });
        if (isHeld || !m_sending.mayGoOn()) {
            (void)settleAnswer(parts, tl::unexpected(Sending::stopped()));
            isAnswered[i] = true;
        } else {
            running.push_back({i, parts, request(parts, batches[i])});
        }
    }
    while (!running.empty())
        finishOldest();
}

bool RecordSender::settleAnswer(const std::vector<Job *> &jobs,
                                const RemoteResult<RemotePublishResult> &answer)
{
    if (answer)
        return settleParts(jobs, *answer);
    const RemoteError &error = answer.error();
    const bool isTooLarge = error.fault == RemoteFault::TooLarge;
    if (jobs.size() > 1 && (isTooLarge || error.status == kBadRequest)) {
        // One of them is to blame: halves find out which.
        if (isTooLarge)
            m_sending.tally().most = std::max<std::size_t>(jobs.size() / 2, 1);
        const auto middle = jobs.begin() + static_cast<std::ptrdiff_t>(jobs.size() / 2);
        const PublishBatch batch{jobs.front()->session, jobs.front()->work->device, {}, {}};
        bool isDecided = true;
        for (const std::vector<Job *> &half :
             {std::vector<Job *>(jobs.begin(), middle), std::vector<Job *>(middle, jobs.end())}) {
            RemoteResult<RemotePublishResult> part = tl::unexpected(Sending::stopped());
            if (m_sending.mayGoOn())
                part = m_sending.ask(request(half, batch));
            isDecided = settleAnswer(half, part) && isDecided;
        }
        return isDecided;
    }
    bool isDecided = true;
    for (const Job *job : jobs) {
        OutboxOutcome outcome = m_sending.failedOutcome(job->work->head, error);
        isDecided = isDecided && outcome.kind != OutboxOutcome::Kind::Again;
        m_sending.settle(std::move(outcome));
    }
    return isDecided;
}

bool RecordSender::settleParts(const std::vector<Job *> &jobs, const RemotePublishResult &result)
{
    QSet<QString> arrived;
    for (const RemoteRecord &record : result.succeeded)
        arrived.insert(record.metric);
    QHash<QString, QString> refused;
    for (const RemotePublishFailure &failed : result.failed)
        refused.insert(failed.metric, failed.reason);
    bool isDecided = true;
    for (const Job *job : jobs) {
        const QString &metric = job->work->metric;
        if (arrived.contains(metric)) {
            settleSent(*job);
        } else if (refused.contains(metric)) {
            m_sending.settle(attentionOutcome(
                job->work->head, AttentionReason::Refused, ErrorCode::InvalidArgument,
                RecordText::tr("\"%1\" does not take the value of \"%2\": %3. Edit it, or discard "
                               "it.")
                    .arg(m_sending.source().name, metric, refused.value(metric))));
        } else { // nothing was said about it
            OutboxOutcome outcome = outcomeOf(job->work->head, OutboxOutcome::Kind::Again);
            outcome.isAnswered = false;
            m_sending.settle(std::move(outcome));
            ++m_sending.tally().troubles;
            isDecided = false;
        }
    }
    return isDecided;
}

void RecordSender::settleSent(const Job &job)
{
    OutboxOutcome outcome = outcomeOf(job.work->head, OutboxOutcome::Kind::Settled);
    outcome.mirror = Mirror{{}, imageOf(*job.work), true};
    m_sending.settle(std::move(outcome));
}

} // namespace tidemark::outbox
