// SPDX-License-Identifier: GPL-3.0-or-later
// Properties of what is drawn, read back from the pixels.
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/axis_painter.h"
#include "views/charts/series_painter.h"
#include "views/charts/sparkline.h"
#include "views/theme/palette.h"

#include <QPainter>
#include <QTest>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class SeriesPainterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void drawsNothingOverAGap_data();
    void drawsNothingOverAGap();
    void drawsALineOverAGapThatTheRuleAllows();
    void drawsALoneBucketAsAPoint();
    void drawsBandFromMinToMax();
    void drawsBarsSideBySide();
    void drawsTheBarOfABucketThatIsInViewInPart();
    void hatchesTheBarThatIsNotOver();
    void keepsASpikeAmongManyBuckets();
    void keepsInsideThePlot();
    void marksPointsWhenSixPixelsApart();
    void hidesWhatALogarithmCannotShow();
    void drawsTheSameAtEveryScale_data();
    void drawsTheSameAtEveryScale();
    void drawsASparklineWithItsGap();
};

namespace {

constexpr QSize kSize(600, 260);

struct Drawing
{
    ChartContent content;
    ChartFrame frame;
    QImage image;

    [[nodiscard]] QRect column(Timestamp at, int halfWidth = 2) const
    {
        const int x = static_cast<int>(frame.time.xOf(at));
        return {x - halfWidth, static_cast<int>(frame.plot.top()), 2 * halfWidth + 1,
                static_cast<int>(frame.plot.height())};
    }
};

Drawing drawn(std::vector<ChartSeries> series, const TimeWindow &window, double scale = 1)
{
    Drawing drawing;
    drawing.content.series = std::move(series);
    drawing.content.window = window;
    drawing.content.numbers = NumberFormatter(QLocale::c());
    drawing.frame = arranged(drawing.content, kSize, QFont());
    drawing.image = QImage(kSize * scale, QImage::Format_ARGB32_Premultiplied);
    drawing.image.setDevicePixelRatio(scale);
    drawing.image.fill(Qt::white);
    QPainter painter(&drawing.image);
    paintGrid(painter, drawing.frame, theme::paletteOf(theme::Look::Light));
    paintSeries(painter, drawing.content, drawing.frame, theme::paletteOf(theme::Look::Light));
    return drawing;
}

TimeWindow hours(int count)
{
    return {Timestamp(0), Timestamp(count * kNsPerHour)};
}

Timestamp hour(int n, int minute = 30)
{
    return Timestamp(n * kNsPerHour + minute * kNsPerMinute);
}

const QColor kBlue(0x00, 0x72, 0xb2);

} // namespace

void SeriesPainterTest::drawsNothingOverAGap_data()
{
    QTest::addColumn<SeriesShape>("shape");
    QTest::addColumn<bool>("isLeftOut");
    QTest::newRow("line, empty bucket") << SeriesShape::Line << false;
    QTest::newRow("line, bucket left out") << SeriesShape::Line << true;
    QTest::newRow("step, empty bucket") << SeriesShape::Step << false;
    QTest::newRow("step, bucket left out") << SeriesShape::Step << true;
    QTest::newRow("bars, empty bucket") << SeriesShape::Bars << false;
    QTest::newRow("points, empty bucket") << SeriesShape::Points << false;
}

void SeriesPainterTest::drawsNothingOverAGap()
{
    QFETCH(SeriesShape, shape);
    QFETCH(bool, isLeftOut);
    ChartSeries series = test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {5, 6, {}, 6, 5});
    for (ChartPoint &point : series.points) {
        point.min = 4;
        point.max = 7;
    }
    if (isLeftOut)
        series.points.erase(series.points.begin() + 2);
    series.shape = shape;
    const Drawing drawing = drawn({series}, hours(5));
    // Between the last ink of one side and the first of the other nothing but grid is drawn.
    const int blue = test::pixelsLike(drawing.image, drawing.column(hour(2), 20), kBlue, 90);
    QCOMPARE(blue, 0);
    QVERIFY(test::pixelsLike(drawing.image, drawing.column(hour(1), 6), kBlue, 60) > 0);
    QVERIFY(test::pixelsLike(drawing.image, drawing.column(hour(3), 6), kBlue, 60) > 0);
}

void SeriesPainterTest::drawsALineOverAGapThatTheRuleAllows()
{
    ChartSeries series =
        test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {5, {}, {}, 5, {}, {}, 5, 6});
    series.showBand = false;
    const auto ink = [&series](GapRule rule) {
        series.gapRule = rule;
        const Drawing drawing = drawn({series}, hours(8));
        return test::pixelsLike(drawing.image, drawing.column(hour(2), 10), kBlue, 90);
    };
    QCOMPARE(ink(GapRule::Buckets), 0);
    QVERIFY(ink(GapRule::MedianInterval) > 10); // the usual distance is three hours
    QVERIFY(ink(GapRule::Nothing) > 10);
    series.longestGap_ns = 2 * kNsPerHour - 1;
    QCOMPARE(ink(GapRule::Length), 0);
    series.longestGap_ns = 2 * kNsPerHour; // from the end of one bucket to the begin of the next
    QVERIFY(ink(GapRule::Length) > 10);
}

