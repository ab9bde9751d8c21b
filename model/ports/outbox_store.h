// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "model/domain/outbox_work.h"
#include "model/domain/publish_device.h"
#include "model/domain/publish_selection.h"
#include "model/domain/remote.h"

#include <QFuture>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidemark {

/// What waits to be sent to sources. Any thread may call; answers come from the store's lanes.
///
/// An item says that the remote may not show a row of the store as the store does; what is sent is
/// read when it is sent. It is written in the transaction that changes the row, for each source of
/// the organisation whose publishing is on; undoing and repeating what was changed while it was on
/// counts as such, also when it is off by now. So:
/// - one item a row and source: a value corrected twice before it is sent is sent once, as it was
///   corrected last, in the place of the first;
/// - a row that was never sent and is taken back (removed, undone) is withdrawn, and so is a value
///   that was corrected back to what the remote has;
/// - a row that was sent and is taken back is removed there, or its item says that it cannot be;
/// - a change of a row whose item needs attention makes it wait again, but for conflicts (R4).
/// Items leave when the remote is noted to show the row, or by a person's word.
///
/// StoreChange::publishing tells of changes. Errors of all: NotFound (source).
class OutboxStore
{
public:
    virtual ~OutboxStore() = default;

    // For people.

    [[nodiscard]] virtual QFuture<Result<OutboxCounts>> counts(SourceId source) = 0;
    /// At most 10,000 a page; `state`: only those, Waiting with those on their way.
    [[nodiscard]] virtual QFuture<Result<OutboxPage>> page(SourceId source,
                                                           std::optional<OutboxState> state,
                                                           std::optional<OutboxItemId> after,
                                                           int limit) = 0;
    /// What waits now, or what enqueue() of this selection would add to it (R2). `device`: of a
    /// selection; what waits goes as it was queued. A selection without a window has records of
    /// sessions without times as well.
    [[nodiscard]] virtual QFuture<Result<OutboxPreview>>
    preview(SourceId source, std::optional<PublishSelection> selection, PublishDevice device) = 0;
    /// With which device these records go until another is asked for, as enqueue() kept it. Reads
    /// all of them, unless no choice was ever made for the source.
    [[nodiscard]] virtual QFuture<Result<EarlierDevices>>
    earlierDevices(SourceId source, PublishSelection selection) = 0;
    /// Queues what is stored already: the records, their sessions and metrics, unless the source
    /// has them just so. `device` holds for these records from now on, until another is asked for.
    /// What failed before waits again, but for conflicts (R4) and what is final, which stay so.
    /// Errors: InvalidArgument while publishing is off, and for a name that no device can have.
    [[nodiscard]] virtual QFuture<Result<PublishedItems>>
    enqueue(SourceId source, PublishSelection selection, PublishDevice device) = 0;
    /// Items that need attention wait again, with those they hold up. Conflicts and what is final
    /// are left as they are, whoever asks: nothing of them goes without a decision (R4). Answers
    /// with how many.
    [[nodiscard]] virtual QFuture<Result<std::int64_t>> retry(SourceId source,
                                                              std::vector<OutboxItemId> items) = 0;
    /// Forgets items: the remote is left as it is. A session that was never sent takes its records
    /// along. Items on their way stay. Answers with how many went.
    [[nodiscard]] virtual QFuture<Result<std::int64_t>>
    discard(SourceId source, std::vector<OutboxItemId> items) = 0;
    /// *Edit*: corrects the value of a record, or the name of a metric or session, as one undo step
    /// of the store, so that it waits again (no conflict). Errors: NotFound, InvalidArgument.
    [[nodiscard]] virtual QFuture<Result<ChangeId>> editValue(SourceId source, OutboxItemId item,
                                                              double value) = 0;
    [[nodiscard]] virtual QFuture<Result<ChangeId>> editName(SourceId source, OutboxItemId item,
                                                             QString name) = 0;
    /// Of conflicts: overwrite the remote's version with the store's. Others are left.
    [[nodiscard]] virtual QFuture<Result<std::int64_t>>
    keepMine(SourceId source, std::vector<OutboxItemId> items) = 0;
    /// Of a conflict: the remote's value, or name and description, comes into the store, as one
    /// undo step, and is not sent back. Errors: InvalidArgument (no conflict), NotFound.
    [[nodiscard]] virtual QFuture<Result<ChangeId>> takeTheirs(SourceId source,
                                                               OutboxItemId item) = 0;

    // For delivery. Only one delivers to a source at a time.

    /// The next items in order of sending, at most `limit`; those that need attention are left out,
    /// those whose answer was lost come again.
    [[nodiscard]] virtual QFuture<Result<OutboxBatch>> next(SourceId source, int limit) = 0;
    /// Notes what is about to be sent. Answers with those that did not change since next(): only
    /// they may be sent. Durable when the future is done.
    [[nodiscard]] virtual QFuture<Result<std::vector<OutboxItemId>>>
    start(SourceId source, std::vector<OutboxStart> items) = 0;
    /// How many of these values there are neither what the source is known to have nor what a
    /// sending without an answer says: values of others, which a removal must not take along.
    [[nodiscard]] virtual QFuture<Result<std::int64_t>>
    countUnknown(SourceId source, std::vector<RemoteRecord> there) = 0;
    /// Notes what became of them, durably.
    [[nodiscard]] virtual QFuture<Result<void>> finish(SourceId source,
                                                       std::vector<OutboxOutcome> outcomes) = 0;

    // For fetching.

    /// What the remote has, of rows that this store has too.
    [[nodiscard]] virtual QFuture<Result<void>> noteMirrored(SourceId source,
                                                             std::vector<MirrorNote> notes) = 0;
    /// The rows of this store that stand for these uids there.
    [[nodiscard]] virtual QFuture<Result<std::vector<MirrorNote>>>
    mirrored(SourceId source, OutboxKind kind, QStringList remoteUids) = 0;
};

} // namespace tidemark
