// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/notices.h"
#include "model/store/source_rows.h"
#include "model/store/store_ports.h"
#include "model/store/transaction.h"

namespace tidemark::store {

/// Runs `work`, a `Result<T>(Connection &, OrgId, const Signature &)`, in a transaction of its own
/// on the writer's thread and tells that publishing changed. No undo step. Durable when the future
/// is done.
template <class T, class Work>
[[nodiscard]] QFuture<Result<T>> writePublishing(const PortTools &tools, Work work)
{
    return tools.desk.tellingWrite<T>(
        tools.scope,
        [&desk = tools.desk, scope = tools.scope, work = std::move(work)](
            Connection &connection, OrgId org, StoreChange &told) mutable -> Result<T> {
            auto transaction = Transaction::begin(connection);
            if (!transaction)
                return failure(transaction.error());
            Result<T> answer = work(connection, org, Signature{scope->author(), desk.now()});
            if (!answer)
                return answer;
            told.publishing = true;
            if (const auto noticed = writeNotice(connection, desk.origin(), org, told); !noticed)
                return failure(noticed.error());
            if (auto committed = transaction->commit(); !committed)
                return failure(committed.error());
            return answer;
        });
}

} // namespace tidemark::store
