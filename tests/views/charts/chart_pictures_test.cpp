// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the charts in both themes: each designed state is drawn off screen, checked for what
// it must show, and written to the folder TIDEMARK_PICTURES when that is set.
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"
#include "tests/views/theme/picture_test_case.h"

#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/charts/single_value_panel.h"

#include <QFrame>
#include <QGridLayout>
#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class ChartPictures : public test::PictureTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void drawsTheDashboardPanels_data();
    void drawsTheDashboardPanels();
    void drawsEveryDesignedState_data();
    void drawsEveryDesignedState();
    void drawsTimeAxes_data();
    void drawsTimeAxes();
};

namespace {

QFrame *card(QWidget *content, QWidget *parent)
{
    auto *frame = new QFrame(parent);
    frame->setProperty("card", true);
    auto *layout = new QVBoxLayout(frame);
    layout->setContentsMargins(10, 8, 10, 4);
    content->setParent(frame);
    layout->addWidget(content);
    return frame;
}

TimeWindow yearWindow()
{
    return {test::utcDay(2025, 11, 24), test::utcDay(2026, 11, 23)};
}

ChartWidget *weeklyChart(const theme::Theme &theme)
{
    auto *chart = new ChartWidget(theme);
    chart->setTitle(u"drive.distance_km"_s, u"weekly mean, min–max band"_s);
    chart->setPeriod(Period::Weekly);
    chart->setTimeWindow(yearWindow());
    chart->setSeries({test::yearOfWeeks(u"drive.distance_km"_s, 38, 0)});
    return chart;
}

ChartWidget *barChart(const theme::Theme &theme)
{
    auto *chart = new ChartWidget(theme);
    chart->setTitle(u"Monthly sum"_s, u"with last year"_s);
    chart->setPeriod(Period::Monthly);
    const TimeWindow window{test::utcDay(2025, 12, 1), test::utcDay(2026, 12, 1)};
    chart->setTimeWindow(window);
    std::vector<ChartSeries> all;
    for (int n = 0; n < 2; ++n) {
        ChartSeries series;
        series.identity = n == 0 ? u"before"_s : u"now"_s;
        series.name = n == 0 ? u"2024/25"_s : u"2025/26"_s;
        series.function = u"sum"_s;
        series.unit = Unit::of(u"m");
        series.shape = SeriesShape::Bars;
        series.style.isMuted = n == 0;
        int month = 0;
        for (const TimeWindow &bucket : Calendar{}.buckets(window, Period::Monthly)) {
            ChartPoint point;
            point.window = bucket;
            point.value = 31000 + 21000 * std::sin(month * 1.3 + n) + 4000 * n;
            point.count = 1600;
            point.isSoFar = n == 1 && month == 11;
            series.points.push_back(point);
            ++month;
        }
        all.push_back(series);
    }
    chart->setSeries(all);
    return chart;
}

ChartWidget *linesChart(const theme::Theme &theme)
{
    auto *chart = new ChartWidget(theme);
    chart->setTitle(u"cpu.busy by host"_s, u"last hour"_s);
    const std::int64_t begin = test::utcDay(2026, 11, 20).posixNs() + 18 * kNsPerHour;
    chart->setTimeWindow({Timestamp(begin), Timestamp(begin + kNsPerHour)});
    std::vector<ChartSeries> all;
    for (int n = 0; n < 4; ++n) {
        ChartSeries series;
        series.identity = series.name = u"host-%1"_s.arg(n + 1);
        series.unit = Unit::of(u"%");
        series.style = theme::styleOfSlot(n);
        for (int i = 0; i < 90; ++i) {
            ChartPoint point;
            const std::int64_t at = begin + 40 * kNsPerSecond * i;
            point.window = {Timestamp(at), Timestamp(at + 40 * kNsPerSecond)};
            if (n != 2 || i < 50 || i > 58) {
                point.value = 75 - 18 * n + 5 * std::sin(i * 0.2 + n) + 3 * std::sin(i * 1.1 * n);
                point.count = 40;
            }
            series.points.push_back(point);
        }
        all.push_back(series);
    }
    chart->setSeries(all);
    return chart;
}

SingleValuePanel *valuePanel(const theme::Theme &theme, const SingleValue &value)
{
    auto *panel = new SingleValuePanel(theme);
    panel->setValue(value);
    return panel;
}

SingleValue singleValue(const QString &caption, double value, double before, const QString &unit,
                        GoodDirection good)
{
    SingleValue single;
    single.caption = caption;
    single.value = value;
    single.before = before;
    single.unit = Unit::of(unit);
    single.good = good;
    single.comparedWith = u"the week before"_s;
    return single;
}

} // namespace

void ChartPictures::drawsTheDashboardPanels_data()
{
    addLooks();
}

