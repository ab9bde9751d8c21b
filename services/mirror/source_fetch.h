// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/fetch.h"
#include "model/ports/remote_api.h"
#include "model/ports/store_scopes.h"

#include <QFuture>
#include <QThreadPool>

#include <functional>
#include <stop_token>

namespace tidemark::mirror {

/// Brings what one source has into the store, on a thread of its own. What came before a fetch was
/// stopped or failed is in the store and stays; the same fetch again adds nothing. What was changed
/// here and there becomes a conflict of the outbox, of which neither side is lost (R4).
///
/// A source keeps no list of its changes and cannot be asked for what was published since some
/// time, so a fetch that is not full reads:
/// - whole, each time: definitions, the list of sessions, the devices, and the values of sessions
///   without times. So definitions and sessions that were added, changed or removed are all seen;
/// - the devices of a session: when it is new here or the source says that it was modified since
///   the last whole fetch. Missed: devices attached there without that being noted in the session;
/// - values: for each metric from the first month on (UTC, by session end) whose count or sum, both
///   computed by the source, differs from when its values were read last. So values that were
///   added, removed or replaced are seen, old ones too. Missed: changes that leave count and sum of
///   every month as they were, to the last bit: a value's device or invocation, values that
///   changed places, a difference that is lost in the sum.
/// A full fetch misses none of these. A part (some metrics, a window of time) is read as it is.
///
/// A connection that reaches another organisation than the one before ends the fetch at once, and
/// nothing counts as removed there.
///
/// Files of sessions are not listed: their first and last instant are a session's times here.
///
/// Any thread may call; none blocks but the destructor, which stops what runs and waits for it.
class SourceFetch final
{
public:
    using ProgressCallback = std::function<void(FetchProgress)>; ///< called on the fetch's thread

    /// Loans that live longer. `scope`: whose data it is and who signs it; what is written is noted
    /// to come from the source of each request.
    SourceFetch(StoreScopes &scopes, RemoteApi &api, StoreScope scope);
    ~SourceFetch();
    SourceFetch(const SourceFetch &) = delete;
    SourceFetch &operator=(const SourceFetch &) = delete;

    /// One after the other. A fetch that ended early is an answer too: FetchSummary::error says why
    /// and isComplete is false. Errors: NotFound (source).
    [[nodiscard]] QFuture<Result<FetchSummary>>
    run(FetchRequest request, ProgressCallback onProgress, std::stop_token stop);

private:
    [[nodiscard]] Result<FetchSummary> fetch(const FetchRequest &request,
                                             const ProgressCallback &onProgress,
                                             const std::stop_token &stop);

    StoreScopes &m_scopes;
    RemoteApi &m_api;
    StoreScope m_scope;
    std::stop_source m_stop; // of the destructor
    QThreadPool m_thread;
};

} // namespace tidemark::mirror
