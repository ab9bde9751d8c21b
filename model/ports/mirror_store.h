// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/mirror.h"
#include "model/domain/outbox.h"

#include <QFuture>

#include <optional>
#include <vector>

namespace tidemark {

/// Takes what a source shows into the store and notes that it is there. Any thread may call;
/// answers come from the store's lanes.
///
/// Each call is one transaction in which each row of the store is compared with what it was when
/// both sides agreed last, so that an edit made at the same time is not lost:
/// - changed only there: changed here, and not sent back;
/// - changed only here: left, it is or will be sent;
/// - changed on both sides: neither is touched; it becomes a conflict of the outbox (R4), also
///   while publishing to the source is off;
/// - removed here and unchanged there: stays removed, unless what removed it was the undoing of the
///   fetch that brought it.
/// A row that is on its way to the source with its answer lost is left to delivery.
///
/// A page may be older than what a delivery has noted meanwhile. `asOf`: deliveries() before it was
/// asked for; rows that were noted since are left out, and counted. Absent: the page is the newest.
///
/// What is written is one undo step. A value or name that the store cannot hold is listed in
/// MirrorOutcome::refused; the rest of the page is taken. Errors of all: NotFound (source).
class MirrorStore
{
public:
    virtual ~MirrorStore() = default;

    /// Makes devices known. Nothing but their names is read, so none is ever changed or removed.
    [[nodiscard]] virtual QFuture<Result<MirrorOutcome>> takeDevices(SourceId source,
                                                                     QStringList names) = 0;
    [[nodiscard]] virtual QFuture<Result<MirrorOutcome>>
    takeDefinitions(SourceId source, std::vector<RemoteDefinition> definitions,
                    std::optional<std::int64_t> asOf = {}) = 0;
    /// A session that another store of this kind made keeps the uid that it has in that store.
    [[nodiscard]] virtual QFuture<Result<MirrorOutcome>>
    takeSessions(SourceId source, std::vector<FetchedSession> sessions,
                 std::optional<std::int64_t> asOf = {}) = 0;
    /// Records of unknown sessions are left out and their sessions named; definitions are made.
    [[nodiscard]] virtual QFuture<Result<MirrorOutcome>>
    takeRecords(SourceId source, std::vector<RemoteRecord> records,
                std::optional<std::int64_t> asOf = {}) = 0;

    /// Of metrics by their names here, in this order: the names that they have there. A name that
    /// stands for none here, or for one that the source is not known to have, is its own.
    [[nodiscard]] virtual QFuture<Result<QStringList>> namesThere(SourceId source,
                                                                  QStringList names) = 0;
    /// Under which of its names there a metric is compared. Errors: NotFound (metric) where the
    /// source cannot have it, since another one of this store has its name there.
    [[nodiscard]] virtual QFuture<Result<QString>> nameToCompare(SourceId source, QString name) = 0;
    /// What the source was noted to have and was not seen to have, by name or uid there. Look
    /// whether it is gone before it is dropped: it may have come while the list was read.
    [[nodiscard]] virtual QFuture<Result<QStringList>> missing(SourceId source, OutboxKind kind,
                                                               SeenUids seen) = 0;
    /// Of the values of one metric: the uids there of their sessions.
    [[nodiscard]] virtual QFuture<Result<QStringList>> missingRecords(SourceId source,
                                                                      SeenRecords seen) = 0;
    /// What the source has no more: removed here when it came from there and is unchanged here,
    /// with all that belongs to it; else a conflict.
    [[nodiscard]] virtual QFuture<Result<MirrorOutcome>> dropDefinitions(SourceId source,
                                                                         QStringList names) = 0;
    [[nodiscard]] virtual QFuture<Result<MirrorOutcome>> dropSessions(SourceId source,
                                                                      QStringList remoteUids) = 0;
    [[nodiscard]] virtual QFuture<Result<MirrorOutcome>>
    dropRecords(SourceId source, QString metric, QStringList remoteSessions) = 0;

    /// From now on what deliveries note is remembered, for the pages of fetches. Call it before the
    /// first page.
    [[nodiscard]] virtual QFuture<Result<void>> followDeliveries(SourceId source) = 0;
    /// A number that grows with what deliveries note; 0 while they are not followed.
    [[nodiscard]] virtual QFuture<Result<std::int64_t>> deliveries(SourceId source) = 0;

    [[nodiscard]] virtual QFuture<Result<FetchMarks>> marks(SourceId source) = 0;
    /// Absent members stay as they are.
    [[nodiscard]] virtual QFuture<Result<void>> noteMarks(SourceId source, FetchMarks marks) = 0;
    [[nodiscard]] virtual QFuture<Result<std::vector<MetricDigest>>> digests(SourceId source) = 0;
    [[nodiscard]] virtual QFuture<Result<void>> noteDigest(SourceId source,
                                                           MetricDigest digest) = 0;
};

} // namespace tidemark
