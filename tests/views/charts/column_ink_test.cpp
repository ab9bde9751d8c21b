// SPDX-License-Identifier: GPL-3.0-or-later
// A column of ink beside the same spans counted piece by piece.
#include "tests/support/test_registry.h"
#include "views/charts/column_ink.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <random>

using namespace tidemark;
using charts::ColumnInk;
using charts::InkSpan;
using charts::kSlicesPerColumn;

namespace {

constexpr int kHeight = 150;
constexpr int kPieces = 8; // of a row; borders of spans lie between them
constexpr QRgb kInk = 0xff000000U;

using Random = std::mt19937;

InkSpan anySpan(Random &random, int slice)
{
    const int pieces = kHeight * kPieces;
    const int top = static_cast<int>(random() % static_cast<unsigned>(pieces));
    const int most = random() % 2 == 0 ? pieces - top : std::min(pieces - top, 3 * kPieces);
    const int bottom = top + 1 + static_cast<int>(random() % static_cast<unsigned>(most));
    return {slice, static_cast<float>(top) / kPieces, static_cast<float>(bottom) / kPieces};
}

/// By slice: none, one or several in each, or a rectangle over all.
std::vector<InkSpan> anyColumn(Random &random)
{
    std::vector<InkSpan> spans;
    const InkSpan rectangle = anySpan(random, 0);
    const bool isRectangle = random() % 4 == 0;
    for (int slice = 0; slice < kSlicesPerColumn; ++slice) {
        if (isRectangle)
            spans.push_back({slice, rectangle.top, rectangle.bottom});
        for (auto left = random() % (isRectangle ? 2 : 5); left > 0; --left)
            spans.push_back(anySpan(random, slice));
    }
    return spans;
}

/// How many pieces of each row are covered, of kSlicesPerColumn * kPieces.
std::array<int, kHeight> covered(const std::vector<InkSpan> &spans)
{
    std::array<std::array<bool, kHeight * kPieces>, kSlicesPerColumn> isInked{};
    for (const InkSpan &span : spans) {
        const int end = static_cast<int>(span.bottom * kPieces);
        for (int i = static_cast<int>(span.top * kPieces); i < end; ++i)
            isInked[static_cast<std::size_t>(span.slice)][static_cast<std::size_t>(i)] = true;
    }
    std::array<int, kHeight> counts{};
    for (const auto &slice : isInked) {
        for (std::size_t i = 0; i < slice.size(); ++i)
            counts[i / kPieces] += slice[i] ? 1 : 0;
    }
    return counts;
}

} // namespace

class ColumnInkTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }
    void eachRowIsInkedByItsCoveredShare();
    void whatIsThereShinesThrough();
};

void ColumnInkTest::eachRowIsInkedByItsCoveredShare()
{
    Random random(11);
    ColumnInk ink(kHeight); // one for all: nothing of a column is left for the next
    for (int round = 0; round < 5'000; ++round) {
        const auto spans = anyColumn(random);
        const auto counts = covered(spans);
        std::array<QRgb, kHeight> pixels{};
        const charts::RowRange rows = ink.blend(spans, kInk, pixels.data());
        for (int row = 0; row < kHeight; ++row) {
            const auto at = static_cast<std::size_t>(row);
            const double share = counts[at] * 255.0 / (kSlicesPerColumn * kPieces);
            const double off = std::abs(qAlpha(pixels[at]) - share);
            QVERIFY2(off <= 0.51, qPrintable(QStringLiteral("round %1 row %2: %3 for %4")
                                                 .arg(round)
                                                 .arg(row)
                                                 .arg(qAlpha(pixels[at]))
                                                 .arg(share)));
            QVERIFY(counts[at] == 0 || (rows.begin <= row && row < rows.end));
        }
    }
}

void ColumnInkTest::whatIsThereShinesThrough()
{
    constexpr QRgb kHalf = 0x80004000U;                 // premultiplied
    for (const int length : {1, 2, 7, 8, 9, 31, 100}) { // as short and as long runs
        ColumnInk ink(kHeight);
        std::array<QRgb, kHeight> pixels{};
        pixels.fill(0xffff0080U);
        std::vector<InkSpan> spans;
        for (int slice = 0; slice < kSlicesPerColumn; ++slice)
            spans.push_back({slice, 20, static_cast<float>(20 + length)});
        (void)ink.blend(spans, kHalf, pixels.data());
        for (int row = 0; row < kHeight; ++row) {
            const bool isInside = row >= 20 && row < 20 + length;
            QCOMPARE(pixels[static_cast<std::size_t>(row)], isInside ? 0xff7f4040U : 0xffff0080U);
        }
    }
}

TIDEMARK_TEST(ColumnInkTest)
#include "column_ink_test.moc"
