// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/line_port.h"

#include "model/store/store_lanes.h"

#include <utility>

namespace tidemark::store {

LinePort::LinePort(StoreLanes &lanes, OrgScopePointer scope, std::shared_ptr<LineStore> store)
    : m_lanes(lanes)
    , m_scope(std::move(scope))
    , m_store(std::move(store))
{}

QFuture<Result<ValueLines>> LinePort::lines(LineQuery query, std::stop_token stop)
{
    return m_lanes.readFor<ValueLines>(
        m_scope,
        [store = m_store, query = std::move(query), stop](Connection &connection, OrgId org) {
            return store->lines(connection, org, query, stop);
        },
        stop);
}

} // namespace tidemark::store
