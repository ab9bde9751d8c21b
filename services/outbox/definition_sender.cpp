// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/definition_sender.h"

#include "model/core/text.h"
#include "model/domain/remote_images.h"
#include "services/outbox/jobs.h"
#include "services/outbox/removal_look.h"

namespace tidemark::outbox {
namespace {

struct DefinitionText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::outbox::DefinitionSender)
};

// The one under which it was sent first, whatever it is called here since.
QString nameThere(const DefinitionWork &work)
{
    if (work.head.mirror)
        return work.head.mirror->remoteUid;
    return work.definition ? work.definition->name
                           : textOf(work.head.sent.fields, field::kName).value_or(QString());
}

// A source may spell the same name in another form of Unicode.
bool isRenamed(const DefinitionWork &work, const QString &name)
{
    return work.definition && work.definition->name != normalisedName(name).value_or(name);
}

// What this store is known to have said there: the mirror, or a sending without an answer.
bool isOurs(const DefinitionWork &work, const std::optional<QString> &description)
{
    if (work.head.unanswered > 0 &&
        description == textOf(work.head.sent.fields, field::kDescription))
        return true;
    return work.head.mirror &&
           description == textOf(work.head.mirror->image.fields, field::kDescription);
}

RemoteImage imageOf(const DefinitionWork &work, const QString &name)
{
    RemoteImage image;
    if (work.definition)
        image.fields = definitionFields(*work.definition);
    image.fields.insert(field::kName, name);
    return image;
}

} // namespace

bool DefinitionSender::isUntold(const DefinitionWork &work, const QString &name)
{
    if (!isRenamed(work, name))
        return false;
    const std::optional<Mirror> &mirror = work.head.mirror;
    return !mirror || textOf(mirror->image.fields, kNameToldField) != work.definition->name;
}

bool DefinitionSender::isSame(const DefinitionWork &work)
{
    return work.definition && work.head.mirror && work.head.unanswered == 0 &&
           !isUntold(work, nameThere(work)) &&
           textOf(work.head.mirror->image.fields, field::kDescription) ==
               work.definition->description;
}

void DefinitionSender::send(const std::vector<DefinitionWork> &works)
{
    std::vector<Job> jobs = plan(works);
    look(jobs, false);
    lookInside(jobs);
    begin(jobs);
    remove(jobs);
    create(jobs);
    look(jobs, true);
    describe(jobs);
    m_sending.finish();
}

// What needs no request, or a person, is settled at once. A name is free for another metric when
// the one that had it is known to be gone there: a removal that is tried again would take the new
// one with its values.
std::vector<DefinitionSender::Job> DefinitionSender::plan(const std::vector<DefinitionWork> &works)
{
    QSet<QString> leaving;
    for (const DefinitionWork &work : works) {
        if (!work.definition && work.head.mirror && work.head.mirror->isOurs)
            leaving.insert(nameThere(work));
    }
    std::vector<Job> jobs;
    for (const DefinitionWork &work : works) {
        const OutboxHead &head = work.head;
        if (work.definition && !head.mirror)
            m_sending.awaitedMetrics().insert(head.key.first);
        if (work.definition &&
            (leaving.contains(nameThere(work)) || (work.isNameLeaving && !work.isNameStuck)))
            continue;
        const bool isUnsent = !head.mirror && head.unanswered == 0;
        if (isSame(work) || (!work.definition && isUnsent)) {
            settleSame(work);
        } else if (work.namesake || work.isNameStuck) {
            settleTaken(work);
        } else if (!work.definition && head.mirror && !head.mirror->isOurs) {
            m_sending.settle(unsentAttention(
                head, AttentionReason::Final, ErrorCode::Unsupported,
                DefinitionText::tr("\"%1\" had the metric \"%2\" before, so it stays there with "
                                   "its values. Discard this note.")
                    .arg(m_sending.source().name, head.mirror->remoteUid)));
        } else if (!work.definition && !head.mirror) {
            m_sending.settle(unsentAttention(
                head, AttentionReason::Final, ErrorCode::Unsupported,
                DefinitionText::tr("The metric \"%1\" may be on \"%2\": no answer came when it was "
                                   "sent, and it was removed here since. Discard this note.")
                    .arg(nameThere(work), m_sending.source().name)));
        } else if (!work.definition && work.isDisputed) {
            m_sending.settle(unsentAttention(
                head, AttentionReason::Blocked, ErrorCode::Conflict,
                DefinitionText::tr("The metric \"%1\" was removed here, and a value of it was "
                                   "changed on \"%2\". Decide about the value first, then retry.")
                    .arg(nameThere(work), m_sending.source().name)));
        } else {
            jobs.push_back({&work,
                            work.sentAs.value_or(nameThere(work)),
                            {},
                            false,
                            !head.mirror || head.mirror->isOurs,
                            false});
        }
    }
    return jobs;
}

