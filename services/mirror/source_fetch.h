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
    /// and isComplete is false. Errors: NotFound (source), those of the store.
    [[nodiscard]] QFuture<Result<FetchSummary>>
    run(FetchRequest request, ProgressCallback onProgress, std::stop_token stop);

private:
    StoreScopes &m_scopes;
    RemoteApi &m_api;
    StoreScope m_scope;
    std::stop_source m_stop; // of the destructor
    QThreadPool m_thread;
};

} // namespace tidemark::mirror
