// SPDX-License-Identifier: GPL-3.0-or-later
// Lines whose points lie closer than pixels: every spike is inked, and they look like a stroke.
#include "tests/support/test_registry.h"
#include "views/charts/dense_line.h"

#include <QImage>
#include <QPainter>
#include <QPicture>
#include <QTest>

#include <cmath>
#include <cstdlib>
#include <random>

using namespace tidemark;
using charts::InkRun;

class DenseLineTest final : public QObject
{
    Q_OBJECT

    static std::vector<QPointF> noise(int count, double step, double height)
    {
        std::mt19937 random(3);
        std::vector<QPointF> line;
        for (int i = 0; i < count; ++i)
            line.emplace_back(10 + i * step,
                              height *
                                  (0.2 + 0.6 * static_cast<double>(random() % 1'000) / 1'000.0));
        return line;
    }
    static QImage canvas(double ratio)
    {
        QImage image(QSize(200, 120) * ratio, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(ratio);
        image.fill(Qt::white);
        return image;
    }
    /// How much of the image is inked, in pixels.
    static double inkOf(const QImage &image)
    {
        double ink = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                ink += (255 - qGray(image.pixel(x, y))) / 255.0;
        }
        return ink;
    }

private Q_SLOTS:
    void runsHoldWhatCrossesTheirColumn()
    {
        const std::vector<QPointF> line{{0.5, 10}, {0.9, 30}, {2.9, 10}};
        const auto runs = charts::inkRuns(line, 2);
        QCOMPARE(runs.size(), 3U);
        QCOMPARE(runs[0], (InkRun{0, 9, 31}));
        QCOMPARE(runs[1].column, 1);
        QCOMPARE(runs[1].top, 19 - 1.0);
        QCOMPARE(runs[1].bottom, 29 + 1.0);
        QCOMPARE(runs[2].top, 9.0);
        QCOMPARE(runs[2].bottom, 19 + 1.0);
    }

    void aSinglePointIsARun()
    {
        const std::vector<QPointF> line{{7.2, 5}};
        const auto runs = charts::inkRuns(line, 2);
        QCOMPARE(runs.size(), 1U);
        QCOMPARE(runs[0], (InkRun{7, 4, 6}));
        QVERIFY(charts::inkRuns({}, 2).empty());
    }

    void everySpikeIsInked()
    {
        QImage image = canvas(1);
        std::vector<QPointF> line;
        for (int i = 0; i < 800; ++i)
            line.emplace_back(10 + i * 0.2, i == 401 ? 10 : 100); // one of five in its column
        QPainter painter(&image);
        charts::paintDenseLine(painter, line, Qt::black, 1.75);
        painter.end();
        QCOMPARE(qGray(image.pixel(90, 50)), 0);
        QCOMPARE(qGray(image.pixel(70, 50)), 255);
    }

    void looksLikeAStroke_data()
    {
        QTest::addColumn<double>("ratio");
        QTest::addColumn<double>("step");
        for (const double ratio : {1.0, 1.5, 2.0}) {
            for (const double step : {0.5, 1.0, 1.6})
                QTest::addRow("%g px at %g", step, ratio) << ratio << step;
        }
    }

    void looksLikeAStroke()
    {
        QFETCH(const double, ratio);
        QFETCH(const double, step);
        const auto line = noise(static_cast<int>(170 / step), step, 120);
        QImage runs = canvas(ratio);
        QPainter painter(&runs);
        charts::paintDenseLine(painter, line, Qt::black, 1.75);
        painter.end();
        QImage stroke = canvas(ratio);
        painter.begin(&stroke);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Qt::black, 1.75, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
        painter.drawPolyline(line.data(), static_cast<int>(line.size()));
        painter.end();
        const double difference = std::abs(inkOf(runs) - inkOf(stroke)) / inkOf(stroke);
        QVERIFY2(difference < 0.35, qPrintable(QString::number(difference)));
    }

    void anOffsetPainterHitsTheSamePixels()
    {
        const auto line = noise(300, 0.5, 100);
        QImage here = canvas(2);
        QPainter painter(&here);
        painter.translate(20, 10);
        charts::paintDenseLine(painter, line, Qt::black, 1.75);
        painter.end();
        QImage there = canvas(2);
        std::vector<QPointF> moved;
        for (const QPointF &point : line)
            moved.push_back(point + QPointF(20, 10));
        painter.begin(&there);
        charts::paintDenseLine(painter, moved, Qt::black, 1.75);
        painter.end();
        QVERIFY(here == there);
    }

    void runsAreForPixelsOnly()
    {
        QImage image = canvas(1);
        QPainter painter(&image);
        QVERIFY(charts::canPaintRuns(painter));
        painter.rotate(10);
        QVERIFY(!charts::canPaintRuns(painter));
        painter.end();
        QPicture picture;
        painter.begin(&picture);
        QVERIFY(!charts::canPaintRuns(painter));
        painter.end(); // the picture goes first
    }
};

TIDEMARK_TEST(DenseLineTest)
#include "dense_line_test.moc"
