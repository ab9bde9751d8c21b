// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/session_ends.h"

#include "model/store/connection.h"
#include "model/store/store_lanes.h"

#include <algorithm>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kMaxDenseId = std::int64_t{1} << 27;
constexpr std::size_t kRowsPerStopCheck = 4096;

constexpr Sql kSessionEnds{
    "session_ends"_L1, "SELECT id, end_ns FROM session WHERE org_id = ? AND end_ns IS NOT NULL"_L1};

} // namespace

Result<SessionEnds> SessionEnds::load(Connection &connection, OrgId org,
                                      const std::stop_token &stop)
{
    SessionEnds ends;
    Statement statement = connection.prepare(kSessionEnds);
    if (auto done = statement.run(org); !done)
        return failure(done.error());
    for (std::size_t rows = 0;; ++rows) {
        const auto row = statement.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return ends;
        if (rows % kRowsPerStopCheck == 0 && stop.stop_requested())
            return failure(cancelledError());
        ends.add(statement.integer(0), statement.timestamp(1));
    }
}

void SessionEnds::add(std::int64_t session, Timestamp end)
{
    if (session < 0 || session >= kMaxDenseId) {
        m_scattered[session] = end.posixNs();
        return;
    }
    const auto index = static_cast<std::size_t>(session);
    if (index >= m_ends_ns.size()) {
        const std::size_t size = std::max(index + 1, m_ends_ns.size() * 2);
        m_ends_ns.resize(size);
        m_isKnown.resize(size);
    }
    m_ends_ns[index] = end.posixNs();
    m_isKnown[index] = true;
}

std::optional<Timestamp> SessionEnds::endOf(std::int64_t session) const
{
    if (session < 0 || session >= kMaxDenseId) {
        const auto found = m_scattered.find(session);
        return found == m_scattered.end() ? std::nullopt : std::optional(Timestamp(found->second));
    }
    const auto index = static_cast<std::size_t>(session);
    if (index >= m_ends_ns.size() || !m_isKnown[index])
        return std::nullopt;
    return Timestamp(m_ends_ns[index]);
}

} // namespace tidemark::store