void SeriesPainterTest::drawsALoneBucketAsAPoint()
{
    const ChartSeries series =
        test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {5, {}, 6, {}, 5, 5});
    const Drawing drawing = drawn({series}, hours(6));
    QVERIFY(test::pixelsLike(drawing.image, drawing.column(hour(2), 4), kBlue) >= 12);
}

void SeriesPainterTest::drawsBandFromMinToMax()
{
    ChartSeries series = test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {5, 5, 5});
    for (ChartPoint &point : series.points) {
        point.min = 0;
        point.max = 10;
    }
    const Drawing drawing = drawn({series}, hours(3));
    const ValueScale &values = drawing.frame.axes.front().scale;
    const int x = static_cast<int>(drawing.frame.time.xOf(hour(1)));
    const QColor inside = drawing.image.pixelColor(x, static_cast<int>(values.yOf(8.7)));
    const QColor outside = drawing.image.pixelColor(x, static_cast<int>(values.yOf(10.4)));
    QVERIFY(inside != QColor(Qt::white));
    QVERIFY(inside.blue() > inside.red()); // the series' hue, translucent
    QCOMPARE(outside, QColor(Qt::white));
}

void SeriesPainterTest::drawsBarsSideBySide()
{
    ChartSeries first = test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {4, 4});
    ChartSeries second = test::seriesOf(u"b"_s, Timestamp(0), kNsPerHour, {8, 8});
    first.shape = second.shape = SeriesShape::Bars;
    second.style = theme::styleOfSlot(1);
    const Drawing drawing = drawn({first, second}, hours(2));
    const QColor orange = theme::paletteOf(theme::Look::Light).series[1];
    const QRect left = drawing.column(hour(0, 20));
    const QRect right = drawing.column(hour(0, 40));
    QVERIFY(test::pixelsLike(drawing.image, left, kBlue) > 100);
    QCOMPARE(test::pixelsLike(drawing.image, left, orange), 0);
    QVERIFY(test::pixelsLike(drawing.image, right, orange) >
            1.8 * test::pixelsLike(drawing.image, left, kBlue));
    QCOMPARE(test::pixelsLike(drawing.image, right, kBlue), 0);
}

void SeriesPainterTest::drawsTheBarOfABucketThatIsInViewInPart()
{
    ChartSeries series = test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {8, 8, 8});
    series.shape = SeriesShape::Bars;
    // The first bucket's last eleven minutes: less than the margin of its bar and a half.
    const Drawing drawing = drawn({series}, {hour(0, 49), Timestamp(3 * kNsPerHour)});
    const int left = static_cast<int>(drawing.frame.time.xOf(hour(0, 49)));
    const int end = static_cast<int>(drawing.frame.time.xOf(Timestamp(kNsPerHour)));
    const int edge = (end - left) / 20;
    const int top = static_cast<int>(drawing.frame.plot.top());
    const int height = static_cast<int>(drawing.frame.plot.height());
    QVERIFY(edge > 0);
    QCOMPARE(test::pixelsLike(drawing.image, QRect(left, top, edge, height), kBlue), 0);
    const QRect middle((left + end) / 2 - 1, top, 3, height);
    QVERIFY(test::pixelsLike(drawing.image, middle, kBlue) > 100);
}

void SeriesPainterTest::hatchesTheBarThatIsNotOver()
{
    ChartSeries series = test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {8, 8});
    series.shape = SeriesShape::Bars;
    series.points[1].isSoFar = true;
    const Drawing drawing = drawn({series}, hours(2));
    const int solid = test::pixelsLike(drawing.image, drawing.column(hour(0), 20), kBlue);
    const int hatched = test::pixelsLike(drawing.image, drawing.column(hour(1), 20), kBlue);
    QVERIFY(hatched > 0);
    QVERIFY2(hatched < solid / 2, QByteArray::number(hatched).constData());
}

void SeriesPainterTest::keepsASpikeAmongManyBuckets()
{
    ChartSeries series;
    series.identity = u"a"_s;
    for (int i = 0; i < 20'000; ++i) {
        ChartPoint point;
        point.window = {Timestamp(i * 1000LL), Timestamp((i + 1) * 1000LL)};
        point.value = i == 13'333 ? 10 : 1;
        point.count = 1;
        series.points.push_back(point);
    }
    const Drawing drawing = drawn({series}, {Timestamp(0), Timestamp(20'000'000)});
    const ValueScale &values = drawing.frame.axes.front().scale;
    const int x = static_cast<int>(drawing.frame.time.xOf(Timestamp(13'333'500)));
    const QRect tip(x - 1, static_cast<int>(values.yOf(10)), 3, 12);
    QVERIFY(test::pixelsLike(drawing.image, tip, kBlue, 60) >= 8);
}

