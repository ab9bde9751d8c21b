// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/summary_pass.h"

#include "model/store/connection.h"

#include <algorithm>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

constexpr Sql kSessionUid{"session_uid"_L1, "SELECT uid FROM session WHERE id = ?"_L1};

Result<QByteArray> uidOf(Connection &connection, std::int64_t session)
{
    Statement statement = connection.prepare(kSessionUid);
    if (auto done = statement.run(session); !done)
        return failure(done.error());
    const auto row = statement.next();
    if (!row)
        return failure(row.error());
    return *row ? statement.text(0).toUtf8() : QByteArray();
}

// Exact for every window: the difference of two int64 fits a long double.
long double distance(Timestamp from, Timestamp to)
{
    return static_cast<long double>(to.posixNs()) - static_cast<long double>(from.posixNs());
}

} // namespace

SummaryPass::SummaryPass(TimeWindow window, int points)
    : m_window(window)
    , m_parts(window.isEmpty() ? 0 : static_cast<std::size_t>(points))
{}

SummaryPass::Part *SummaryPass::partOf(Timestamp at)
{
    if (m_parts.empty() || !m_window.contains(at))
        return nullptr;
    const long double share = distance(m_window.begin, at) *
                              static_cast<long double>(m_parts.size()) /
                              distance(m_window.begin, m_window.end);
    return &m_parts[std::min(static_cast<std::size_t>(share), m_parts.size() - 1)];
}

void SummaryPass::add(std::int64_t session, std::optional<Timestamp> end, double value)
{
    ++m_numbers.recordCount;
    if (!end)
        return;
    m_numbers.firstAt = std::min(m_numbers.firstAt.value_or(*end), *end);
    if (!m_numbers.lastAt || *end > *m_numbers.lastAt) {
        m_numbers.lastAt = end;
        m_last.clear();
    }
    if (*end == *m_numbers.lastAt)
        m_last.emplace_back(session, value);
    if (Part *part = partOf(*end)) {
        part->sum += value;
        ++part->count;
    }
}

Result<double> SummaryPass::lastValue(Connection &connection) const
{
    if (m_last.size() == 1)
        return m_last.front().second;
    QByteArray lastUid;
    double value = 0;
    for (const auto &[session, candidate] : m_last) {
        const auto uid = uidOf(connection, session);
        if (!uid)
            return failure(uid.error());
        if (*uid >= lastUid) {
            lastUid = *uid;
            value = candidate;
        }
    }
    return value;
}

Result<MetricNumbers> SummaryPass::take(Connection &connection)
{
    if (!m_last.empty()) {
        const auto last = lastValue(connection);
        if (!last)
            return failure(last.error());
        m_numbers.lastValue = *last;
    }
    for (Part &part : m_parts) {
        m_numbers.sparkline.push_back(
            part.count == 0 ? std::nullopt
                            : std::optional(part.sum.value() / static_cast<double>(part.count)));
        part = {};
    }
    m_last.clear();
    return std::exchange(m_numbers, {});
}

} // namespace tidemark::store
