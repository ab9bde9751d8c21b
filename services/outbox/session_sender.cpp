// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/session_sender.h"

#include "model/domain/remote_images.h"
#include "services/outbox/jobs.h"

#include <QJsonArray>

namespace tidemark::outbox {

using namespace Qt::StringLiterals;

namespace {

struct SessionText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::outbox::SessionSender)
};

const QLatin1StringView kKey("key");

} // namespace

// A session that is gone is known by what was sent of it.
QString SessionSender::keyOf(const SessionWork &work)
{
    return work.session ? work.session->uid : work.head.sent.fields.value(kKey).toString();
}

// The removal of a session says nothing else of it.
bool SessionSender::isRemoval(const RemoteImage &sent)
{
    return sent.fields.value(kGoneField).toBool();
}

void SessionSender::send(const std::vector<SessionWork> &works)
{
    std::vector<Job> jobs = plan(works);
    findByKey(jobs);
    compare(jobs);
    lookInside(jobs);
    dropExtra(jobs);
    begin(jobs);
    remove(jobs);
    create(jobs);
    update(jobs);
    changeDevices(jobs, true);
    changeDevices(jobs, false);
    changeFiles(jobs);
    for (Job *job : select(jobs, [](const Job &) { return true; }))
        settleSent(*job);
    m_sending.finish();
}

std::vector<SessionSender::Job> SessionSender::plan(const std::vector<SessionWork> &works)
{
    std::vector<Job> jobs;
    for (const SessionWork &work : works) {
        const OutboxHead &head = work.head;
        m_sending.awaitedSessions().insert(head.key.first);
        Job job{&work};
        if (work.session)
            job.want = sessionFields(*work.session, work.files, m_sending.source().level);
        if (head.mirror) {
            job.uid = head.mirror->remoteUid;
            job.have = head.mirror->image.fields;
            job.isOurs = head.mirror->isOurs;
        }
        keepUnsaid(job);
        if (work.session && head.unanswered > 0 && isRemoval(head.sent)) // perhaps gone there
            m_sending.remoteSessions().insert(head.key.first, QString());
        const bool isSame = work.session && head.mirror && job.have == job.want;
        if (head.unanswered == 0 && (isSame || (!work.session && !head.mirror))) {
            m_sending.awaitedSessions().remove(head.key.first);
            m_sending.settle(unsentOutcome(head));
        } else if (!work.session && head.mirror && !job.isOurs) {
            m_sending.settle(unsentAttention(
                head, AttentionReason::Final, ErrorCode::Unsupported,
                SessionText::tr("A session that came from \"%1\" was removed here. It stays there "
                                "with its values. Discard this note.")
                    .arg(m_sending.source().name)));
        } else if (!work.session && work.isDisputed) {
            m_sending.settle(unsentAttention(
                head, AttentionReason::Blocked, ErrorCode::Conflict,
                SessionText::tr("The session was removed here, and a value of it was changed on "
                                "\"%1\". Decide about the value first, then retry.")
                    .arg(m_sending.source().name)));
        } else {
            jobs.push_back(std::move(job));
        }
    }
    return jobs;
}

// What the detail level does not speak of stays there as it is.
void SessionSender::keepUnsaid(Job &job) const
{
    if (m_sending.source().level == PublishLevel::Detailed || !job.work->session)
        return;
    for (const QLatin1StringView key :
         {field::kDescription, field::kMetadata, field::kLabels, field::kCustomFields})
        job.want.insert(key, job.have.value(key)); // absent stays absent
}

void SessionSender::begin(std::vector<Job> &jobs)
{
    std::vector<OutboxStart> starts;
    for (const Job &job : jobs) {
        if (job.isDone)
            continue;
        RemoteImage image;
        image.fields = job.want;
        image.fields.insert(kKey, keyOf(*job.work));
        if (!job.work->session)
            image.fields.insert(kGoneField, true);
        OutboxStart start{job.work->head.id, job.work->head.version, image, {}};
        if (job.isObserved)
            start.observed = mirrorOf(job);
        if (job.uid.isEmpty() && m_sending.sessionKeys())
            m_sending.sessionKeys()->insert(keyOf(*job.work));
        starts.push_back(std::move(start));
    }
    const auto started = m_sending.begin(std::move(starts));
    for (Job &job : jobs)
        job.isDone = job.isDone || !started.contains(job.work->head.id);
}

