// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/remote_images.h"
#include "services/outbox/jobs.h"
#include "services/outbox/session_sender.h"

#include <QJsonArray>

namespace tidemark::outbox {

// What a sender of sessions sees there before it sends: its own lost work, and that of others.

namespace {

// Name and description, which others change too.
bool looksLike(const RemoteSession &session, const QJsonObject &fields)
{
    return session.name == textOf(fields, field::kName) &&
           session.description == textOf(fields, field::kDescription);
}

} // namespace

void SessionSender::findByKey(std::vector<Job> &jobs)
{
    const auto lost = select(
        jobs, [](const Job &job) { return job.uid.isEmpty() && job.work->head.unanswered > 0; });
    if (lost.empty())
        return;
    QStringList keys;
    for (const Job *job : lost)
        keys.append(keyOf(*job->work));
    RemoteResult<std::vector<RemoteSession>> found = tl::unexpected(Sending::stopped());
    if (m_sending.mayGoOn())
        found = m_sending.ask(m_sending.api().sessionsByKey(keys, m_sending.stop()));
    for (Job *job : lost) {
        if (!found) {
            job->isDone = true; // stays as it is: not known yet
            OutboxOutcome outcome = outcomeOf(job->work->head, OutboxOutcome::Kind::Again);
            outcome.wasStarted = false;
            m_sending.settle(std::move(outcome));
            continue;
        }
        for (const RemoteSession &session : *found) {
            if (session.key != keyOf(*job->work))
                continue;
            if (job->uid.isEmpty()) {
                job->uid = session.uid;
                job->have = sessionFields(session);
                keepUnsaid(*job);
                job->isObserved = true;
            } else {
                job->extra.append(session.uid);
            }
        }
        if (job->uid.isEmpty() && !job->work->session) {
            job->isDone = true; // never arrived, and is gone here
            m_sending.settle(outcomeOf(job->work->head, OutboxOutcome::Kind::Gone));
        }
    }
}

// Whether others changed what is about to be overwritten (R4), and after a lost answer what became
// of the sending, before the next one takes its place.
void SessionSender::compare(std::vector<Job> &jobs)
{
    const auto changed = select(jobs, [](const Job &job) {
        if (job.uid.isEmpty() || job.isObserved)
            return false;
        const RemoteSessionChange change = sessionChange(job.have, job.want);
        return job.work->head.unanswered > 0 ||
               (job.work->session && (change.name || change.description));
    });
    m_sending.askAll<std::optional<RemoteSession>>(
        changed.size(),
        [&](std::size_t i) {
            return m_sending.api().findSession(changed[i]->uid, m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<std::optional<RemoteSession>> &answer) {
            Job &job = *changed[i];
            if (!answer) {
                job.isDone = true;
                OutboxOutcome outcome = m_sending.failedOutcome(job.work->head, answer.error());
                outcome.wasStarted = false;
                m_sending.settle(std::move(outcome));
                return;
            }
            if (*answer)
                compareOne(job, **answer);
            else
                settleAbsent(job);
        });
}

void SessionSender::compareOne(Job &job, const RemoteSession &there)
{
    const OutboxHead &head = job.work->head;
    const bool isSaid = head.unanswered > 0 && !isRemoval(head.sent);
    const bool isOurs = looksLike(there, job.have) ||
                        (job.work->session && looksLike(there, job.want)) ||
                        (isSaid && looksLike(there, head.sent.fields));
    if (isOurs && head.unanswered > 0)
        seeAnew(job, there);
    else if (!isOurs && job.work->session)
        settleConflict(job, there);
}

// Removed by a sending whose answer was lost, or by others.
void SessionSender::settleAbsent(Job &job)
{
    const OutboxHead &head = job.work->head;
    const bool wasOurs = head.unanswered > 0 && isRemoval(head.sent);
    if (job.work->session && !wasOurs) {
        settleRemovedThere(job);
        return;
    }
    job.isDone = true; // what came back here is made there again in the next wave
    OutboxOutcome outcome = outcomeOf(head, OutboxOutcome::Kind::Gone);
    outcome.wasStarted = false;
    m_sending.settle(std::move(outcome));
}

// After a lost answer: what may be there of the sending is taken away, what is wanted is said
// again.
void SessionSender::seeAnew(Job &job, const RemoteSession &there)
{
    const QJsonObject &sent = job.work->head.sent.fields;
    QJsonObject files;
    for (const QJsonObject &fields : {job.have, sent}) {
        const QJsonObject object = fields.value(field::kFiles).toObject();
        for (auto file = object.constBegin(); file != object.constEnd(); ++file)
            files.insert(file.key(), file.value());
    }
    for (const QString &wanted : job.want.value(field::kFiles).toObject().keys())
        files.remove(wanted);
    QStringList devices = devicesWithout(job.have, job.want) + devicesWithout(sent, job.want);
    devices.removeDuplicates();
    job.have = sessionFields(there);
    keepUnsaid(job);
    job.have.insert(field::kFiles, files);
    job.have.insert(field::kDevices, QJsonArray::fromStringList(devices));
    job.isObserved = true;
}

void SessionSender::settleRemovedThere(Job &job)
{
    job.isDone = true;
    OutboxOutcome outcome =
        unsentAttention(job.work->head, AttentionReason::Conflict, ErrorCode::Conflict);
    outcome.theirs = RemoteImage{};
    outcome.theirs->fields = {{kGoneField, true}};
    m_sending.settle(std::move(outcome));
}

void SessionSender::settleConflict(Job &job, const RemoteSession &theirs)
{
    job.isDone = true;
    OutboxOutcome outcome =
        unsentAttention(job.work->head, AttentionReason::Conflict, ErrorCode::Conflict);
    outcome.theirs = RemoteImage{};
    outcome.theirs->fields = job.have; // devices and files are as they were
    outcome.theirs->fields.remove(field::kName);
    outcome.theirs->fields.remove(field::kDescription);
    if (theirs.name)
        outcome.theirs->fields.insert(field::kName, *theirs.name);
    if (theirs.description)
        outcome.theirs->fields.insert(field::kDescription, *theirs.description);
    outcome.theirs->fields.insert(field::kUid, theirs.uid);
    noteRemoteChange(*outcome.theirs, theirs.modifiedBy, theirs.modified);
    m_sending.settle(std::move(outcome));
}

} // namespace tidemark::outbox
