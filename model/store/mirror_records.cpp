// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/mirror_records.h"

#include "model/core/text.h"
#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/rows.h"
#include "model/store/values.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kMetricRow{"select_fetched_metric"_L1, "SELECT 1 FROM metric WHERE id = ?"_L1};
constexpr Sql kSessionTimes{"select_fetched_session"_L1,
                            "SELECT start_ns, end_ns FROM session WHERE id = ?"_L1};
constexpr Sql kDeviceName{"select_device_name"_L1, "SELECT name FROM device WHERE id = ?"_L1};

RemoteImage imageOf(const RemoteRecord &remote)
{
    RemoteImage image;
    image.value = remote.value;
    image.device = remote.device;
    return image;
}

} // namespace

// What is shown of it, brought into the form in which values are stored.
Result<void> MirrorRecords::take(const RemoteRecord &remote, MirrorOutcome &outcome)
{
    RemoteRecord clean = remote;
    auto done = storableValue(remote.value).and_then([&](double value) -> Result<void> {
        clean.value = value;
        for (std::optional<QString> *id : {&clean.device, &clean.invocation}) {
            if (!*id)
                continue;
            auto stored = storableId(**id);
            if (!stored)
                return failure(stored.error());
            *id = std::move(*stored);
        }
        return takeClean(clean, outcome);
    });
    if (done || !isRefusal(done.error()))
        return done;
    refuse(outcome, u"%1 · %2"_s.arg(remote.metric, remote.sessionUid), done.error());
    return {};
}

Result<void> MirrorRecords::takeClean(const RemoteRecord &remote, MirrorOutcome &outcome)
{
    const auto place = placeOf(remote, outcome);
    if (!place)
        return failure(place.error());
    if (!*place)
        return {};
    if (!(*place)->metric.isValid() || !(*place)->session.id.isValid()) {
        ++outcome.counts.same; // what it belongs to was removed here
        return {};
    }
    return decide(**place, remote, outcome);
}

Result<std::optional<MirrorRecords::Place>> MirrorRecords::placeOf(const RemoteRecord &remote,
                                                                   MirrorOutcome &outcome)
{
    auto session = sessionOf(remote.sessionUid);
    if (!session)
        return failure(session.error());
    if (!*session) {
        if (!outcome.unknownSessions.contains(remote.sessionUid))
            outcome.unknownSessions.append(remote.sessionUid);
        return std::optional<Place>();
    }
    const auto metric = metricOf(remote.metric);
    if (!metric)
        return failure(metric.error());
    return std::optional(Place{*metric, std::move(**session)});
}

Result<MetricId> MirrorRecords::metricOf(const QString &name)
{
    if (const auto known = m_metrics.constFind(name); known != m_metrics.cend())
        return *known;
    auto key = m_rows.keyOf(OutboxKind::Definition, name);
    if (key && !*key) { // made there since the definitions were read
        RemoteDefinition made;
        made.name = name;
        MirrorOutcome outcome;
        if (auto taken = m_definitions.take(made, outcome); !taken)
            return failure(taken.error());
        if (!outcome.refused.empty())
            return failure(outcome.refused.front());
        key = m_rows.keyOf(OutboxKind::Definition, name);
    }
    if (!key)
        return failure(key.error());
    MetricId metric;
    if (!*key) { // its description is disputed; its values are not
        const auto here = normalisedName(name).and_then([&](const QString &clean) {
            return findDefinition(m_rows.scope().connection(), m_rows.scope().org(), clean);
        });
        if (!here)
            return failure(here.error());
        if (*here)
            metric = (*here)->id;
    } else {
        Statement select = m_rows.scope().connection().prepare(kMetricRow);
        if (auto done = select.run((*key)->first); !done)
            return failure(done.error());
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (*row)
            metric = MetricId((*key)->first);
    }
    m_metrics.insert(name, metric);
    return metric;
}

Result<std::optional<Session>> MirrorRecords::sessionOf(const QString &uid)
{
    if (const auto known = m_sessions.constFind(uid); known != m_sessions.cend())
        return *known;
    const auto key = m_rows.keyOf(OutboxKind::Session, uid);
    if (!key)
        return failure(key.error());
    std::optional<Session> session;
    if (*key) {
        session.emplace();
        Statement select = m_rows.scope().connection().prepare(kSessionTimes);
        if (auto done = select.run((*key)->first); !done)
            return failure(done.error());
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (*row) {
            session->id = SessionId((*key)->first);
            session->start = select.optionalTimestamp(0);
            session->end = select.optionalTimestamp(1);
        }
    }
    m_sessions.insert(uid, session);
    return session;
}

Result<RemoteImage> MirrorRecords::imageOf(const RecordRow &row)
{
    RemoteImage image;
    image.value = row.value;
    if (!row.device)
        return image;
    if (const auto known = m_devices.constFind(*row.device); known != m_devices.cend()) {
        image.device = *known;
        return image;
    }
    Statement select = m_rows.scope().connection().prepare(kDeviceName);
    if (auto done = select.run(*row.device); !done)
        return failure(done.error());
    const auto found = select.next();
    if (!found)
        return failure(found.error());
    if (*found)
        image.device = select.text(0);
    m_devices.insert(*row.device, image.device.value_or(QString()));
    return image;
}

