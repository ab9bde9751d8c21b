// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/dense_line.h"

#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

/// Widens the run of a column, which is the last one or a later one.
void ink(std::vector<InkRun> &runs, int column, double one, double other)
{
    const auto [top, bottom] = std::minmax(one, other);
    if (runs.empty() || runs.back().column != column) {
        runs.push_back({column, top, bottom});
        return;
    }
    runs.back().top = std::min(runs.back().top, top);
    runs.back().bottom = std::max(runs.back().bottom, bottom);
}

/// A segment's part in each column that it crosses.
void inkSegment(std::vector<InkRun> &runs, const QPointF &from, const QPointF &to)
{
    const int first = static_cast<int>(std::floor(from.x()));
    const int last = static_cast<int>(std::floor(to.x()));
    if (last <= first) {
        ink(runs, first, from.y(), to.y());
        return;
    }
    const double slope = (to.y() - from.y()) / (to.x() - from.x());
    double y = from.y();
    for (int column = first; column <= last; ++column) {
        const double end = column == last ? to.y() : from.y() + slope * (column + 1 - from.x());
        ink(runs, column, y, end);
        y = end;
    }
}

/// A part of one column of device pixels, filled by the share of it that is covered.
class ColumnFiller
{
public:
    ColumnFiller(QPainter &painter, const QColor &color, double ratio)
        : m_painter(painter)
        , m_color(color)
        , m_ratio(ratio)
    {}

    void fill(const InkRun &run)
    {
        const double first = std::floor(run.top);
        const double last = std::ceil(run.bottom) - 1;
        if (last <= first) {
            pixels(run.column, first, first + 1, run.bottom - run.top);
            return;
        }
        pixels(run.column, first, first + 1, first + 1 - run.top);
        pixels(run.column, first + 1, last, 1);
        pixels(run.column, last, last + 1, run.bottom - last);
    }

private:
    void pixels(int column, double top, double bottom, double coverage)
    {
        if (bottom <= top || coverage <= 0)
            return;
        QColor color = m_color;
        color.setAlphaF(static_cast<float>(m_color.alphaF() * std::min(coverage, 1.0)));
        fillNarrow(m_painter,
                   QRectF(column / m_ratio, top / m_ratio, 1 / m_ratio, (bottom - top) / m_ratio),
                   color);
    }

    QPainter &m_painter;
    QColor m_color;
    double m_ratio;
};

} // namespace

namespace {

/// A steep line is as wide as a flat one: its runs reach into the columns beside theirs.
std::vector<InkRun> widened(const std::vector<InkRun> &runs, int columns)
{
    if (columns == 0 || runs.empty())
        return runs;
    std::vector<InkRun> wide;
    for (const InkRun &run : runs) {
        for (int column = run.column - columns; column <= run.column + columns; ++column) {
            const int place = wide.empty() ? -1 : column - wide.front().column;
            if (place < 0 || place >= static_cast<int>(wide.size())) {
                wide.push_back({column, run.top, run.bottom});
                continue;
            }
            InkRun &known = wide[static_cast<std::size_t>(place)];
            known.top = std::min(known.top, run.top);
            known.bottom = std::max(known.bottom, run.bottom);
        }
    }
    return wide;
}

} // namespace

std::vector<InkRun> inkRuns(std::span<const QPointF> line, double width)
{
    std::vector<InkRun> runs;
    if (line.size() == 1)
        ink(runs, static_cast<int>(std::floor(line[0].x())), line[0].y(), line[0].y());
    for (std::size_t i = 1; i < line.size(); ++i)
        inkSegment(runs, line[i - 1], line[i]);
    runs = widened(runs, static_cast<int>(std::lround((width - 1) / 2 - 0.1)));
    for (InkRun &run : runs) {
        run.top -= width / 2;
        run.bottom += width / 2;
    }
    return runs;
}

bool canPaintRuns(const QPainter &painter)
{
    const QPaintEngine *engine = painter.paintEngine();
    return engine && engine->type() == QPaintEngine::Raster &&
           painter.deviceTransform().type() <= QTransform::TxScale;
}

void fillNarrow(QPainter &painter, const QRectF &area, const QColor &color)
{
    constexpr double kRows = 60;
    const double most = kRows / painter.deviceTransform().m22();
    for (double top = area.top(); top < area.bottom(); top += most)
        painter.fillRect(
            QRectF(area.left(), top, area.width(), std::min(most, area.bottom() - top)), color);
}

void paintDenseLine(QPainter &painter, std::span<const QPointF> line, const QColor &color,
                    double width)
{
    // Device pixels count from the device's own corner, wherever the painter's origin lies.
    const QTransform &transform = painter.deviceTransform();
    const double ratio = transform.m11();
    const QPointF shift(transform.dx() - std::floor(transform.dx()),
                        transform.dy() - std::floor(transform.dy()));
    std::vector<QPointF> device;
    device.reserve(line.size());
    for (const QPointF &point : line)
        device.push_back(point * ratio + shift);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.translate(-shift / ratio);
    ColumnFiller filler(painter, color, ratio);
    for (const InkRun &run : inkRuns(device, width * ratio))
        filler.fill(run);
    painter.restore();
}

} // namespace tidemark::charts
