// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/column_ink.h"

#include "model/series/wide_code.h"

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

constexpr float kShare = 1.0F / kSlicesPerColumn;

/// A premultiplied colour times a share of 255.
constexpr QRgb scaled(QRgb color, std::uint32_t share)
{
    std::uint32_t even = (color & 0x00ff00ffU) * share;
    even = ((even + ((even >> 8U) & 0x00ff00ffU) + 0x00800080U) >> 8U) & 0x00ff00ffU;
    std::uint32_t odd = ((color >> 8U) & 0x00ff00ffU) * share;
    odd = (odd + ((odd >> 8U) & 0x00ff00ffU) + 0x00800080U) & 0xff00ff00U;
    return even | odd;
}

TIDEMARK_WIDE_CODE
void blendRun(QRgb *pixels, std::size_t count, QRgb color)
{
    const std::uint32_t through = 255 - (color >> 24U);
    for (std::size_t i = 0; i < count; ++i)
        pixels[i] = color + scaled(pixels[i], through);
}

} // namespace

ColumnInk::ColumnInk(int height)
    : m_changes(static_cast<std::size_t>(height) + 2)
{}

void ColumnInk::step(double row, float change)
{
    const auto whole = static_cast<std::size_t>(row);
    const auto part = static_cast<float>(row - static_cast<double>(whole));
    m_changes[whole] += change * (1 - part);
    m_changes[whole + 1] += change * part;
}

void ColumnInk::cover(double top, double bottom)
{
    step(top, kShare);
    step(bottom, -kShare);
    const RowRange rows{static_cast<int>(top), static_cast<int>(bottom) + 2};
    m_rows = m_rows.isEmpty()
                 ? rows
                 : RowRange{std::min(m_rows.begin, rows.begin), std::max(m_rows.end, rows.end)};
}

void ColumnInk::addUnion(std::span<const InkSpan> spans)
{
    if (spans.size() == 1) {
        cover(spans[0].top, spans[0].bottom);
        return;
    }
    m_slice.assign(spans.begin(), spans.end());
    std::sort(m_slice.begin(), m_slice.end(),
              [](const InkSpan &a, const InkSpan &b) { return a.top < b.top; });
    InkSpan whole = m_slice.front();
    for (const InkSpan &span : m_slice) {
        if (span.top > whole.bottom) {
            cover(whole.top, whole.bottom);
            whole = span;
        }
        whole.bottom = std::max(whole.bottom, span.bottom);
    }
    cover(whole.top, whole.bottom);
}

RowRange ColumnInk::blend(std::span<const InkSpan> spans, QRgb color, QRgb *pixels)
{
    m_rows = {};
    while (!spans.empty()) {
        const auto end = std::find_if(spans.begin(), spans.end(), [&](const InkSpan &span) {
            return span.slice != spans.front().slice;
        });
        const auto count = static_cast<std::size_t>(end - spans.begin());
        addUnion(spans.first(count));
        spans = spans.subspan(count);
    }
    float coverage = 0;
    const int height = static_cast<int>(m_changes.size()) - 2;
    for (int row = m_rows.begin; row < m_rows.end;) {
        int next = row;
        coverage += m_changes[static_cast<std::size_t>(row)];
        m_changes[static_cast<std::size_t>(row)] = 0;
        do
            ++next;
        while (next < m_rows.end && m_changes[static_cast<std::size_t>(next)] == 0);
        const auto share = static_cast<std::uint32_t>(
            std::lround(std::clamp(coverage, 0.0F, 1.0F) * 255)); // sums may be a hair off
        const int end = std::min(next, height);
        if (share > 0 && end > row)
            blendRun(pixels + row, static_cast<std::size_t>(end - row), scaled(color, share));
        row = next;
    }
    return {m_rows.begin, std::min(m_rows.end, height)};
}

} // namespace tidemark::charts