void ChartPictures::drawsTheDashboardPanels()
{
    setLook();
    QWidget window;
    auto *grid = new QGridLayout(&window);
    grid->setContentsMargins(10, 10, 10, 10);
    grid->setSpacing(8);
    const auto good = GoodDirection::Up;
    const std::vector<SingleValue> values{
        singleValue(u"Distance, this week"_s, 13118, 11160, u"km"_s, good),
        singleValue(u"Disengagements / h"_s, 0.42, 0.53, u""_s, GoodDirection::Down),
        singleValue(u"Battery used"_s, 63.1, 60.7, u"%"_s, GoodDirection::Down),
        singleValue(u"Sessions"_s, 412, 374, u""_s, good)};
    int column = 0;
    for (const SingleValue &value : values)
        grid->addWidget(card(valuePanel(*m_theme, value), &window), 0, column++);
    ChartWidget *weekly = weeklyChart(*m_theme);
    grid->addWidget(card(weekly, &window), 1, 0, 1, 4);
    grid->addWidget(card(barChart(*m_theme), &window), 2, 0, 1, 2);
    grid->addWidget(card(linesChart(*m_theme), &window), 2, 2, 1, 2);
    grid->setRowStretch(1, 3);
    grid->setRowStretch(2, 2);
    window.resize(900, 640);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));

    const auto &frame = weekly->controller().frame();
    const QPoint at(static_cast<int>(frame.time.xOf(test::utcDay(2026, 8, 13))),
                    static_cast<int>(frame.plot.center().y()));
    QTest::mouseMove(weekly->canvas()->viewport(), at - QPoint(40, 0));
    QTest::mouseMove(weekly->canvas()->viewport(), at);
    QCOMPARE(weekly->controller().cursor().bucket->begin, test::utcDay(2026, 8, 10));

    const QImage image = weekly->grab().toImage();
    QVERIFY(test::pixelsLike(image, image.rect(), m_theme->palette().series[0]) > 500);
    QVERIFY(test::pixelsLike(image, image.rect(), m_theme->palette().plotBackground, 2) > 20000);
    save(window, u"charts_panels"_s);
}

void ChartPictures::drawsEveryDesignedState_data()
{
    addLooks();
}

void ChartPictures::drawsEveryDesignedState()
{
    setLook();
    QWidget window;
    auto *grid = new QGridLayout(&window);
    std::vector<ChartWidget *> charts;
    for (int i = 0; i < 4; ++i) {
        charts.push_back(weeklyChart(*m_theme));
        grid->addWidget(card(charts.back(), &window), i / 2, i % 2);
    }
    charts[0]->showEmpty(u"No records between 1 Mar and 8 Mar."_s,
                         {{u"Show all data"_s, [] {}}, {u"Add a value"_s, [] {}}});
    charts[1]->showError({ErrorCode::Locked,
                          u"The store is in use by another program. Close it there, then retry."_s,
                          u"SQLITE_BUSY"_s},
                         {{u"Retry"_s, [] {}}});
    charts[2]->showPartial(u"Showing 10,000 of about 48,000 records."_s,
                           {{u"Load more"_s, [] {}}, {u"Load all"_s, [] {}}});
    charts[3]->showLoading(u"Reading 48,000 records…"_s);
    window.resize(900, 560);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const auto *cancel = charts[3]->findChild<QPushButton *>();
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            const auto buttons = charts[3]->findChildren<QPushButton *>();
            return std::any_of(buttons.begin(), buttons.end(), [](const QPushButton *button) {
                return button->isVisible() && button->text() == u"Cancel"_s;
            });
        }(),
        3000);
    QVERIFY(cancel != nullptr);
    save(window, u"charts_states"_s);
}

void ChartPictures::drawsTimeAxes_data()
{
    addLooks();
}

void ChartPictures::drawsTimeAxes()
{
    setLook();
    const Zone berlin = test::zoneOf(u"Europe/Berlin"_s);
    struct Row
    {
        QString title;
        TimeWindow window;
        Zone zone;
    };
    const Timestamp day = test::utcDay(2026, 3, 2);
    const std::vector<Row> rows{
        {u"9 years"_s, {test::utcDay(2018, 1, 1), test::utcDay(2027, 1, 1)}, Zone::utc()},
        {u"6 months"_s, {test::utcDay(2025, 10, 10), test::utcDay(2026, 4, 10)}, Zone::utc()},
        {u"6 weeks"_s, {test::utcDay(2025, 12, 10), test::utcDay(2026, 1, 21)}, Zone::utc()},
        {u"autumn clock change"_s,
         {test::localTime(berlin, 2026, 10, 24, 22), test::localTime(berlin, 2026, 10, 25, 8)},
         berlin},
        {u"90 seconds"_s, {day, Timestamp(day.posixNs() + 90 * kNsPerSecond)}, Zone::utc()},
        {u"20 nanoseconds"_s, {day, Timestamp(day.posixNs() + 20)}, Zone::utc()}};
    QWidget window;
    auto *grid = new QGridLayout(&window);
    int place = 0;
    for (const Row &row : rows) {
        auto *chart = new ChartWidget(*m_theme);
        chart->setTitle(row.title);
        Calendar calendar;
        calendar.zone = row.zone;
        chart->setCalendar(calendar);
        chart->setTimeWindow(row.window);
        const std::int64_t bucket = std::max<std::int64_t>(row.window.duration().ns() / 10, 1);
        auto series =
            test::seriesOf(u"a"_s, row.window.begin, bucket, {1, 4, 2, {}, 3, 5, {}, 2, 6, 3});
        series.unit = Unit::of(u"B");
        for (ChartPoint &point : series.points)
            point.value = point.value ? std::optional(*point.value * 3e6) : std::nullopt;
        chart->setSeries({series});
        grid->addWidget(card(chart, &window), place / 2, place % 2);
        ++place;
    }
    window.resize(1000, 640);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    for (const ChartWidget *chart : window.findChildren<ChartWidget *>())
        QVERIFY2(chart->controller().frame().timeTicks.ticks.size() >= 4,
                 qPrintable(chart->controller().content().title));
    save(window, u"charts_axes"_s);
}

TIDEMARK_TEST(ChartPictures)

#include "chart_pictures_test.moc"
