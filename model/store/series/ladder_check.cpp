// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/ladder_check.h"

#include "model/series/slot_runs.h"
#include "model/store/connection.h"

#include <algorithm>
#include <cmath>

namespace tidemark::store {

using namespace Qt::StringLiterals;
using namespace series;

namespace {

constexpr Sql kCount{"block_count"_L1, "SELECT count(*) FROM rung_block WHERE series_id = ?"_L1};

// Sums of the same numbers in another order, far above their rounding and below any damage.
constexpr double kNear = 1e-9;

bool isNear(double one, double other, double magnitude)
{
    if (!std::isfinite(one) || !std::isfinite(other))
        return std::isfinite(one) == std::isfinite(other);
    return std::abs(one - other) <= magnitude * kNear;
}

bool isSame(const SampleAggregate &one, const SampleAggregate &other)
{
    const double magnitude =
        static_cast<double>(one.count) * std::max(std::abs(one.min), std::abs(one.max));
    return one.count == other.count && one.firstStamp == other.firstStamp &&
           one.lastStamp == other.lastStamp && one.active == other.active &&
           (one.isEmpty() ||
            (one.min == other.min && one.max == other.max && one.first == other.first &&
             one.last == other.last && one.firstAt == other.firstAt && one.lastAt == other.lastAt &&
             isNear(one.sum, other.sum, magnitude) &&
             isNear(one.integral, other.integral,
                    magnitude * static_cast<double>(std::max<std::int64_t>(one.active, 1)))));
}

TimeWindow windowOf(Rung rung, std::int64_t block)
{
    return {Timestamp(firstOf(block * kBlockSlots, rung)),
            Timestamp(lastOf(block * kBlockSlots + kBlockSlots - 1, rung))};
}

} // namespace

LadderCheck::LadderCheck(Connection &connection, SeriesId series, Rung finest, Report report)
    : m_connection(connection)
    , m_series(series)
    , m_table(connection, series)
    , m_finest(finest)
    , m_report(std::move(report))
{}

Result<void> LadderCheck::pass(std::span<const std::int64_t> times, std::span<const double> values)
{
    return forEachRun(
        times, values, m_finest,
        [this](std::int64_t time, const SampleAggregate &run) { return passRun(time, run); });
}

Result<void> LadderCheck::passRun(std::int64_t time, const SampleAggregate &run)
{
    for (Rung rung = m_finest; rung < kRungs; ++rung) {
        Expected &expected = m_expected[static_cast<std::size_t>(rung)];
        const std::int64_t slot = slotAt(time, rung);
        if (expected.block != blockOf(slot)) {
            if (auto compared = compare(rung); !compared)
                return compared;
            expected = {blockOf(slot), {}};
        }
        expected.content.append(placeOf(slot), run);
    }
    return {};
}

Result<std::int64_t> LadderCheck::finish()
{
    for (Rung rung = m_finest; rung < kRungs; ++rung) {
        if (auto compared = compare(rung); !compared)
            return failure(compared.error());
    }
    Statement select = m_connection.prepare(kCount);
    if (auto done = select.run(m_series); !done)
        return failure(done.error());
    if (auto found = select.next(); !found)
        return failure(found.error());
    const std::int64_t stored = select.integer(0);
    if (m_unknown.empty() && stored != m_blocks)
        m_report(TimeWindow::all(), u"%1 blocks for %2"_s.arg(stored).arg(m_blocks));
    return stored;
}

Result<void> LadderCheck::compare(Rung rung)
{
    const Expected &expected = m_expected[static_cast<std::size_t>(rung)];
    if (expected.content.isEmpty())
        return {};
    ++m_blocks;
    const auto stored = m_table.read(rung, expected.block);
    if (!stored)
        return failure(stored.error());
    const TimeWindow window = windowOf(rung, expected.block);
    const QString name = u"rung %1 block %2"_s.arg(rung).arg(expected.block);
    if (stored->isDamaged) {
        m_report(window, name + u" cannot be read"_s);
        return {};
    }
    if (isUnknown(window))
        return {};
    for (std::size_t place = 0; place < static_cast<std::size_t>(kBlockSlots); ++place) {
        if (!isSame(expected.content.at(place), stored->content.at(place))) {
            m_report(window, name + u" slot %1 differs"_s.arg(place));
            return {};
        }
    }
    return {};
}

bool LadderCheck::isUnknown(const TimeWindow &window) const
{
    return std::any_of(m_unknown.begin(), m_unknown.end(), [&](const TimeWindow &unknown) {
        return unknown.begin <= window.end && window.begin <= unknown.end;
    });
}

} // namespace tidemark::store
