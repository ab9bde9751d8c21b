// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/column_borders.h"

#include <QCoreApplication>

#include <limits>

namespace tidemark::store {

using namespace series;

namespace {

struct BorderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::ColumnBorders)
};

Error outsideError()
{
    return Error{ErrorCode::InvalidArgument,
                 BorderText::tr("The window reaches too near to the end of time (the years 1677 "
                                "and 2262). Choose a smaller one."),
                 {}};
}

std::uint64_t lengthBetween(std::int64_t begin, std::int64_t end) noexcept
{
    return static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(begin);
}

} // namespace

Result<std::vector<std::int64_t>> columnBorders(const TimeWindow &window, int columns,
                                                std::optional<Rung> finest)
{
    const std::int64_t begin = window.begin.posixNs();
    const std::int64_t end = window.end.posixNs();
    const auto count = static_cast<std::uint64_t>(columns);
    const std::uint64_t wanted = (lengthBetween(begin, end) - 1) / count + 1;
    if (wanted > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return failure(outsideError());
    auto width = static_cast<std::int64_t>(wanted);
    // Half as many columns at once are better than all that were asked for, decoded.
    if (finest && width > widthOf(*finest) / 2) {
        Rung rung = *finest;
        while (rung + 1 < kRungs && widthOf(rung + 1) <= width)
            ++rung;
        const std::int64_t slots = (width - 1) / widthOf(rung) + 1;
        if (__builtin_mul_overflow(slots, widthOf(rung), &width))
            return failure(outsideError());
    }
    std::int64_t border = 0;
    if (__builtin_mul_overflow(floorDivide(begin, width), width, &border))
        return failure(outsideError());
    std::vector<std::int64_t> borders{border};
    borders.reserve(static_cast<std::size_t>(columns) + 2);
    while (border < end) {
        if (__builtin_add_overflow(border, width, &border))
            return failure(outsideError());
        borders.push_back(border);
    }
    return borders;
}

} // namespace tidemark::store
