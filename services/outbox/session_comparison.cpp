// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/remote_images.h"
#include "services/outbox/jobs.h"
#include "services/outbox/pages.h"
#include "services/outbox/removal_look.h"
#include "services/outbox/session_merge.h"
#include "services/outbox/session_sender.h"

#include <QJsonArray>

#include <algorithm>

namespace tidemark::outbox {

// What a sender of sessions sees there before it sends: its own lost work, and that of others.

namespace {

// What a conflict shows of it: at the full level, also what is empty there.
QJsonObject shownOf(const RemoteSession &session, PublishLevel level)
{
    QJsonObject fields = sessionFields(session);
    for (const QLatin1StringView said : {field::kMetadata, field::kLabels, field::kCustomFields})
        fields.remove(said);
    if (level != PublishLevel::Detailed)
        return fields;
    fields.insert(field::kMetadata, session.metadata);
    fields.insert(field::kLabels, QJsonArray::fromStringList(session.labels));
    fields.insert(field::kCustomFields, session.customFields);
    return fields;
}

} // namespace

// Nothing was sent, since what is there could not be seen. Where the source refuses to tell, or to
// take away what is there twice, a person has to know: asking again does not help.
void SessionSender::putOff(Job &job, const RemoteError &error)
{
    job.isDone = true;
    OutboxOutcome outcome = m_sending.failedOutcome(job.work->head, error);
    outcome.wasStarted = false;
    m_sending.settle(std::move(outcome));
}

// Once for all waves: what was made there later, this delivery made.
RemoteResult<void> SessionSender::readKeys()
{
    std::optional<QSet<QString>> &known = m_sending.sessionKeys();
    if (known)
        return {};
    QSet<QString> keys;
    return eachPage<RemoteSession>(
               m_sending,
               [&](const std::optional<QString> &page) {
                   return m_sending.api().sessions(page, m_sending.stop());
               },
               [&](const std::vector<RemoteSession> &sessions) {
                   for (const RemoteSession &session : sessions) {
                       if (!session.key.isEmpty())
                           keys.insert(session.key);
                   }
                   return true;
               })
        .transform([&] { known = std::move(keys); });
}

// Those that a sending without an answer may have made, and, of those of which nothing is known
// here any more, those whose key is there.
std::vector<SessionSender::Job *> SessionSender::perhapsThere(std::vector<Job> &jobs)
{
    auto unsure = select(jobs, [](const Job &job) {
        return job.uid.isEmpty() && (job.work->head.unanswered > 0 || job.work->mayBeThere);
    });
    const auto isUntold = [](const Job *job) { return job->work->head.unanswered == 0; };
    if (std::none_of(unsure.begin(), unsure.end(), isUntold))
        return unsure;
    const RemoteResult<void> read = readKeys();
    std::erase_if(unsure, [&](Job *job) {
        if (!isUntold(job))
            return false;
        if (!read)
            putOff(*job, read.error());
        return !read || !m_sending.sessionKeys()->contains(keyOf(*job->work));
    });
    return unsure;
}

void SessionSender::findByKey(std::vector<Job> &jobs)
{
    const auto lost = perhapsThere(jobs);
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
            putOff(*job, found.error());
            continue;
        }
        for (const RemoteSession &session : *found) {
            if (session.key != keyOf(*job->work))
                continue;
            if (job->uid.isEmpty()) {
                job->uid = session.uid;
                meetAgain(*job, session);
            } else {
                job->extra.push_back(session);
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
        return job.work->head.unanswered > 0 ||
               (job.work->session && !sessionChange(job.have, job.want).isEmpty());
    });
    m_sending.askAll<std::optional<RemoteSession>>(
        changed.size(),
        [&](std::size_t i) {
            return m_sending.api().findSession(changed[i]->uid, m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<std::optional<RemoteSession>> &answer) {
            Job &job = *changed[i];
            if (!answer)
                putOff(job, answer.error());
            else if (*answer)
                compareOne(job, **answer);
            else
                settleAbsent(job);
        });
}

void SessionSender::compareOne(Job &job, const RemoteSession &there)
{
    const OutboxHead &head = job.work->head;
    const bool isSaid = head.unanswered > 0 && !isRemoval(head.sent);
    const SessionMerge merge = mergeSession(
        job.have, job.want, isSaid ? head.sent.fields : job.have, sessionFields(there));
    if (merge.isDisputed && job.work->session)
        settleConflict(job, there);
    else if (!merge.isDisputed && head.unanswered > 0)
        seeAnew(job, merge.have);
    else if (!merge.isDisputed)
        job.have = merge.have;
}

// Made by a sending whose answer was lost, which is all that is known of it.
void SessionSender::meetAgain(Job &job, const RemoteSession &there)
{
    const QJsonObject said =
        isRemoval(job.work->head.sent) ? sessionFields(there) : job.work->head.sent.fields;
    const SessionMerge merge = mergeSession(said, job.want, said, sessionFields(there));
    if (merge.isDisputed && job.work->session) {
        settleConflict(job, there);
        return;
    }
    job.have = merge.isDisputed ? sessionFields(there) : merge.have;
    for (const QLatin1StringView listed : {field::kDevices, field::kFiles})
        job.have.remove(listed); // not asked for
    keepUnsaid(job);
    job.isObserved = true;
}

// With a session go all its values there, those that others published since the last fetch too.
void SessionSender::lookInside(std::vector<Job> &jobs)
{
    const auto leaving =
        select(jobs, [](const Job &job) { return !job.work->session || !job.extra.empty(); });
    struct Place
    {
        Job *job;
        qsizetype which; // of the extra ones; -1: the session itself
    };
    std::vector<Place> places;
    QStringList uids;
    for (Job *job : leaving) {
        if (!job->work->session) {
            places.push_back({job, -1});
            uids.append(job->uid);
        }
        for (const RemoteSession &session : std::as_const(job->extra)) {
            places.push_back({job, static_cast<qsizetype>(&session - job->extra.data())});
            uids.append(session.uid);
        }
    }
    const auto unknown = RemovalLook(m_sending).ofSessions(uids);
    for (std::size_t i = 0; i < places.size(); ++i) {
        Job &job = *places[i].job;
        const std::int64_t agreed = places[i].which < 0 ? agreedOthers(job.work->head) : 0;
        if (job.isDone)
            continue;
        if (!unknown[i]) {
            putOff(job, unknown[i].error());
        } else if (*unknown[i] > agreed) {
            settleInhabited(job, places[i].which, *unknown[i]);
        }
    }
}

// Of one with our key that others use: whichever side is kept, that one is the session from now on.
void SessionSender::settleInhabited(Job &job, qsizetype which, std::int64_t others)
{
    if (which >= 0) {
        const RemoteSession theirs = job.extra[static_cast<std::size_t>(which)];
        job.have = sessionFields(theirs);
        settleConflict(job, theirs);
        return;
    }
    job.isDone = true;
    OutboxOutcome outcome =
        unsentAttention(job.work->head, AttentionReason::Conflict, ErrorCode::Conflict);
    outcome.theirs = RemoteImage{};
    outcome.theirs->fields = job.have;
    outcome.theirs->fields.insert(field::kUid, job.uid);
    outcome.theirs->fields.insert(kOthersField, qint64{others});
    m_sending.settle(std::move(outcome));
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
void SessionSender::seeAnew(Job &job, const QJsonObject &there)
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
    job.have = there;
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
    outcome.theirs->fields = shownOf(theirs, m_sending.source().level);
    for (const QLatin1StringView listed : {field::kDevices, field::kFiles}) // as they were
        outcome.theirs->fields.insert(listed, job.have.value(listed));
    outcome.theirs->fields.insert(field::kUid, theirs.uid);
    noteRemoteChange(*outcome.theirs, theirs.modifiedBy, theirs.modified);
    m_sending.settle(std::move(outcome));
}

} // namespace tidemark::outbox
