// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/source.h"

#include <QFuture>

#include <vector>

namespace tidemark {

/// The sources of an organisation. Any thread may call; answers come from the store's lanes. What
/// is written here is no undo step. StoreChange::publishing tells of changes.
class SourceStore
{
public:
    virtual ~SourceStore() = default;

    /// Errors: InvalidArgument (name, address, pin, interval), AlreadyExists (name).
    [[nodiscard]] virtual QFuture<Result<Source>> create(NewSource source) = 0;
    /// What create() would answer; nothing is written, and the source has neither id nor uid.
    [[nodiscard]] virtual QFuture<Result<Source>> foresee(NewSource source) = 0;
    /// From the change that turns publishing on, what is entered is queued; turned on again, also
    /// what was changed meanwhile in rows that the source has. Turned off, what waits stays.
    /// Another address or organisation says what it means (SourceChange::move) once something is
    /// known of the other side: else InvalidArgument with the detail kUnsaidMove. Another service
    /// gets an id of its own, so that no answer of the old one is taken for the new one's; the uid
    /// stays. What was known is then forgotten, what came from there stays here, and what waits is
    /// sent anew but for removals.
    /// Errors: those of create(), NotFound.
    [[nodiscard]] virtual QFuture<Result<Source>> update(SourceId source, SourceChange change) = 0;
    /// What update() would answer; nothing is written, and the source keeps its id.
    [[nodiscard]] virtual QFuture<Result<Source>> foresee(SourceId source, SourceChange change) = 0;
    /// With what waits to be sent to it and what is known of it; the remote is not touched.
    /// Errors: NotFound, Conflict while something waits, unless `withQueue`.
    [[nodiscard]] virtual QFuture<Result<void>> remove(SourceId source, bool withQueue) = 0;
    /// By name in byte order.
    [[nodiscard]] virtual QFuture<Result<std::vector<Source>>> sources() = 0;
    /// Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<Source>> find(SourceId source) = 0;
};

} // namespace tidemark
