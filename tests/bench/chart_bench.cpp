// SPDX-License-Identifier: GPL-3.0-or-later
// What drawing lines costs: as ink beside a stroked path, and whole frames of a chart at several
// numbers of series. Processor time of the process, since
// Qt gives parts of some fills to threads; median of 9.
#include "tests/bench/machine_line.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/charts/ink_sheet.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRounds = 9;
constexpr QSize kSize(1920, 1080);
constexpr double kBudget_ms = 10; // of a frame of 16.7 ms

template <class Work>
double medianMs(Work work)
{
    std::vector<double> times;
    for (int i = 0; i < kRounds; ++i) {
        timespec begin{};
        timespec end{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
        work();
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
        times.push_back(static_cast<double>(end.tv_sec - begin.tv_sec) * 1e3 +
                        static_cast<double>(end.tv_nsec - begin.tv_nsec) / 1e6);
    }
    std::sort(times.begin(), times.end());
    return times[kRounds / 2];
}

std::vector<QPointF> walk(double step)
{
    std::mt19937 random(5);
    std::vector<QPointF> line;
    double y = 500;
    for (double x = 50; x < 1880; x += step) {
        y = std::clamp(y + static_cast<double>(random() % 81) - 40, 50.0, 1'000.0);
        line.emplace_back(x, y);
    }
    return line;
}

void compareLines(QImage &image, double step)
{
    const auto line = walk(step);
    const double stroke = medianMs([&] {
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        QPainterPath path(line.front());
        for (const QPointF &point : line)
            path.lineTo(point);
        painter.strokePath(path, QPen(Qt::blue, 1.75, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    });
    const double ink = medianMs([&] {
        QPainter painter(&image);
        charts::InkSheet sheet(image.rect());
        charts::InkSpans spans(kSize);
        spans.addLine(line, 1.75);
        sheet.add(spans, Qt::blue);
        sheet.paint(painter);
    });
    std::printf("%5zu points, %.2f px apart: stroked path %8.2f ms, ink %6.2f ms, ratio %.1f\n",
                line.size(), step, stroke, ink, stroke / ink);
}

charts::ChartSeries columnsOf(int index, int count, std::int64_t begin_ns)
{
    std::mt19937 random(static_cast<unsigned>(index));
    charts::ChartSeries series;
    series.identity = u"s%1"_s.arg(index);
    series.name = series.identity;
    series.function = u"mean"_s;
    series.style = theme::styleOfSlot(index);
    series.gapRule = charts::GapRule::Buckets;
    double value = 50 + 10 * index;
    for (int i = 0; i < count; ++i) {
        value += static_cast<double>(random() % 201) / 100 - 1;
        charts::ChartPoint point;
        point.window = {Timestamp(begin_ns + i * 1'000'000'000LL),
                        Timestamp(begin_ns + (i + 1) * 1'000'000'000LL)};
        point.value = value;
        point.min = value - 3;
        point.max = value + 3;
        point.count = 20;
        series.points.push_back(point);
    }
    return series;
}

void compareFrames(const theme::Theme &theme)
{
    constexpr std::int64_t kBegin_ns = 1'700'000'000'000'000'000;
    for (const int count : {1, 2, 4, 8}) {
        charts::ChartWidget chart(theme);
        chart.resize(kSize);
        chart.show();
        std::vector<charts::ChartSeries> series;
        for (int i = 0; i < count; ++i)
            series.push_back(columnsOf(i, 1'800, kBegin_ns));
        chart.setTimeWindow({Timestamp(kBegin_ns), Timestamp(kBegin_ns + 1'800'000'000'000LL)});
        const double replace = medianMs([&] { chart.setSeries(series); });
        QImage image(kSize, QImage::Format_ARGB32_Premultiplied);
        const double paint = medianMs([&] {
            QPainter painter(&image);
            chart.canvas()->paintContent(painter);
        });
        std::printf("%d series of 1,800 columns with bands: new data %6.2f ms, painting %6.2f ms, "
                    "budget %.0f ms%s\n",
                    count, replace, paint, kBudget_ms,
                    replace + paint > kBudget_ms * 1.5 ? ": FAILED" : "");
    }
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    std::printf("%s\n", qPrintable(bench::machineLine()));
    QImage image(kSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    for (const double step : {16.0, 4.0, 2.0, 1.0, 0.5})
        compareLines(image, step);
    theme::Theme theme;
    theme.setMode(theme::Mode::Light);
    compareFrames(theme);
    return 0;
}
