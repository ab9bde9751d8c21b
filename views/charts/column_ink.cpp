// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/column_ink.h"

#include "model/series/wide_code.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace tidemark::charts {

namespace {

constexpr float kShare = 1.0F / kSlicesPerColumn;
constexpr std::size_t kMarksOfWord = 64;
constexpr std::size_t kLongRun = 8;

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
void blendLongRun(QRgb *pixels, std::size_t count, QRgb color, std::uint32_t through)
{
    for (std::size_t i = 0; i < count; ++i)
        pixels[i] = color + scaled(pixels[i], through);
}

// The edges of lines are runs of a pixel or two, not worth a vector's way.
void blendRun(QRgb *pixels, std::size_t count, QRgb color)
{
    const std::uint32_t through = 255 - (color >> 24U);
    if (through == 0) {
        std::fill_n(pixels, count, color);
    } else if (count >= kLongRun) {
        blendLongRun(pixels, count, color, through);
    } else {
        for (std::size_t i = 0; i < count; ++i)
            pixels[i] = color + scaled(pixels[i], through);
    }
}

} // namespace

ColumnInk::ColumnInk(int height)
    : m_height(height)
    , m_changes(static_cast<std::size_t>(height) + 2)
    , m_marks(m_changes.size() / kMarksOfWord + 1)
{}

void ColumnInk::change(std::size_t row, float change)
{
    m_changes[row] += change;
    m_marks[row / kMarksOfWord] |= std::uint64_t(1) << (row % kMarksOfWord);
}

void ColumnInk::step(float row, float change)
{
    const int whole = static_cast<int>(row);
    const float part = row - static_cast<float>(whole);
    this->change(static_cast<std::size_t>(whole), change * (1 - part));
    if (part > 0)
        this->change(static_cast<std::size_t>(whole) + 1, change * part);
}

void ColumnInk::cover(float top, float bottom, float share)
{
    step(top, share);
    step(bottom, -share);
    const RowRange rows{static_cast<int>(top), static_cast<int>(bottom) + 2};
    m_rows = m_rows.isEmpty()
                 ? rows
                 : RowRange{std::min(m_rows.begin, rows.begin), std::max(m_rows.end, rows.end)};
}

void ColumnInk::addUnion(std::span<const InkSpan> spans)
{
    // Most are the two arms of a join, which touch.
    InkSpan joined = spans.front();
    const bool areJoined = std::all_of(spans.begin() + 1, spans.end(), [&](const InkSpan &span) {
        if (span.top > joined.bottom || span.bottom < joined.top)
            return false;
        joined.top = std::min(joined.top, span.top);
        joined.bottom = std::max(joined.bottom, span.bottom);
        return true;
    });
    if (areJoined) {
        cover(joined.top, joined.bottom, kShare);
        return;
    }
    m_slice.assign(spans.begin(), spans.end());
    std::sort(m_slice.begin(), m_slice.end(),
              [](const InkSpan &a, const InkSpan &b) { return a.top < b.top; });
    InkSpan whole = m_slice.front();
    for (const InkSpan &span : m_slice) {
        if (span.top > whole.bottom) {
            cover(whole.top, whole.bottom, kShare);
            whole = span;
        }
        whole.bottom = std::max(whole.bottom, span.bottom);
    }
    cover(whole.top, whole.bottom, kShare);
}

void ColumnInk::addSlices(std::span<const InkSpan> spans)
{
    const auto behind = [&](std::size_t from) {
        std::size_t i = from + 1;
        while (i < spans.size() && spans[i].slice == spans[from].slice)
            ++i;
        return i;
    };
    for (std::size_t i = 0; i < spans.size();) {
        std::size_t next = behind(i);
        if (next - i > 1) {
            addUnion(spans.subspan(i, next - i));
            i = next;
            continue;
        }
        // The slices of a rectangle are alike.
        float share = kShare;
        for (; next < spans.size() && spans[next].top == spans[i].top &&
               spans[next].bottom == spans[i].bottom && behind(next) == next + 1;
             ++next)
            share += kShare;
        cover(spans[i].top, spans[i].bottom, share);
        i = next;
    }
}

RowRange ColumnInk::blend(std::span<const InkSpan> spans, QRgb color, QRgb *pixels)
{
    m_rows = {};
    addSlices(spans);
    float coverage = 0;
    int row = m_rows.begin;
    const auto inkTo = [&](int end) {
        const auto share = static_cast<std::uint32_t>(std::clamp(coverage, 0.0F, 1.0F) * 255 +
                                                      0.5F); // sums may be a hair off
        if (share > 0 && end > row)
            blendRun(pixels + row, static_cast<std::size_t>(end - row), scaled(color, share));
    };
    const auto words = static_cast<std::size_t>(m_rows.end + int(kMarksOfWord) - 1) / kMarksOfWord;
    for (auto word = static_cast<std::size_t>(m_rows.begin) / kMarksOfWord; word < words; ++word) {
        for (std::uint64_t marks = std::exchange(m_marks[word], 0); marks != 0;
             marks &= marks - 1) {
            const auto next =
                word * kMarksOfWord + static_cast<std::size_t>(std::countr_zero(marks));
            inkTo(std::min(static_cast<int>(next), m_height));
            coverage += std::exchange(m_changes[next], 0.0F);
            row = static_cast<int>(next);
        }
    }
    return {m_rows.begin, std::min(m_rows.end, m_height)};
}

} // namespace tidemark::charts