void DefinitionSender::settleSame(const DefinitionWork &work)
{
    OutboxOutcome outcome = unsentOutcome(work.head);
    if (outcome.mirror &&
        !isRenamed(work, nameThere(work))) // told anew when it is renamed once more
        outcome.mirror->image.fields.remove(kNameToldField);
    m_sending.settle(std::move(outcome));
}

// Under this name values of another metric are there: the two would be one from then on.
void DefinitionSender::settleTaken(const DefinitionWork &work)
{
    const QString &source = m_sending.source().name;
    const QString &name = work.definition->name;
    const QString text =
        work.namesake
            ? DefinitionText::tr("On \"%1\" the metric \"%2\" of this store has the name \"%3\", "
                                 "so no other can go there under it. Rename this one.")
                  .arg(source, *work.namesake, name)
            : DefinitionText::tr("On \"%1\" a metric that was removed here still has the name "
                                 "\"%2\". Decide about its removal first, or rename this one.")
                  .arg(source, name);
    m_sending.settle(
        unsentAttention(work.head, AttentionReason::Refused, ErrorCode::AlreadyExists, text));
}

// Before a description is written or removed, the one that is there is compared with the one known.
void DefinitionSender::look(std::vector<Job> &jobs, bool onlyUndone)
{
    const auto looked = select(jobs, [onlyUndone](const Job &job) {
        if (onlyUndone)
            return !job.isLooked;
        return job.work->head.mirror || job.work->sentAs;
    });
    m_sending.askAll<std::optional<RemoteDefinition>>(
        looked.size(),
        [&](std::size_t i) {
            return m_sending.api().findDefinition(looked[i]->name, m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<std::optional<RemoteDefinition>> &answer) {
            Job &job = *looked[i];
            if (!answer) {
                job.isDone = true;
                OutboxOutcome outcome = m_sending.failedOutcome(job.work->head, answer.error());
                outcome.wasStarted = onlyUndone;
                outcome.isAnswered = !onlyUndone;
                m_sending.settle(std::move(outcome));
                return;
            }
            job.isLooked = true;
            job.there = *answer;
            if (job.there) {
                settleKnown(job);
            } else if (!job.work->head.mirror && !onlyUndone) { // that sending did not arrive
                job.name = nameThere(*job.work);
            } else if (!onlyUndone) { // removed there: its values are to be sent again as well
                job.isDone = true;
                m_sending.awaitedMetrics().insert(job.work->head.key.first);
                OutboxOutcome outcome = outcomeOf(job.work->head, OutboxOutcome::Kind::Gone);
                outcome.wasStarted = false;
                m_sending.settle(std::move(outcome));
            }
        });
}

// Settles what the remote has just so, and what both sides changed.
void DefinitionSender::settleKnown(Job &job)
{
    const DefinitionWork &work = *job.work;
    const std::optional<QString> &theirs = job.there->description;
    if (work.definition) {
        const std::optional<QString> &mine = work.definition->description;
        // With the same description, others may have made it meanwhile; with another one, they did.
        job.isMade = job.isMade && (work.head.mirror || isOurs(work, theirs));
        if (mine == theirs || (!mine && !work.head.mirror)) {
            settleSent(job);
            return;
        }
        if (!theirs && !work.head.mirror)
            return; // to be described
    }
    if (!isOurs(work, theirs))
        settleConflict(job);
}

void DefinitionSender::settleConflict(Job &job, std::int64_t others)
{
    job.isDone = true;
    const OutboxHead &head = job.work->head;
    OutboxOutcome outcome = unsentAttention(head, AttentionReason::Conflict, ErrorCode::Conflict);
    outcome.theirs = RemoteImage{};
    outcome.theirs->fields.insert(field::kName, job.name);
    if (job.there->description)
        outcome.theirs->fields.insert(field::kDescription, *job.there->description);
    if (others > 0)
        outcome.theirs->fields.insert(kOthersField, qint64{others});
    noteRemoteChange(*outcome.theirs, job.there->modifiedBy, job.there->modified);
    m_sending.settle(std::move(outcome));
}

// With a metric go all its values there, those that others published since the last fetch too.
void DefinitionSender::lookInside(std::vector<Job> &jobs)
{
    const auto leaving = select(jobs, [](const Job &job) { return !job.work->definition; });
    QStringList names;
    for (const Job *job : leaving)
        names.append(job->name);
    const auto unknown = RemovalLook(m_sending).ofMetrics(names);
    for (std::size_t i = 0; i < leaving.size(); ++i) {
        Job &job = *leaving[i];
        if (!unknown[i]) {
            job.isDone = true;
            OutboxOutcome outcome = m_sending.failedOutcome(job.work->head, unknown[i].error());
            outcome.wasStarted = false;
            m_sending.settle(std::move(outcome));
        } else if (*unknown[i] > agreedOthers(job.work->head)) {
            settleConflict(job, *unknown[i]);
        }
    }
}

void DefinitionSender::begin(std::vector<Job> &jobs)
{
    std::vector<OutboxStart> starts;
    for (const Job &job : jobs) {
        if (job.isDone)
            continue;
        const OutboxHead &head = job.work->head;
        OutboxStart start{head.id, head.version, imageOf(*job.work, job.name), {}};
        if (job.there && head.mirror) {
            start.observed = *head.mirror;
            start.observed->image.fields = {{field::kName, job.there->name}};
            if (job.there->description)
                start.observed->image.fields.insert(field::kDescription, *job.there->description);
            keepAgreedOthers(*start.observed, head);
            keepNameTold(start.observed->image.fields, head.mirror->image.fields);
        }
        starts.push_back(std::move(start));
    }
    const auto started = m_sending.begin(std::move(starts));
    for (Job &job : jobs)
        job.isDone = job.isDone || !started.contains(job.work->head.id);
}

void DefinitionSender::remove(std::vector<Job> &jobs)
{
    const auto gone = select(jobs, [](const Job &job) { return !job.work->definition; });
    m_sending.askAll<void>(
        gone.size(),
        [&](std::size_t i) {
            return m_sending.api().removeDefinition(gone[i]->name, m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<void> &answer) {
            gone[i]->isDone = true;
            const OutboxHead &head = gone[i]->work->head;
            if (answer || answer.error().fault == RemoteFault::NotFound)
                m_sending.settle(outcomeOf(head, OutboxOutcome::Kind::Gone));
            else
                m_sending.settle(m_sending.failedOutcome(head, answer.error()));
        });
}

void DefinitionSender::create(std::vector<Job> &jobs)
{
    const auto missing = select(jobs, [](const Job &job) { return !job.there; });
    m_sending.askAll<RemoteDefinition>(
        missing.size(),
        [&](std::size_t i) {
            const Definition &definition = *missing[i]->work->definition;
            return m_sending.api().createDefinition(missing[i]->name, definition.description,
                                                    m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<RemoteDefinition> &answer) {
            Job &job = *missing[i];
            const bool isTaken = !answer && answer.error().fault == RemoteFault::Exists;
            if (answer) {
                job.there = *answer;
                job.isLooked = true;
                settleSent(job);
            } else if (isTaken) {
                // Made by a request whose answer was lost, or by others: looked at next.
                job.isLooked = false;
                job.isMade = job.work->head.unanswered > 0 &&
                             textOf(job.work->head.sent.fields, field::kName) == job.name;
            } else {
                job.isDone = true;
                m_sending.settle(m_sending.failedOutcome(job.work->head, answer.error()));
            }
        });
}

void DefinitionSender::describe(std::vector<Job> &jobs)
{
    const auto changed = select(jobs, [](const Job &job) { return job.there.has_value(); });
    m_sending.askAll<RemoteDefinition>(
        changed.size(),
        [&](std::size_t i) {
            const Definition &definition = *changed[i]->work->definition;
            return m_sending.api().describeDefinition(changed[i]->name, definition.description,
                                                      m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<RemoteDefinition> &answer) {
            Job &job = *changed[i];
            if (answer) {
                settleSent(job);
            } else {
                job.isDone = true;
                m_sending.settle(m_sending.failedOutcome(job.work->head, answer.error()));
            }
        });
}

// It is there as it is here, but for its name.
void DefinitionSender::settleSent(Job &job)
{
    job.isDone = true;
    const DefinitionWork &work = *job.work;
    if (job.name == nameThere(work)) // else values are read anew, with this name
        m_sending.awaitedMetrics().remove(work.head.key.first);
    OutboxOutcome outcome = outcomeOf(work.head, OutboxOutcome::Kind::Settled);
    if (isUntold(work, job.name)) {
        outcome = attentionOutcome(
            work.head, AttentionReason::Final, ErrorCode::Unsupported,
            DefinitionText::tr("\"%1\" cannot rename metrics: \"%2\" stays \"%3\" there with all "
                               "its values, and new ones go there under that name. Discard this "
                               "note.")
                .arg(m_sending.source().name, work.definition->name, job.name));
    }
    // A description that is there alone is not known here until it is fetched.
    Mirror mirror{job.name, imageOf(work, job.name), job.isMade};
    if (isRenamed(work, job.name) && work.head.mirror) // told: noted when the note is discarded
        keepNameTold(mirror.image.fields, work.head.mirror->image.fields);
    outcome.mirror = std::move(mirror);
    m_sending.settle(std::move(outcome));
}

} // namespace tidemark::outbox
