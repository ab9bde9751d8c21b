// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/ink_sheet.h"

#include "views/charts/column_ink.h"

#include <QImage>
#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <span>

namespace tidemark::charts {

namespace {

constexpr int kStripColumns = 64;
constexpr std::size_t kRoomOfSlice = 32;

/// The columns of one strip lie one after another in memory, since shapes ink long runs of them;
/// the picture has them side by side.
class Strip
{
public:
    explicit Strip(int height)
        : m_stride(static_cast<std::size_t>(height) + 16) // no power of two: lines would collide
        , m_pixels(kStripColumns * m_stride)
        , m_picture(kStripColumns, height, QImage::Format_ARGB32_Premultiplied)
    {}

    [[nodiscard]] QRgb *column(int index)
    {
        return m_pixels.data() + m_stride * std::size_t(index);
    }
    void noteInked(RowRange rows)
    {
        if (rows.isEmpty())
            return;
        m_inked = m_inked.isEmpty() ? rows
                                    : RowRange{std::min(m_inked.begin, rows.begin),
                                               std::max(m_inked.end, rows.end)};
    }
    /// Blends the first columns at a place of the painter, and is empty again.
    void paint(QPainter &painter, const QPoint &corner, int columns)
    {
        if (m_inked.isEmpty())
            return;
        for (int y = m_inked.begin; y < m_inked.end; ++y) {
            auto *line = reinterpret_cast<QRgb *>(m_picture.scanLine(y));
            const QRgb *from = m_pixels.data() + y;
            for (int x = 0; x < columns; ++x, from += m_stride)
                line[x] = *from;
        }
        const int rows = m_inked.end - m_inked.begin;
        painter.drawImage(corner + QPoint(0, m_inked.begin), m_picture,
                          QRect(0, m_inked.begin, columns, rows));
        for (int x = 0; x < columns; ++x)
            std::fill_n(column(x) + m_inked.begin, rows, 0U);
        m_inked = {};
    }

private:
    std::size_t m_stride;
    std::vector<QRgb> m_pixels;
    QImage m_picture;
    RowRange m_inked;
};

} // namespace

InkSheet::InkSheet(const QRect &area)
    : m_area(area)
{}

void InkSheet::add(const InkSpans &spans, const QColor &color)
{
    const std::size_t begin = m_spans.size();
    // Room for many shapes at once: one large piece stays with the process from frame to frame,
    // while pieces that grow go back to the system, which clears their pages for each frame.
    if (m_spans.capacity() < begin + spans.size())
        m_spans.reserve(begin + spans.size() +
                        kRoomOfSlice * static_cast<std::size_t>(m_area.width()) * kSlicesPerColumn);
    m_spans.resize(begin + spans.size());
    spans.sortInto(std::span(m_spans).subspan(begin));
    m_shapes.push_back({qPremultiply(color.rgba()), begin, spans.size()});
}

void InkSheet::paint(QPainter &painter) const
{
    if (m_area.isEmpty() || m_shapes.empty())
        return;
    painter.save();
    const QTransform &device = painter.deviceTransform();
    painter.scale(1 / device.m11(), 1 / device.m22());
    painter.translate(-painter.deviceTransform().dx(), -painter.deviceTransform().dy());
    Strip strip(m_area.height());
    ColumnInk ink(m_area.height());
    std::vector<std::span<const InkSpan>> left;
    for (const Shape &shape : m_shapes)
        left.push_back(std::span(m_spans).subspan(shape.begin, shape.count));
    for (int begin = 0; begin < m_area.width(); begin += kStripColumns) {
        const int columns = std::min(kStripColumns, m_area.width() - begin);
        for (std::size_t i = 0; i < m_shapes.size(); ++i) {
            while (!left[i].empty() &&
                   left[i].front().slice < (begin + columns) * kSlicesPerColumn) {
                const int column = left[i].front().slice / kSlicesPerColumn;
                const auto end =
                    std::find_if(left[i].begin(), left[i].end(), [&](const auto &span) {
                        return span.slice >= (column + 1) * kSlicesPerColumn;
                    });
                const auto count = static_cast<std::size_t>(end - left[i].begin());
                strip.noteInked(ink.blend(left[i].first(count), m_shapes[i].color,
                                          strip.column(column - begin)));
                left[i] = left[i].subspan(count);
            }
        }
        strip.paint(painter, m_area.topLeft() + QPoint(begin, 0), columns);
    }
    painter.restore();
}

bool canPaintInk(const QPainter &painter)
{
    const QPaintEngine *engine = painter.paintEngine();
    return engine && engine->type() == QPaintEngine::Raster &&
           painter.deviceTransform().type() <= QTransform::TxScale;
}

} // namespace tidemark::charts
