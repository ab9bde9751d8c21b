// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/mirror_definitions.h"

#include "model/core/text.h"
#include "model/domain/remote_images.h"
#include "model/store/change_scope.h"
#include "model/store/mirror_marks.h"
#include "model/store/name_rows.h"
#include "model/store/rows.h"
#include "model/store/values.h"

#include <QCoreApplication>

namespace tidemark::store {

namespace field = outbox::field;

namespace {

struct MirrorText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::MirrorDefinitions)
};

RemoteImage imageOf(const RemoteDefinition &remote)
{
    RemoteImage image;
    image.fields.insert(field::kName, remote.name);
    if (remote.description)
        image.fields.insert(field::kDescription, *remote.description);
    return image;
}

// What is there was said by a sending whose answer never came, and whose item a person discarded.
bool isDiscardedSending(const MirrorState &state, const RemoteDefinition &remote)
{
    return state.discarded && outbox::textOf(state.sent.fields, field::kName) == remote.name &&
           outbox::textOf(state.sent.fields, field::kDescription) == remote.description;
}

// What was told of another name here stays told.
Mirror mirrorOf(const Definition &mine, const MirrorState &state, const RemoteDefinition &remote)
{
    const bool isOurs = state.mirror ? state.mirror->isOurs : isDiscardedSending(state, remote);
    Mirror mirror{remote.name, imageOf(remote), isOurs};
    if (state.mirror && mine.name != remote.name)
        outbox::keepNameTold(mirror.image.fields, state.mirror->image.fields);
    return mirror;
}

std::optional<QString> descriptionOf(const Mirror &mirror)
{
    return outbox::textOf(mirror.image.fields, field::kDescription);
}

} // namespace

Result<void> MirrorDefinitions::take(const RemoteDefinition &remote, MirrorOutcome &outcome)
{
    RemoteDefinition clean = remote;
    auto description = normalisedName(remote.name).and_then([&](const QString &) {
        return storableDescription(remote.description);
    });
    if (!description) {
        refuse(outcome, remote.name, description.error());
        return {};
    }
    clean.description = std::move(*description);
    auto taken = takeClean(clean, outcome);
    if (taken || !isRefusal(taken.error()))
        return taken;
    refuse(outcome, remote.name, taken.error());
    return {};
}

Result<void> MirrorDefinitions::takeClean(const RemoteDefinition &remote, MirrorOutcome &outcome)
{
    const auto key = m_rows.keyOf(OutboxKind::Definition, remote.name);
    if (!key)
        return failure(key.error());
    if (!*key)
        return takeNew(remote, outcome);
    const auto state = m_rows.find(**key);
    if (!state)
        return failure(state.error());
    const ChangeScope &scope = m_rows.scope();
    const auto mine = findDefinition(scope.connection(), scope.org(), MetricId((*key)->first));
    if (!mine)
        return failure(mine.error());
    return *mine ? decide(**mine, *state, remote, outcome)
                 : takeRemoved(**key, *state, remote, outcome);
}

Result<void> MirrorDefinitions::takeNew(const RemoteDefinition &remote, MirrorOutcome &outcome)
{
    const ChangeScope &scope = m_rows.scope();
    const auto name = normalisedName(remote.name);
    if (!name)
        return failure(name.error());
    const auto mine = findDefinition(scope.connection(), scope.org(), *name);
    if (!mine)
        return failure(mine.error());
    if (!*mine) {
        NewDefinition wanted;
        wanted.name = *name;
        wanted.description = remote.description;
        const auto made = m_catalog.create(wanted);
        if (!made)
            return failure(made.error());
        ++outcome.counts.added;
        return m_rows.put({OutboxKind::Definition, made->id.value(), 0},
                          {remote.name, imageOf(remote), false}, scope.id().value());
    }
    const auto state = m_rows.find({OutboxKind::Definition, (*mine)->id.value(), 0});
    if (!state)
        return failure(state.error());
    if (!state->mirror)
        return decide(**mine, *state, remote, outcome);
    return failure(ErrorCode::AlreadyExists,
                   MirrorText::tr("Another metric has this name here; it is \"%1\" on the source. "
                                  "Rename it here, then fetch again.")
                       .arg(state->mirror->remoteUid));
}