Result<void> MirrorRecords::decide(const Place &place, const RemoteRecord &remote,
                                   MirrorOutcome &outcome)
{
    const RecordKey record{place.metric, place.session.id};
    const OutboxKey key{OutboxKind::Record, place.metric.value(), place.session.id.value()};
    const auto state = m_rows.find(key);
    if (!state)
        return failure(state.error());
    const auto row = m_records.find(record);
    if (!row)
        return failure(row.error());
    const RemoteImage theirs = store::imageOf(remote);
    const bool isDiscarded = state->discarded && isShownAs(state->sent, theirs);
    const bool isOurs = state->mirror ? state->mirror->isOurs : isDiscarded;
    if (!*row && (!state->mirror || state->isTakenBack) && !state->item && !isDiscarded) {
        ++outcome.counts.added;
        return store(place, remote, *state);
    }
    const auto here = *row ? imageOf(**row) : Result<RemoteImage>();
    if (!here)
        return failure(here.error());
    const RemoteImage mine = publishedImage(state->rule, here->value, here->device);
    const bool isSameThere = state->mirror && state->mirror->image == theirs;
    if (*row && isShownAs(mine, theirs) && !state->isUnanswered) {
        ++outcome.counts.same;
        if (state->item && hasInferredDevice(mine))
            return m_rows.reopen(*state); // what the source would infer, only sending tells
        return m_rows.agree(key, *state, {{}, theirs, isOurs});
    }
    // Delivery finds out what became of a lost sending; one side alone has nothing to dispute.
    if (state->isUnanswered || isSameThere) {
        ++outcome.counts.same;
        return {};
    }
    if (isDiscarded) {
        ++outcome.counts.same;
        return m_rows.recognise(key, {{}, theirs, isOurs});
    }
    const auto isUnchanged = *row ? isUnchangedHere(key, *state, mine) : Result<bool>(false);
    if (!isUnchanged)
        return failure(isUnchanged.error());
    if (*isUnchanged)
        return follow(place, remote, *state, **row, outcome);
    ++outcome.conflicts;
    RemoteImage shown = theirs;
    noteRemoteChange(shown, remote.publishedBy, remote.published);
    return m_rows.conflict(key, shown);
}

Result<void> MirrorRecords::store(const Place &place, const RemoteRecord &remote,
                                  const MirrorState &state)
{
    RecordRow row{{place.metric, place.session.id}, {}, {}, remote.value};
    if (remote.device) {
        const auto device = m_names.device(*remote.device);
        if (!device)
            return failure(device.error());
        row.device = *device;
    }
    if (remote.invocation) {
        const auto invocation = m_names.invocation(*remote.invocation);
        if (!invocation)
            return failure(invocation.error());
        row.invocation = *invocation;
    }
    return write(row, place, remote, state);
}

// By what it says, or by who wrote it: a device of others that was let be here is no change.
Result<bool> MirrorRecords::isUnchangedHere(const OutboxKey &key, const MirrorState &state,
                                            const RemoteImage &mine)
{
    if (!state.mirror)
        return false;
    if (isShownAs(mine, state.mirror->image))
        return true;
    if (state.item || state.change == 0)
        return false;
    return m_rows.changeOf(key).transform(
        [&state](std::int64_t change) { return change == state.change; });
}

// Changed there alone. A record that is published with another device than it has keeps its own.
Result<void> MirrorRecords::follow(const Place &place, const RemoteRecord &remote,
                                   const MirrorState &state, const RecordRow &here,
                                   MirrorOutcome &outcome)
{
    const bool isAsRecorded = state.rule.mode == PublishDevice::Mode::AsRecorded;
    const bool isNewValue = here.value != remote.value;
    ++(isAsRecorded || isNewValue ? outcome.counts.changed : outcome.counts.same);
    if (isAsRecorded)
        return store(place, remote, state);
    if (!isNewValue)
        return note(place, remote, state);
    RecordRow row = here;
    row.value = remote.value;
    return write(row, place, remote, state);
}

Result<void> MirrorRecords::write(const RecordRow &row, const Place &place,
                                  const RemoteRecord &remote, const MirrorState &state)
{
    if (auto put = m_records.put(row, place.session); !put)
        return failure(put.error());
    if (state.item || state.discarded)
        return note(place, remote, state);
    const OutboxKey key{OutboxKind::Record, place.metric.value(), place.session.id.value()};
    return m_rows.put(key, {{}, store::imageOf(remote), false}, m_rows.scope().id().value());
}

// A publishing that waits to infer the device has not happened by it.
Result<void> MirrorRecords::note(const Place &place, const RemoteRecord &remote,
                                 const MirrorState &state)
{
    const OutboxKey key{OutboxKind::Record, place.metric.value(), place.session.id.value()};
    const Mirror theirs{{}, store::imageOf(remote), false};
    if (!state.item || state.rule.mode != PublishDevice::Mode::Inferred)
        return m_rows.agree(key, state, theirs);
    const auto change = m_rows.changeOf(key);
    if (!change)
        return failure(change.error());
    return m_rows.put(key, theirs, *change);
}

} // namespace tidemark::store