void SeriesPainterTest::keepsInsideThePlot()
{
    ChartSeries series = test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {1, 9, 1, 9, 1, 9});
    const Drawing drawing = drawn({series}, {hour(2), hour(3)});
    const QRect plot = drawing.frame.plot.toAlignedRect();
    const int all = test::pixelsLike(drawing.image, drawing.image.rect(), kBlue, 60);
    QCOMPARE(all, test::pixelsLike(drawing.image, plot, kBlue, 60));
    // The line leaves the plot on either side: neighbours outside the window take part.
    QVERIFY(test::pixelsLike(drawing.image, {plot.left(), plot.top(), 4, plot.height()}, kBlue,
                             60) > 0);
    QVERIFY(test::pixelsLike(drawing.image, {plot.right() - 4, plot.top(), 4, plot.height()}, kBlue,
                             60) > 0);
}

void SeriesPainterTest::marksPointsWhenSixPixelsApart()
{
    const auto ink = [](int points, int shown) {
        ChartSeries series;
        series.identity = u"a"_s;
        for (int i = 0; i < points; ++i) {
            ChartPoint point;
            point.window = {Timestamp(i * 1000LL), Timestamp((i + 1) * 1000LL)};
            point.value = 5;
            point.count = 1;
            series.points.push_back(point);
        }
        const Drawing drawing = drawn({series}, {Timestamp(0), Timestamp(shown * 1000LL)});
        const int y = static_cast<int>(drawing.frame.axes.front().scale.yOf(5));
        const QRect above(static_cast<int>(drawing.frame.plot.left()) + 10, y - 3,
                          static_cast<int>(drawing.frame.plot.width()) - 20, 2);
        return test::pixelsLike(drawing.image, above, kBlue, 170);
    };
    QVERIFY(ink(60, 60) > 40);  // 9 px apart: dots stand out of the line
    QCOMPARE(ink(200, 200), 0); // 3 px apart: the line alone
}

void SeriesPainterTest::hidesWhatALogarithmCannotShow()
{
    Drawing drawing;
    drawing.content.series = {test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {1, 0, 100})};
    drawing.content.window = hours(3);
    drawing.content.axisSettings.front().isLogarithmic = true;
    drawing.frame = arranged(drawing.content, kSize, QFont());
    QVERIFY(drawing.frame.axes.front().scale.isLogarithmic());
    QVERIFY(!drawing.frame.axes.front().notice.isEmpty());
    drawing.image = QImage(kSize, QImage::Format_ARGB32_Premultiplied);
    drawing.image.fill(Qt::white);
    QPainter painter(&drawing.image);
    paintSeries(painter, drawing.content, drawing.frame, theme::paletteOf(theme::Look::Light));
    painter.end();
    QCOMPARE(test::pixelsLike(drawing.image, drawing.column(hour(1), 30), kBlue, 90), 0);
}

void SeriesPainterTest::drawsTheSameAtEveryScale_data()
{
    QTest::addColumn<double>("scale");
    for (const double scale : {1.0, 1.25, 1.5, 1.75, 2.0, 3.0})
        QTest::newRow(qPrintable(u"%1 %"_s.arg(scale * 100))) << scale;
}

void SeriesPainterTest::drawsTheSameAtEveryScale()
{
    QFETCH(double, scale);
    const ChartSeries series = test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {5, 6, 7, 6});
    const Drawing one = drawn({series}, hours(4), 1);
    const Drawing scaled = drawn({series}, hours(4), scale);
    QCOMPARE(scaled.image.size(), kSize * scale);
    const double expected = test::pixelsLike(one.image, one.image.rect(), kBlue, 120);
    const double found = test::pixelsLike(scaled.image, scaled.image.rect(), kBlue, 120);
    QVERIFY(found > expected * scale * scale * 0.7);
    // A hairline of the grid is at least one device pixel and drawn in its own colour.
    const QColor grid = theme::paletteOf(theme::Look::Light).grid;
    QVERIFY(test::pixelsLike(scaled.image, scaled.image.rect(), grid, 1) > 1000 * scale);
}

void SeriesPainterTest::drawsASparklineWithItsGap()
{
    QImage image(100, 20, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    const std::vector<std::optional<double>> values{1, 3, 2, {}, {}, {}, 2, 3, 1};
    paintSparkline(painter, image.rect(), values, kBlue);
    painter.end();
    QVERIFY(test::pixelsLike(image, {0, 0, 26, 20}, kBlue, 120) > 10);
    QCOMPARE(test::pixelsLike(image, {32, 0, 36, 20}, kBlue, 120), 0);
    QVERIFY(test::pixelsLike(image, {74, 0, 26, 20}, kBlue, 120) > 10);
    QImage untouched = image;
    QPainter again(&image);
    paintSparkline(again, image.rect(), {}, kBlue);
    again.end();
    QCOMPARE(image, untouched);
}

TIDEMARK_TEST(SeriesPainterTest)

#include "series_painter_test.moc"
