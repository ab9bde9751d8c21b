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

/// What is said of it now.
RemoteImage imageOf(const RecordWork &work)
{
    return publishedImage(work.rule, work.value, work.device);
}

RemoteImage imageOf(const RemoteRecord &record)
{
    RemoteImage image;
    image.value = record.value;
    image.device = record.device;
    return image;
}

/// True when the remote is known to show what sending it would come to.
bool isKnownThere(const RecordWork &work)
{
    if (work.head.unanswered > 0 || !work.head.mirror)
        return false;
    const RemoteImage &there = work.head.mirror->image;
    const RemoteImage said = imageOf(work);
    if (!isShownAs(said, there))
        return false;
    return !hasInferredDevice(said) || (work.onlyDevice && there.device == work.onlyDevice);
}

/// False when the device there is another than inferring would come to, as far as is known here:
/// somebody chose it.
bool mayBeInferred(const RecordWork &work, const RemoteImage &there)
{
    return work.rule.mode != PublishDevice::Mode::Inferred || there.device == work.onlyDevice ||
           (work.head.mirror && there.device == work.head.mirror->image.device);
}

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
        if (work.isNameTaken && (work.isDefinitionStuck || !work.hasDefinitionItem)) {
            settleBlocked(work);
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
        const bool isInferred = work.rule.mode == PublishDevice::Mode::Inferred;
        if (isInferred && work.isSessionStuck)
            settleBlocked(work);
        else if (isInferred && m_sending.awaitedSessions().contains(work.head.key.second))
            m_left.insert(work.head.id); // its device may not have arrived
        else if (isKnownThere(work))
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
    m_sending.settle(unsentAttention(
        work.head, AttentionReason::Final, ErrorCode::Unsupported,
        RecordText::tr("\"%1\" keeps the value of \"%2\": a single value cannot be removed there. "
                       "Discard this note.")
            .arg(m_sending.source().name, work.metric)));
}

void RecordSender::settleBlocked(const RecordWork &work)
{
    m_sending.settle(unsentAttention(
        work.head, AttentionReason::Blocked, ErrorCode::Conflict,
        RecordText::tr("What the value of \"%1\" belongs to was not sent. Mend that first, then "
                       "retry.")
            .arg(work.metric)));
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
        return each.metric == work.metricThere;
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
    const RemoteImage said = imageOf(work);
    const bool isWanted = isShownAs(said, theirs) && mayBeInferred(work, theirs);
    const bool isSent = work.head.unanswered > 0 && isShownAs(work.head.sent, theirs);
    if (work.head.mirror && theirs == work.head.mirror->image)
        return;
    // A device that is to be inferred now proves nothing of a sending that named one, nor does
    // another than the one that would be inferred.
    const bool isProved = !hasInferredDevice(said) ||
                          (hasInferredDevice(work.head.sent) && theirs.device == work.onlyDevice);
    if (work.head.unanswered == 1 && isWanted && isSent && isProved) {
        settleSeen(job, theirs);
        return;
    }
    if (work.head.unanswered > 0 && (isWanted || isSent)) {
        job.observed = Mirror{{}, theirs, !work.head.mirror || work.head.mirror->isOurs};
        return;
    }
    if (isWanted)
        return;
    job.isDone = true;
    OutboxOutcome outcome =
        unsentAttention(work.head, AttentionReason::Conflict, ErrorCode::Conflict);
    outcome.theirs = theirs;
    noteRemoteChange(*outcome.theirs, found->publishedBy, found->published);
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
        const RemoteImage said = imageOf(*job.work);
        if (!job.isDone && said.device)
            devices.append(*said.device);
    }
    devices.removeDuplicates();
    const auto refused = m_sending.ensureDevices(devices);
    for (Job &job : jobs) {
        const auto why = refused.constFind(imageOf(*job.work).device.value_or(QString()));
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

// Of one session and one choice of a device.
RemoteFuture<RemotePublishResult> RecordSender::request(const std::vector<Job *> &jobs)
{
    const Job &first = *jobs.front();
    RemotePublish values;
    values.sessionUid = first.session;
    values.device = deviceChoice(first.work->rule, first.work->device);
    for (const Job *job : jobs)
        values.items.push_back({job->work->metricThere, *job->work->value});
    return m_sending.api().publish(std::move(values), m_sending.stop());
}

// A batch starts when those before it with the same metric have arrived; after one that failed
// for now, those that follow it wait for the next wave.
void RecordSender::publish(std::vector<Job> &jobs)
{
    std::vector<PublishWork> works;
    works.reserve(jobs.size());
    for (const Job &job : jobs) {
        const RemoteImage said = imageOf(*job.work);
        works.push_back(
            {job.session, said.device, job.work->head.key.first, hasInferredDevice(said)});
    }
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
            running.push_back({i, parts, request(parts)});
        }
    }
    while (!running.empty())
        finishOldest();
}

} // namespace tidemark::outbox
