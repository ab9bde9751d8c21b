// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/ink_spans.h"

#include <QRgb>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tidemark::charts {

struct RowRange
{
    int begin = 0;
    int end = 0; ///< not included

    [[nodiscard]] bool isEmpty() const noexcept { return end <= begin; }
};

/// Inks one column of pixels at a time, each by the share of it that a shape covers.
class ColumnInk
{
public:
    explicit ColumnInk(int height);

    /// Blends a shape's spans of one column, by slice, over `pixels`, which are premultiplied and
    /// as many as the height. The rows that it changed lie within what it returns.
    RowRange blend(std::span<const InkSpan> spans, QRgb color, QRgb *pixels);

private:
    void addSlices(std::span<const InkSpan> spans);
    void addUnion(std::span<const InkSpan> spans);
    void cover(float top, float bottom, float share);
    void step(float row, float change);
    void change(std::size_t row, float change);

    int m_height;
    std::vector<InkSpan> m_slice;       ///< of one slice, from above to below
    std::vector<float> m_changes;       ///< of the coverage, from the row above
    std::vector<std::uint64_t> m_marks; ///< a bit for each row that has a change
    RowRange m_rows;                    ///< in which there are changes
};

} // namespace tidemark::charts