Result<void> MirrorDefinitions::takeRemoved(const OutboxKey &key, const MirrorState &state,
                                            const RemoteDefinition &remote, MirrorOutcome &outcome)
{
    if (state.isTakenBack && !state.item) { // by undoing what brought it, not by a wish of its own
        return m_rows.drop(key)
            .and_then(
                [&] { return forgetDigests(m_rows.scope().connection(), m_rows.source().id); })
            .and_then([&] { return takeNew(remote, outcome); });
    }
    if (state.isUnanswered || descriptionOf(*state.mirror) == remote.description) {
        ++outcome.counts.same;
        return {};
    }
    // A removal says no more than the name, and nothing of a description.
    if (isDiscardedSending(state, remote) && remote.description) {
        ++outcome.counts.same;
        return m_rows.recognise(key, {remote.name, imageOf(remote), state.mirror->isOurs});
    }
    return dispute(key, remote, outcome);
}

Result<void> MirrorDefinitions::decide(const Definition &mine, const MirrorState &state,
                                       const RemoteDefinition &remote, MirrorOutcome &outcome)
{
    const OutboxKey key{OutboxKind::Definition, mine.id.value(), 0};
    const Mirror theirs = mirrorOf(mine, state, remote);
    const bool isRenamed = mine.name != remote.name;
    if (mine.description == remote.description && !isRenamed && !state.isUnanswered) {
        ++outcome.counts.same;
        return m_rows.agree(key, state, theirs);
    }
    const bool isSameThere = state.mirror && descriptionOf(*state.mirror) == remote.description;
    if (state.isUnanswered || isSameThere) {
        ++outcome.counts.same;
        return {};
    }
    if (isDiscardedSending(state, remote)) {
        ++outcome.counts.same;
        return m_rows.recognise(key, theirs);
    }
    // What one side has not said yet takes nothing from the other.
    const bool isUnsaidThere = !state.mirror && !remote.description;
    const bool isUnchangedHere = state.mirror ? descriptionOf(*state.mirror) == mine.description
                                              : !mine.description.has_value();
    if (isUnsaidThere || mine.description == remote.description) {
        ++outcome.counts.same;
        return m_rows.put(key, theirs, 0).and_then([&] { return m_rows.forgetDiscarded(state); });
    }
    if (isUnchangedHere)
        return change(mine, state, remote, outcome);
    return dispute(key, remote, outcome);
}

Result<void> MirrorDefinitions::change(const Definition &mine, const MirrorState &state,
                                       const RemoteDefinition &remote, MirrorOutcome &outcome)
{
    DefinitionChange wanted;
    wanted.description = remote.description;
    if (const auto done = m_catalog.update(mine.id, wanted); !done)
        return failure(done.error());
    ++outcome.counts.changed;
    const OutboxKey key{OutboxKind::Definition, mine.id.value(), 0};
    const Mirror theirs = mirrorOf(mine, state, remote);
    if (mine.name == remote.name)
        return m_rows.agree(key, state, theirs);
    return m_rows.put(key, theirs, 0).and_then([&] { return m_rows.forgetDiscarded(state); });
}

Result<void> MirrorDefinitions::dispute(const OutboxKey &key, const RemoteDefinition &remote,
                                        MirrorOutcome &outcome)
{
    ++outcome.conflicts;
    RemoteImage theirs = imageOf(remote);
    noteRemoteChange(theirs, remote.modifiedBy, remote.modified);
    return m_rows.conflict(key, theirs);
}

Result<void> MirrorDefinitions::takeDevice(const QString &name, MirrorOutcome &outcome)
{
    const auto clean = storableId(name);
    if (!clean) {
        refuse(outcome, name, clean.error());
        return {};
    }
    const auto known = m_rows.keyOf(OutboxKind::Device, name);
    if (!known)
        return failure(known.error());
    const auto state = *known ? m_rows.find(**known) : Result<MirrorState>();
    if (!state)
        return failure(state.error());
    if (*known && !state->isTakenBack) {
        ++outcome.counts.same;
        return {};
    }
    NameRows names(m_rows.scope());
    const auto here = names.findDevice(*clean);
    if (!here)
        return failure(here.error());
    const auto id = names.device(*clean);
    if (!id)
        return failure(id.error());
    ++(*here ? outcome.counts.same : outcome.counts.added);
    const OutboxKey key{OutboxKind::Device, *id, 0};
    RemoteImage image;
    image.fields.insert(field::kName, name);
    return m_rows.put(key, {name, image, false}, m_rows.scope().id().value());
}

} // namespace tidemark::store
