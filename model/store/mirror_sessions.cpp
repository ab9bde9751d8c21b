// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/mirror_sessions.h"

#include "model/domain/remote_images.h"
#include "model/store/change_scope.h"
#include "model/store/contribution_reader.h"
#include "model/store/contribution_writer.h"
#include "model/store/file_rows.h"
#include "model/store/mirror_marks.h"
#include "model/store/rows.h"
#include "model/store/session_fields.h"
#include "model/store/values.h"

#include <algorithm>

namespace tidemark::store {

using namespace Qt::StringLiterals;
namespace field = outbox::field;

namespace {

// All that differs from what was known of it was said by a sending whose answer never came, and
// whose item a person discarded.
bool isDiscardedSending(const MirrorState &state, const QJsonObject &shown)
{
    if (!state.discarded || state.sent.fields.value(kGoneField).toBool())
        return false;
    const QJsonObject base = state.mirror ? comparable(state.mirror->image.fields) : QJsonObject();
    const QJsonObject sent = comparable(state.sent.fields);
    const QStringList fields = shown.keys() + sent.keys() + base.keys();
    return std::all_of(fields.cbegin(), fields.cend(), [&](const QString &field) {
        const QJsonValue value = shown.value(field);
        return value == base.value(field) || value == sent.value(field);
    });
}

// Files that were sent are those that are there, as long as they make up the times.
void keepFiles(Mirror &mirror, const MirrorState &state)
{
    const auto keepThoseOf = [&mirror](const QJsonObject &fields) {
        const bool isSame = comparable(fields).value(field::kFiles) ==
                            comparable(mirror.image.fields).value(field::kFiles);
        if (isSame)
            copyField(mirror.image.fields, field::kFiles, fields);
        return isSame;
    };
    const bool isAsKnown = state.mirror && keepThoseOf(state.mirror->image.fields);
    if (!isAsKnown && state.discarded)
        keepThoseOf(state.sent.fields);
}

} // namespace

struct MirrorSessions::Theirs
{
    QString uid;     // there
    QString key;     // of the store that made it
    Session session; // as it would be here
    bool hasDevices = false;
};

Result<void> MirrorSessions::take(const FetchedSession &fetched, MirrorOutcome &outcome)
{
    const RemoteSession &remote = fetched.session;
    auto session = storableSession(fetched);
    if (!session) {
        refuse(outcome, remote.name.value_or(remote.uid), session.error());
        return {};
    }
    const Theirs theirs{remote.uid, remote.key, std::move(*session), fetched.devices.has_value()};
    auto taken = takeClean(theirs, outcome);
    if (taken || !isRefusal(taken.error()))
        return taken;
    refuse(outcome, remote.name.value_or(remote.uid), taken.error());
    return {};
}

Result<void> MirrorSessions::takeClean(const Theirs &theirs, MirrorOutcome &outcome)
{
    const auto key = m_rows.keyOf(OutboxKind::Session, theirs.uid);
    if (!key)
        return failure(key.error());
    if (!*key)
        return takeNew(theirs, outcome);
    const auto state = m_rows.find(**key);
    if (!state)
        return failure(state.error());
    const ChangeScope &scope = m_rows.scope();
    const auto mine = findSession(scope.connection(), scope.org(), SessionId((*key)->first));
    if (!mine)
        return failure(mine.error());
    return *mine ? decide(**mine, *state, theirs, outcome)
                 : takeRemoved(**key, *state, theirs, outcome);
}

// The uid that it has in the store which made it, else the one it has there, else a new one.
Result<void> MirrorSessions::takeNew(const Theirs &theirs, MirrorOutcome &outcome)
{
    const ChangeScope &scope = m_rows.scope();
    for (const QString &uid : {theirs.key, theirs.uid}) {
        if (!storableId(uid))
            continue;
        const auto mine = findSession(scope.connection(), scope.org(), uid);
        if (!mine)
            return failure(mine.error());
        if (!*mine)
            return create(theirs, uid, outcome);
        const auto state = m_rows.find({OutboxKind::Session, (*mine)->id.value(), 0});
        if (!state)
            return failure(state.error());
        if (!state->mirror)
            return decide(**mine, *state, theirs, outcome);
    }
    return create(theirs, QString(), outcome);
}

Result<void> MirrorSessions::create(const Theirs &theirs, const QString &uid,
                                    MirrorOutcome &outcome)
{
    NewSession wanted;
    wanted.uid = uid;
    wanted.name = theirs.session.name;
    wanted.start = theirs.session.start;
    wanted.end = theirs.session.end;
    wanted.devices = theirs.session.devices;
    wanted.tags = theirs.session.tags;
    wanted.note = theirs.session.note;
    wanted.description = theirs.session.description;
    wanted.metadata = theirs.session.metadata;
    wanted.labels = theirs.session.labels;
    wanted.customFields = theirs.session.customFields;
    const auto made = m_writer.create(wanted);
    if (!made)
        return failure(made.error());
    ++outcome.counts.added;
    return noteAsIs(made->id, {}, theirs, false);
}

Result<void> MirrorSessions::takeRemoved(const OutboxKey &key, const MirrorState &state,
                                         const Theirs &theirs, MirrorOutcome &outcome)
{
    if (state.isTakenBack && !state.item) { // by undoing what brought it, not by a wish of its own
        return m_rows.drop(key)
            .and_then(
                [&] { return forgetDigests(m_rows.scope().connection(), m_rows.source().id); })
            .and_then([&] { return takeNew(theirs, outcome); });
    }
    const QJsonObject base = comparable(state.mirror->image.fields);
    QJsonObject shown = fieldsOf(theirs.session);
    if (!theirs.hasDevices)
        copyField(shown, field::kDevices, base);
    if (state.isUnanswered || comparable(shown) == base) {
        ++outcome.counts.same;
        return {};
    }
    if (isDiscardedSending(state, comparable(shown))) {
        ++outcome.counts.same;
        return recognise(key, state, theirs, shown);
    }
    ++outcome.conflicts;
    return m_rows.conflict(key, disputedImage(shown, theirs.uid, theirs.session));
}

Result<void> MirrorSessions::decide(const Session &session, const MirrorState &state,
                                    const Theirs &theirs, MirrorOutcome &outcome)
{
    if (state.isUnanswered) { // delivery finds out what is there
        ++outcome.counts.same;
        return {};
    }
    const OutboxKey key{OutboxKind::Session, session.id.value(), 0};
    const QJsonObject mine = comparable(fieldsOf(session));
    const auto base = state.mirror ? std::optional(comparable(state.mirror->image.fields))
                                   : std::optional<QJsonObject>();
    Session shown = theirs.session;
    shown.uid = session.uid; // the file that stands for its times is named after it
    QJsonObject want = fieldsOf(shown);
    if (!theirs.hasDevices)
        copyField(want, field::kDevices, base.value_or(mine));
    if (comparable(want) == mine) {
        ++outcome.counts.same;
        return noteAsIs(session.id, state, theirs,
                        state.mirror ? state.mirror->isOurs : theirs.key == session.uid);
    }
    if (base && comparable(want) == *base) {
        ++outcome.counts.same;
        return {};
    }
    if (isDiscardedSending(state, comparable(want))) {
        ++outcome.counts.same;
        return recognise(key, state, theirs, want);
    }
    const auto isChanged = base ? isChangedHere(key, state, mine) : Result<bool>(true);
    if (!isChanged)
        return failure(isChanged.error());
    if (!*isChanged) {
        ++outcome.counts.changed;
        return change(session, state, theirs, want);
    }
    ++outcome.conflicts;
    return m_rows.conflict(key, disputedImage(want, theirs.uid, theirs.session));
}

// A row that nothing wrote since is unchanged, also where a source was never told all of it.
Result<bool> MirrorSessions::isChangedHere(const OutboxKey &key, const MirrorState &state,
                                           const QJsonObject &mine)
{
    const auto change = m_rows.changeOf(key);
    if (!change)
        return failure(change.error());
    if (*change == state.change && !state.item)
        return false;
    QJsonObject base = comparable(state.mirror->image.fields);
    if (m_rows.source().level == PublishLevel::Summary) {
        for (const QLatin1StringView unsaid :
             {field::kDescription, field::kMetadata, field::kLabels, field::kCustomFields}) {
            if (!base.contains(unsaid))
                copyField(base, unsaid, mine);
        }
    }
    return mine != base;
}

Result<void> MirrorSessions::change(const Session &session, const MirrorState &state,
                                    const Theirs &theirs, const QJsonObject &want)
{
    const SessionChange wanted =
        changeTo(theirs.session, comparable(want), comparable(state.mirror->image.fields));
    if (wanted.start) {
        if (auto dropped = dropFileRanges(m_rows.scope(), session); !dropped)
            return dropped;
    }
    if (const auto done = m_writer.update(session.id, wanted); !done)
        return failure(done.error());
    return noteAsIs(session.id, state, theirs, state.mirror->isOurs);
}

// The row shows it just so: the mirror is what the row says, so that it compares equal later.
Result<void> MirrorSessions::noteAsIs(SessionId id, const MirrorState &state, const Theirs &theirs,
                                      bool isOurs)
{
    const ChangeScope &scope = m_rows.scope();
    const auto session = findSession(scope.connection(), scope.org(), id);
    if (!session)
        return failure(session.error());
    Mirror mirror{theirs.uid, {}, isOurs};
    mirror.image.fields = fieldsOf(**session);
    keepFiles(mirror, state);
    return m_rows.agree({OutboxKind::Session, id.value(), 0}, state, mirror);
}

Result<void> MirrorSessions::recognise(const OutboxKey &key, const MirrorState &state,
                                       const Theirs &theirs, const QJsonObject &shown)
{
    Mirror mirror{theirs.uid, {}, !state.mirror || state.mirror->isOurs};
    mirror.image.fields = shown;
    keepFiles(mirror, state);
    return m_rows.recognise(key, mirror);
}

Result<void> dropFileRanges(ChangeScope &scope, const Session &session)
{
    const auto bounds = boundsOfFiles(scope.connection(), session.id);
    if (!bounds)
        return failure(bounds.error());
    if (!*bounds)
        return {};
    const auto page = readContributions(scope.connection(), scope.org(), session.uid, {},
                                        static_cast<int>(kMaxFiles));
    if (!page)
        return failure(page.error());
    QStringList files;
    for (const FileContribution &file : page->files) {
        if (file.range)
            files.append(file.file);
    }
    const auto removed = ContributionWriter(scope).remove(session.uid, files);
    return removed ? Result<void>() : Result<void>(failure(removed.error()));
}

} // namespace tidemark::store
