// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QSize>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tidemark::charts {

/// Each column of device pixels is looked at along so many vertical lines, evenly spread.
inline constexpr int kSlicesPerColumn = 4;

/// What a shape inks of one slice, from above to below. Device pixels, within the area.
struct InkSpan
{
    std::int32_t slice = 0;
    float top = 0;
    float bottom = 0;

    friend bool operator==(const InkSpan &, const InkSpan &) = default;
};

/// A shape as spans of slices. Spans of one slice may overlap: what counts is their union, so that
/// the joins of a line, or a line that turns back on itself, are inked once.
/// Device pixels, y downwards; what lies outside the area is cut off.
class InkSpans
{
public:
    explicit InkSpans(const QSize &area);

    /// A line of that width through points that go from left to right, mitred where it turns by
    /// less than a right angle. Linear in points and in columns that it passes.
    void addLine(std::span<const QPointF> line, double width);
    /// The same in dashes and gaps of these lengths in turn, a dash first; all above 0.
    void addDashedLine(std::span<const QPointF> line, double width,
                       std::span<const double> pattern);
    /// What lies between two lines whose points have the same x, from left to right.
    void addBand(std::span<const QPointF> upper, std::span<const QPointF> lower);
    void addRectangle(double left, double top, double right, double bottom);

    /// Holds nothing again, and keeps its memory.
    void clear() noexcept { m_spans.clear(); }
    /// By slice, in the order of being added within one.
    [[nodiscard]] std::vector<InkSpan> sorted() const;
    /// How many there are.
    [[nodiscard]] std::size_t size() const noexcept { return m_spans.size(); }
    /// Writes them to as many places as there are, as sorted() has them.
    void sortInto(std::span<InkSpan> sorted) const;

private:
    struct Slices
    {
        int begin = 0;
        int end = 0; ///< not included
    };

    [[nodiscard]] Slices slicesBetween(double left, double right) const;
    void add(int slice, double top, double bottom);
    void addSegment(const QPointF &from, const QPointF &to, double half, double before,
                    double after);

    int m_slices;
    double m_height;
    std::vector<InkSpan> m_spans;
};

} // namespace tidemark::charts
