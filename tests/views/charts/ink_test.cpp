// SPDX-License-Identifier: GPL-3.0-or-later
// Lines and bands as ink: every spike is there, and they look like a painter's strokes and fills.
#include "tests/support/test_registry.h"
#include "views/charts/ink_sheet.h"

#include <QImage>
#include <QPainter>
#include <QPicture>
#include <QTest>

#include <cmath>
#include <cstdlib>
#include <random>

using namespace tidemark;
using charts::InkSheet;
using charts::InkSpan;
using charts::InkSpans;

class InkTest final : public QObject
{
    Q_OBJECT

    static constexpr QSize kSize{200, 120};

    static std::vector<QPointF> noise(int count, double step, double low, double high)
    {
        std::mt19937 random(3);
        std::vector<QPointF> line;
        for (int i = 0; i < count; ++i)
            line.emplace_back(10 + i * step,
                              low + (high - low) * static_cast<double>(random() % 1'000) / 1'000);
        return line;
    }
    static std::vector<QPointF> wave(int count, double step, double height)
    {
        std::vector<QPointF> line;
        for (int i = 0; i < count; ++i)
            line.emplace_back(10 + i * step, 60 + height * std::sin(i * step / 9));
        return line;
    }
    static QImage white(QSize size = kSize)
    {
        QImage image(size, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        return image;
    }
    static QImage inked(const InkSpans &spans, const QColor &color = Qt::black)
    {
        QImage image = white();
        QPainter painter(&image);
        InkSheet sheet(image.rect());
        sheet.add(spans, color);
        sheet.paint(painter);
        return image;
    }
    static QImage stroked(const std::vector<QPointF> &line, const QPen &pen)
    {
        QImage image = white();
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(pen);
        painter.drawPolyline(line.data(), static_cast<int>(line.size()));
        return image;
    }
    static QPen pen(double width)
    {
        return QPen(Qt::black, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
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
    /// How much of the ink is elsewhere, pixel by pixel.
    static double difference(const QImage &one, const QImage &other)
    {
        double sum = 0;
        for (int y = 0; y < one.height(); ++y) {
            for (int x = 0; x < one.width(); ++x)
                sum += std::abs(qGray(one.pixel(x, y)) - qGray(other.pixel(x, y))) / 255.0;
        }
        return sum / inkOf(other);
    }

private Q_SLOTS:
    void aFlatLineIsAsWideAsAsked()
    {
        InkSpans spans(kSize);
        spans.addLine(std::vector<QPointF>{{1, 10}, {3, 10}}, 2);
        const auto sorted = spans.sorted();
        QCOMPARE(sorted.size(), 8U); // two columns
        for (std::size_t i = 0; i < sorted.size(); ++i)
            QCOMPARE(sorted[i], (InkSpan{static_cast<int>(i) + 4, 9, 11}));
    }

    void aSteepLineIsAsWideAsAFlatOne()
    {
        InkSpans spans(kSize);
        spans.addLine(std::vector<QPointF>{{50, 20}, {50, 100}}, 2);
        const QImage image = inked(spans);
        QCOMPARE(inkOf(image), 160.0);
        QCOMPARE(qGray(image.pixel(49, 60)), 0);
        QCOMPARE(qGray(image.pixel(50, 60)), 0);
        QCOMPARE(qGray(image.pixel(51, 60)), 255);
        QCOMPARE(qGray(image.pixel(50, 19)), 255);
    }

    void nothingAndAPointAreNoLine()
    {
        InkSpans spans(kSize);
        spans.addLine({}, 2);
        spans.addLine(std::vector<QPointF>{{7, 5}}, 2);
        spans.addLine(std::vector<QPointF>{{7, 5}, {7, 5}}, 2);
        spans.addBand({}, {});
        QVERIFY(spans.sorted().empty());
    }

    void partsOfAPixelAreShades()
    {
        InkSpans spans(kSize);
        spans.addRectangle(10, 20.25, 12, 22.5);
        const QImage image = inked(spans);
        QCOMPARE(qGray(image.pixel(10, 20)), 255 - 191);
        QCOMPARE(qGray(image.pixel(11, 21)), 0);
        QCOMPARE(qGray(image.pixel(11, 22)), 255 - 128);
        QCOMPARE(qGray(image.pixel(12, 21)), 255);
    }

    void whatOverlapsIsInkedOnce()
    {
        QColor half = Qt::black;
        half.setAlpha(128);
        InkSpans spans(kSize);
        spans.addRectangle(10, 20, 30, 40);
        spans.addRectangle(20, 30, 40, 50);
        const QImage image = inked(spans, half);
        QCOMPARE(qGray(image.pixel(25, 35)), qGray(image.pixel(15, 25)));
        QCOMPARE(qGray(image.pixel(15, 25)), 127);
    }

    void laterShapesLieAbove()
    {
        QImage image = white();
        QPainter painter(&image);
        InkSheet sheet(image.rect());
        InkSpans spans(kSize);
        spans.addRectangle(10, 20, 30, 40);
        sheet.add(spans, Qt::red);
        sheet.add(spans, Qt::blue);
        sheet.paint(painter);
        QCOMPARE(image.pixel(20, 30), qRgb(0, 0, 255));
    }

    void straightOnInAnyDirection()
    {
        for (int dy = -300; dy <= 300; ++dy) {
            std::vector<QPointF> line;
            for (int i = 0; i < 4; ++i)
                line.emplace_back(20 + i * 0.7, 60 + i * dy / 90.0);
            InkSpans joined(kSize);
            joined.addLine(line, 2);
            InkSpans plain(kSize);
            plain.addLine(std::array{line.front(), line.back()}, 2);
            const double elsewhere = difference(inked(joined), inked(plain));
            QVERIFY2(elsewhere < 0.01, qPrintable(QString::number(elsewhere)));
        }
    }

    void everySpikeIsInked()
    {
        std::vector<QPointF> line;
        for (int i = 0; i < 800; ++i)
            line.emplace_back(10 + i * 0.2, i == 401 ? 10 : 100); // one of five in its column
        InkSpans spans(kSize);
        spans.addLine(line, 1.75);
        const QImage image = inked(spans);
        QVERIFY2(qGray(image.pixel(90, 50)) < 100,
                 qPrintable(QString::number(qGray(image.pixel(90, 50)))));
        QCOMPARE(qGray(image.pixel(70, 50)), 255);
    }

    void looksLikeAStroke_data()
    {
        QTest::addColumn<double>("width");
        QTest::addColumn<double>("step");
        QTest::addColumn<bool>("isNoise");
        QTest::addColumn<double>("limit"); // share of ink that is elsewhere
        for (const double width : {1.75, 2.625, 3.5}) {
            QTest::addRow("wave %g", width) << width << 3.0 << false << 0.03;
            QTest::addRow("noise, 12 px, %g", width) << width << 12.0 << true << 0.05;
            QTest::addRow("noise, 3 px, %g", width) << width << 3.0 << true << 0.08;
            QTest::addRow("noise, 0.7 px, %g", width) << width << 0.7 << true << 0.08;
        }
    }

    void looksLikeAStroke()
    {
        QFETCH(const double, width);
        QFETCH(const double, step);
        QFETCH(const bool, isNoise);
        QFETCH(const double, limit);
        const int count = static_cast<int>(170 / step);
        const auto line = isNoise ? noise(count, step, 24, 96) : wave(count, step, 40);
        InkSpans spans(kSize);
        spans.addLine(line, width);
        const double elsewhere = difference(inked(spans), stroked(line, pen(width)));
        QVERIFY2(elsewhere < limit, qPrintable(QString::number(elsewhere)));
    }

    void dashesAreAPens()
    {
        const auto line = wave(57, 3, 40);
        const std::vector<double> pattern{7, 4.4, 2.1, 3.5};
        QPen dashed = pen(1.75);
        dashed.setDashPattern({7 / 1.75, 4.4 / 1.75, 2.1 / 1.75, 3.5 / 1.75});
        InkSpans spans(kSize);
        spans.addDashedLine(line, 1.75, pattern);
        const double elsewhere = difference(inked(spans), stroked(line, dashed));
        QVERIFY2(elsewhere < 0.05, qPrintable(QString::number(elsewhere)));
    }

    void dashesOfAnEndlessLineEnd()
    {
        InkSpans spans(kSize);
        const std::vector<double> pattern{0.5, 0.25};
        spans.addDashedLine(
            std::vector<QPointF>{{-30'000, 60}, {-20, 60}, {100, 60}, {100, 30'000}}, 2, pattern);
        QVERIFY(!spans.sorted().empty());
        for (const InkSpan &span : spans.sorted()) {
            QVERIFY(span.slice >= 0);
            QVERIFY(span.slice < kSize.width() * charts::kSlicesPerColumn);
            QVERIFY(span.bottom <= kSize.height());
        }
    }

    void bandsAreFilledPolygons()
    {
        const auto upper = wave(30, 6, 30);
        std::vector<QPointF> lower;
        QPolygonF outline;
        for (const QPointF &point : upper) {
            lower.push_back(point + QPointF(0, 18.5));
            outline << point;
        }
        for (auto it = lower.rbegin(); it != lower.rend(); ++it)
            outline << *it;
        InkSpans spans(kSize);
        spans.addBand(upper, lower);
        QImage filled = white();
        QPainter painter(&filled);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::black);
        painter.drawPolygon(outline);
        painter.end();
        const double elsewhere = difference(inked(spans), filled);
        QVERIFY2(elsewhere < 0.01, qPrintable(QString::number(elsewhere)));
    }

    void whatLiesOutsideIsCutOff()
    {
        InkSpans spans(kSize);
        spans.addLine(std::vector<QPointF>{{-30'000, -30'000}, {30'000, 30'000}}, 2);
        spans.addRectangle(-50, -50, 400, 5);
        const QImage image = inked(spans);
        QCOMPARE(qGray(image.pixel(60, 60)), 0);
        QCOMPARE(qGray(image.pixel(199, 4)), 0);
        QCOMPARE(qGray(image.pixel(199, 5)), 255);
        QCOMPARE(qGray(image.pixel(20, 60)), 255);
    }

    void aMovedOrScaledPainterHitsTheSamePixels()
    {
        InkSpans spans(QSize(100, 60));
        spans.addLine(noise(60, 1.5, 5, 55), 1.75);
        QImage plain = white();
        QPainter painter(&plain);
        InkSheet sheet(QRect(40, 20, 100, 60));
        sheet.add(spans, Qt::black);
        sheet.paint(painter);
        painter.end();
        for (const double ratio : {1.0, 1.5, 2.0}) {
            QImage scaled = white();
            scaled.setDevicePixelRatio(ratio);
            painter.begin(&scaled);
            painter.translate(13.25, 7);
            sheet.paint(painter);
            painter.end();
            scaled.setDevicePixelRatio(1);
            QVERIFY2(scaled == plain, qPrintable(QString::number(ratio)));
        }
    }

    void inkIsForPixelsOnly()
    {
        QImage image = white();
        QPainter painter(&image);
        QVERIFY(charts::canPaintInk(painter));
        painter.rotate(10);
        QVERIFY(!charts::canPaintInk(painter));
        painter.end();
        QPicture picture;
        painter.begin(&picture);
        QVERIFY(!charts::canPaintInk(painter));
        painter.end(); // the picture goes first
    }
};

TIDEMARK_TEST(InkTest)
#include "ink_test.moc"
