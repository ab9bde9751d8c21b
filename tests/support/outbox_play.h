// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox_work.h"
#include "model/ports/outbox_store.h"
#include "tests/support/store_bench.h"

#include <QTest>

#include <limits>
#include <optional>

namespace tidemark::test {

/// Why records are not taken, and what the other side has instead.
struct Refusal
{
    AttentionReason reason = AttentionReason::Refused;
    QString message = {};
    std::optional<RemoteImage> theirs = {};
    std::size_t most = std::numeric_limits<std::size_t>::max();
};

/// Plays a delivery in which the source does not take records of this metric.
inline void refuseRecords(OutboxStore &outbox, SourceId source, const QString &metric,
                          const Refusal &refusal)
{
    const auto batch = await(outbox.next(source, 10'000));
    QVERIFY(batch.has_value());
    std::vector<OutboxOutcome> outcomes;
    for (const RecordWork &work : batch->records) {
        if (work.metric != metric || outcomes.size() >= refusal.most)
            continue;
        OutboxOutcome outcome;
        outcome.id = work.head.id;
        outcome.key = work.head.key;
        outcome.version = work.head.version;
        outcome.kind = OutboxOutcome::Kind::Attention;
        outcome.reason = refusal.reason;
        outcome.error = {ErrorCode::InvalidArgument, refusal.message, QStringLiteral("400 value")};
        outcome.theirs = refusal.theirs;
        outcomes.push_back(std::move(outcome));
    }
    QVERIFY(!outcomes.empty());
    QVERIFY(await(outbox.finish(source, outcomes)).has_value());
}

/// Plays a delivery after which the source has everything that waits.
inline void settleOutbox(OutboxStore &outbox, SourceId source)
{
    const auto batch = await(outbox.next(source, 10'000));
    QVERIFY(batch.has_value());
    std::vector<OutboxOutcome> outcomes;
    const auto add = [&outcomes](const OutboxHead &head, Mirror mirror) {
        OutboxOutcome outcome;
        outcome.id = head.id;
        outcome.key = head.key;
        outcome.version = head.version;
        outcome.change = head.change;
        outcome.kind = OutboxOutcome::Kind::Settled;
        outcome.mirror = std::move(mirror);
        outcomes.push_back(std::move(outcome));
    };
    for (const DefinitionWork &work : batch->definitions)
        add(work.head, {work.definition ? work.definition->name : QString(), {}});
    for (const SessionWork &work : batch->sessions)
        add(work.head, {QStringLiteral("remote_%1").arg(work.head.key.first), {}});
    for (const RecordWork &work : batch->records) {
        RemoteImage image;
        image.value = work.value;
        add(work.head, {{}, image});
    }
    QVERIFY(await(outbox.finish(source, outcomes)).has_value());
}

} // namespace tidemark::test
