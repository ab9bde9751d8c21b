// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/ink_spans.h"

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

constexpr double kNothing = 1e-9;

double xOfSlice(int slice)
{
    return (slice + 0.5) / kSlicesPerColumn;
}

double lengthOf(const QPointF &vector)
{
    return std::sqrt(QPointF::dotProduct(vector, vector));
}

/// The direction of each segment; zero for one without length.
std::vector<QPointF> directionsOf(std::span<const QPointF> line)
{
    std::vector<QPointF> directions;
    directions.reserve(line.size());
    for (std::size_t i = 1; i < line.size(); ++i) {
        const QPointF way = line[i] - line[i - 1];
        const double length = lengthOf(way);
        directions.push_back(length > kNothing ? way / length : QPointF());
    }
    return directions;
}

/// How far a segment goes on beyond a join, in half widths, so that the outer corner is filled.
double mitreOf(const QPointF &one, const QPointF &other)
{
    const double cosine = std::min(QPointF::dotProduct(one, other), 1.0); // a hair above it happens
    return cosine <= 0 ? 1 : std::sqrt((1 - cosine) / (1 + cosine));
}

/// Where a pattern of dashes is on its way along a line.
class DashWalk
{
public:
    explicit DashWalk(std::span<const double> pattern)
        : m_pattern(pattern)
        , m_left(pattern.front())
    {}

    [[nodiscard]] bool isDash() const { return m_index % 2 == 0; }
    /// The way to the next change, at most `length`; goes that far.
    double step(double length)
    {
        const double way = std::min(length, m_left);
        m_left -= way;
        if (m_left <= kNothing) {
            m_index = (m_index + 1) % m_pattern.size();
            m_left = m_pattern[m_index];
        }
        return way;
    }
    void skip(double length)
    {
        double whole = 0;
        for (const double part : m_pattern)
            whole += part;
        length = std::fmod(length, whole);
        while (length > kNothing)
            length -= step(length);
    }

private:
    std::span<const double> m_pattern;
    std::size_t m_index = 0;
    double m_left;
};

} // namespace

InkSpans::InkSpans(const QSize &area)
    : m_slices(area.width() * kSlicesPerColumn)
    , m_height(area.height())
{}

InkSpans::Slices InkSpans::slicesBetween(double left, double right) const
{
    const auto at = [this](double x) {
        return static_cast<int>(
            std::clamp(std::ceil(x * kSlicesPerColumn - 0.5), 0.0, double(m_slices)));
    };
    return {at(left), at(right)};
}

void InkSpans::add(int slice, double top, double bottom)
{
    top = std::max(top, 0.0);
    bottom = std::min(bottom, m_height);
    if (bottom > top)
        m_spans.push_back({slice, static_cast<float>(top), static_cast<float>(bottom)});
}

void InkSpans::addSegment(const QPointF &from, const QPointF &to, double half, double before,
                          double after)
{
    const QPointF way = to - from;
    const double length = lengthOf(way);
    const QPointF u = way / length;
    const double reach = half * std::abs(u.y());
    const auto slices =
        slicesBetween(from.x() - before * u.x() - reach, to.x() + after * u.x() + reach);
    // Along a slice y is bounded by the two long sides and by the two ends.
    const bool hasSides = u.x() > kNothing;
    const bool hasEnds = std::abs(u.y()) > kNothing;
    const double slope = hasSides ? u.y() / u.x() : 0;
    const double thick = hasSides ? half / u.x() : 0;
    const double lean = hasEnds ? u.x() / u.y() : 0;
    double first = hasEnds ? -before / u.y() : 0;
    double last = hasEnds ? (length + after) / u.y() : 0;
    if (first > last)
        std::swap(first, last);
    for (int slice = slices.begin; slice < slices.end; ++slice) {
        const double dx = xOfSlice(slice) - from.x();
        double top = hasSides ? dx * slope - thick : first - dx * lean;
        double bottom = hasSides ? dx * slope + thick : last - dx * lean;
        if (hasSides && hasEnds) {
            top = std::max(top, first - dx * lean);
            bottom = std::min(bottom, last - dx * lean);
        }
        add(slice, from.y() + top, from.y() + bottom);
    }
}

void InkSpans::addLine(std::span<const QPointF> line, double width)
{
    const double half = width / 2;
    const auto directions = directionsOf(line);
    const QPointF *previous = nullptr;
    for (std::size_t i = 0; i < directions.size(); ++i) {
        if (directions[i].isNull())
            continue;
        const auto next = std::find_if(directions.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                       directions.end(), [](QPointF u) { return !u.isNull(); });
        const double before = previous ? half * mitreOf(*previous, directions[i]) : 0;
        const double after = next != directions.end() ? half * mitreOf(directions[i], *next) : 0;
        addSegment(line[i], line[i + 1], half, before, after);
        previous = &directions[i];
    }
}

void InkSpans::addDashedLine(std::span<const QPointF> line, double width,
                             std::span<const double> pattern)
{
    DashWalk walk(pattern);
    std::vector<QPointF> piece;
    const auto finish = [&] {
        addLine(piece, width);
        piece.clear();
    };
    const double right = static_cast<double>(m_slices) / kSlicesPerColumn + width;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const QPointF way = line[i] - line[i - 1];
        const double length = lengthOf(way);
        if (length <= kNothing)
            continue;
        if (line[i].x() < -width || line[i - 1].x() > right) { // may be very long
            finish();
            walk.skip(length);
            continue;
        }
        double done = 0;
        while (length - done > kNothing) {
            const bool isDash = walk.isDash();
            if (isDash && piece.empty())
                piece.push_back(line[i - 1] + way * (done / length));
            done += walk.step(length - done);
            if (!isDash)
                continue;
            piece.push_back(line[i - 1] + way * (done / length));
            if (!walk.isDash())
                finish();
        }
    }
    finish();
}

void InkSpans::addBand(std::span<const QPointF> upper, std::span<const QPointF> lower)
{
    for (std::size_t i = 1; i < upper.size(); ++i) {
        const double left = upper[i - 1].x();
        const double width = upper[i].x() - left;
        if (width <= kNothing)
            continue;
        const double riseUpper = (upper[i].y() - upper[i - 1].y()) / width;
        const double riseLower = (lower[i].y() - lower[i - 1].y()) / width;
        const auto slices = slicesBetween(left, upper[i].x());
        for (int slice = slices.begin; slice < slices.end; ++slice) {
            const double dx = xOfSlice(slice) - left;
            add(slice, upper[i - 1].y() + riseUpper * dx, lower[i - 1].y() + riseLower * dx);
        }
    }
}

void InkSpans::addRectangle(double left, double top, double right, double bottom)
{
    const auto slices = slicesBetween(left, right);
    for (int slice = slices.begin; slice < slices.end; ++slice)
        add(slice, top, bottom);
}

std::vector<InkSpan> InkSpans::sorted() const
{
    std::vector<InkSpan> sorted(m_spans.size());
    sortInto(sorted);
    return sorted;
}

void InkSpans::sortInto(std::span<InkSpan> sorted) const
{
    std::vector<std::uint32_t> places(static_cast<std::size_t>(m_slices) + 1);
    for (const InkSpan &span : m_spans)
        ++places[static_cast<std::size_t>(span.slice) + 1];
    for (std::size_t i = 1; i < places.size(); ++i)
        places[i] += places[i - 1];
    for (const InkSpan &span : m_spans)
        sorted[places[static_cast<std::size_t>(span.slice)]++] = span;
}

} // namespace tidemark::charts