Mirror SessionSender::mirrorOf(const Job &job) const
{
    Mirror mirror{job.uid, {}, job.isOurs};
    mirror.image.fields = job.have;
    if (!job.work->session)
        keepAgreedOthers(mirror, job.work->head);
    return mirror;
}

// What arrived of it is noted with what did not.
void SessionSender::fail(Job &job, const RemoteError &error)
{
    if (job.isDone)
        return;
    job.isDone = true;
    OutboxOutcome outcome = m_sending.failedOutcome(job.work->head, error);
    if (!job.uid.isEmpty()) {
        outcome.mirror = mirrorOf(job);
        m_sending.remoteSessions().insert(job.work->head.key.first, job.uid);
    }
    m_sending.settle(std::move(outcome));
}

void SessionSender::dropExtra(std::vector<Job> &jobs)
{
    std::vector<std::pair<Job *, QString>> extra;
    for (Job *job : select(jobs, [](const Job &) { return true; })) {
        for (const RemoteSession &session : std::as_const(job->extra))
            extra.emplace_back(job, session.uid);
    }
    m_sending.askAll<void>(
        extra.size(),
        [&](std::size_t i) {
            return m_sending.api().removeSession(extra[i].second, m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<void> &answer) {
            // Until it is gone, the next try must find it again: that the other one is there is
            // not noted before.
            if (answer || answer.error().fault == RemoteFault::NotFound || extra[i].first->isDone)
                return;
            putOff(*extra[i].first, answer.error());
        });
}

void SessionSender::remove(std::vector<Job> &jobs)
{
    const auto gone = select(jobs, [](const Job &job) { return !job.work->session; });
    m_sending.askAll<void>(
        gone.size(),
        [&](std::size_t i) {
            return m_sending.api().removeSession(gone[i]->uid, m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<void> &answer) {
            Job &job = *gone[i];
            if (!answer && answer.error().fault != RemoteFault::NotFound) {
                fail(job, answer.error());
                return;
            }
            job.isDone = true;
            m_sending.settle(outcomeOf(job.work->head, OutboxOutcome::Kind::Gone));
        });
}

void SessionSender::create(std::vector<Job> &jobs)
{
    const auto missing = select(jobs, [](const Job &job) { return job.uid.isEmpty(); });
    QStringList devices;
    for (const Job *job : missing)
        devices += devicesWithout(job->want, {});
    const auto refused = m_sending.ensureDevices(devices);
    for (Job *job : missing) {
        for (const QString &device : devicesWithout(job->want, {})) {
            if (const auto why = refused.constFind(device); why != refused.cend())
                fail(*job, *why);
        }
    }
    const auto made = select(jobs, [](const Job &job) { return job.uid.isEmpty(); });
    m_sending.askChains<RemoteSession>(
        made.size(),
        [&](std::size_t i) {
            return m_sending.api().createSession(newSession(keyOf(*made[i]->work), made[i]->want),
                                                 m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<RemoteSession> &answer) {
            return afterMaking(*made[i], answer);
        });
}

// A new session's files follow at once; all else was said when it was made.
std::optional<RemoteFuture<RemoteSession>>
SessionSender::afterMaking(Job &job, const RemoteResult<RemoteSession> &answer)
{
    if (!answer) {
        fail(job, answer.error());
        return std::nullopt;
    }
    const bool isNew = job.uid.isEmpty();
    if (isNew) {
        job.uid = answer->uid;
        job.have = job.want;
        job.have.remove(field::kFiles);
    }
    const auto files = filesToAdd(job.have, job.want);
    if (!isNew || files.empty()) {
        settleSent(job);
        return std::nullopt;
    }
    if (!m_sending.mayGoOn()) {
        fail(job, Sending::stopped());
        return std::nullopt;
    }
    return m_sending.api().addFiles(job.uid, files, m_sending.stop());
}

void SessionSender::update(std::vector<Job> &jobs)
{
    const auto changed =
        select(jobs, [](const Job &job) { return !sessionChange(job.have, job.want).isEmpty(); });
    m_sending.askAll<RemoteSession>(
        changed.size(),
        [&](std::size_t i) {
            return m_sending.api().updateSession(changed[i]->uid,
                                                 sessionChange(changed[i]->have, changed[i]->want),
                                                 m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<RemoteSession> &answer) {
            Job &job = *changed[i];
            if (!answer) {
                fail(job, answer.error());
                return;
            }
            const QJsonValue devices = job.have.value(field::kDevices);
            const QJsonValue files = job.have.value(field::kFiles);
            job.have = job.want;
            job.have.insert(field::kDevices, devices);
            job.have.insert(field::kFiles, files);
        });
}

void SessionSender::changeDevices(std::vector<Job> &jobs, bool isAttaching)
{
    std::vector<std::pair<Job *, QString>> changes;
    QStringList devices;
    for (Job *job : select(jobs, [](const Job &) { return true; })) {
        for (const QString &device : isAttaching ? devicesWithout(job->want, job->have)
                                                 : devicesWithout(job->have, job->want)) {
            changes.emplace_back(job, device);
            devices.append(device);
        }
    }
    if (isAttaching) {
        const auto refused = m_sending.ensureDevices(devices);
        for (const auto &[job, device] : changes) {
            if (const auto why = refused.constFind(device); why != refused.cend())
                fail(*job, *why);
        }
        std::erase_if(changes, [](const auto &change) { return change.first->isDone; });
    }
    m_sending.askAll<void>(
        changes.size(),
        [&](std::size_t i) {
            const auto &[job, device] = changes[i];
            return isAttaching ? m_sending.api().attachDevice(job->uid, device, m_sending.stop())
                               : m_sending.api().detachDevice(job->uid, device, m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<void> &answer) {
            if (!answer)
                fail(*changes[i].first, answer.error());
        });
    for (Job *job : select(jobs, [](const Job &) { return true; })) {
        const QStringList kept =
            isAttaching ? devicesWithout(job->have, {}) + devicesWithout(job->want, job->have)
                        : devicesWithout(job->want, {});
        job->have.insert(field::kDevices, QJsonArray::fromStringList(kept));
    }
}

void SessionSender::changeFiles(std::vector<Job> &jobs)
{
    const auto added =
        select(jobs, [](const Job &job) { return !filesToAdd(job.have, job.want).empty(); });
    m_sending.askAll<RemoteSession>(
        added.size(),
        [&](std::size_t i) {
            return m_sending.api().addFiles(
                added[i]->uid, filesToAdd(added[i]->have, added[i]->want), m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<RemoteSession> &answer) {
            if (!answer)
                fail(*added[i], answer.error());
        });
    const auto removed =
        select(jobs, [](const Job &job) { return !filesToRemove(job.have, job.want).isEmpty(); });
    m_sending.askAll<RemoteSession>(
        removed.size(),
        [&](std::size_t i) {
            return m_sending.api().removeFiles(removed[i]->uid,
                                               filesToRemove(removed[i]->have, removed[i]->want),
                                               m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<RemoteSession> &answer) {
            if (!answer)
                fail(*removed[i], answer.error());
        });
}

void SessionSender::settleSent(Job &job)
{
    job.isDone = true;
    job.have = job.want;
    OutboxOutcome outcome = outcomeOf(job.work->head, OutboxOutcome::Kind::Settled);
    outcome.mirror = mirrorOf(job);
    m_sending.settle(std::move(outcome));
    m_sending.remoteSessions().insert(job.work->head.key.first, job.uid);
    m_sending.awaitedSessions().remove(job.work->head.key.first);
}

} // namespace tidemark::outbox
