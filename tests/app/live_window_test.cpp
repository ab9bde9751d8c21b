// SPDX-License-Identifier: GPL-3.0-or-later
// Following the clock, and this machine recorded and shown, as a person does it (V1, V2).
#include "app/ready_dashboards/machine_dashboard.h"
#include "app/window/machine_desk.h"
#include "app/window/tool_row.h"
#include "model/core/continue_on.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "tests/app/window_fixture.h"
#include "tests/support/heartbeat.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/test_registry.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/dashboards/chart_panel.h"
#include "views/range/live_mode.h"

#include <QDir>
#include <QElapsedTimer>
#include <QThreadPool>
#include <QToolButton>

#include <algorithm>

#include <time.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class LiveWindowTest final : public QObject
{
    Q_OBJECT

    static QToolButton *button(const WindowFixture &f, const QString &text)
    {
        for (QToolButton *each : f.window->toolRow().findChildren<QToolButton *>()) {
            if (each->text() == text && each->isVisible())
                return each;
        }
        return nullptr;
    }
    static SeriesId makeSeries(const WindowFixture &f)
    {
        const DataPorts ports = f.window->workspace()->ports();
        const auto metric = await(ports.catalog->create({u"load"_s}));
        return await(ports.series->open({metric.value().definition.id, {}})).value().id;
    }
    static void append(const WindowFixture &f, SeriesId series, std::int64_t before_ns, int count)
    {
        SampleBatch batch{series, {}, {}};
        for (int i = count; i > 0; --i) {
            batch.times.push_back(f.clock.now().posixNs() - before_ns - i * 1'000'000'000LL);
            batch.values.push_back(i % 7);
        }
        QVERIFY(await(f.window->workspace()->ports().series->append({batch})));
    }
    /// An hour up to now, of which the window shows ten minutes.
    static SeriesId openWithAnHour(WindowFixture &f)
    {
        if (!f.open())
            return {};
        const SeriesId series = makeSeries(f);
        append(f, series, 0, 3'600);
        if (!QTest::qWaitFor([&] { return f.view() && f.view()->panel(u"main"_s); }, 20'000))
            return {};
        f.window->context().setWindow(
            {f.clock.now() - Timedelta(600 * kNsPerSecond), f.clock.now()});
        return series;
    }
    static double processSeconds()
    {
        timespec used{};
        ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
        return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
    }
    static charts::ChartWidget *mainChart(const WindowFixture &f)
    {
        auto *panel = qobject_cast<ChartPanel *>(f.view()->panel(u"main"_s));
        return panel ? panel->chart() : nullptr;
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void theEdgeStaysAheadOfNow()
    {
        WindowFixture f;
        QVERIFY(openWithAnHour(f).isValid());
        ViewContext &context = f.window->context();
        QTest::mouseClick(button(f, u"Live"_s), Qt::LeftButton);
        QCOMPARE(context.live(), LiveState::Following);
        const std::int64_t length = 600 * kNsPerSecond;
        QCOMPARE(context.window().duration().ns(), length);
        QCOMPARE((context.window().end - f.clock.now()).ns(), length / 20);
        QVERIFY(f.window->actions().action(u"range.live"_s)->isChecked());
        f.clock.set(f.clock.now() + Timedelta(5 * kNsPerSecond));
        QTRY_COMPARE((context.window().end - f.clock.now()).ns(), length / 20);
        QCOMPARE(context.window().duration().ns(), length);
        QTest::mouseClick(button(f, u"Live"_s), Qt::LeftButton);
        QCOMPARE(context.live(), LiveState::Off);
        const TimeWindow left = context.window();
        f.clock.set(f.clock.now() + Timedelta(60 * kNsPerSecond));
        QTest::qWait(1'200);
        QCOMPARE(context.window(), left);
    }

    void arrivalsAreShownAtOnce()
    {
        WindowFixture f;
        const SeriesId series = openWithAnHour(f);
        QVERIFY(series.isValid());
        charts::ChartWidget *chart = mainChart(f);
        QVERIFY(chart);
        chart->canvas()->setFocus();
        f.press(Qt::Key_L);
        QCOMPARE(f.window->context().live(), LiveState::Following);
        f.clock.set(f.clock.now() + Timedelta(30 * kNsPerSecond));
        append(f, series, 0, 1);
        const Timestamp newest = f.clock.now() - Timedelta(kNsPerSecond);
        QTRY_VERIFY(!chart->controller().content().series.empty() &&
                    chart->controller().content().series[0].points.back().window.end > newest);
    }

    void lateValuesLandAtTheirTime()
    {
        WindowFixture f;
        const SeriesId series = openWithAnHour(f);
        QVERIFY(series.isValid());
        f.window->context().requestLive();
        charts::ChartWidget *chart = mainChart(f);
        const auto highest = [chart] {
            double most = 0;
            for (const auto &one : chart->controller().content().series) {
                for (const auto &point : one.points)
                    most = std::max(most, point.max.value_or(point.value.value_or(0)));
            }
            return most;
        };
        QTRY_VERIFY(highest() > 5);
        const Timestamp late = f.clock.now() - Timedelta(300 * kNsPerSecond + 500'000'000);
        QVERIFY(await(
            f.window->workspace()->ports().series->append({{series, {late.posixNs()}, {1'000}}})));
        QTRY_COMPARE(highest(), 1'000.0);
        QCOMPARE(f.window->context().live(), LiveState::Following);
    }

    void zoomingGoesOnAndPanningPauses()
    {
        WindowFixture f;
        const SeriesId series = openWithAnHour(f);
        QVERIFY(series.isValid());
        ViewContext &context = f.window->context();
        context.requestLive();
        charts::ChartWidget *chart = mainChart(f);
        chart->canvas()->setFocus();
        QTRY_VERIFY(chart->controller().content().window == context.window());
        f.press(Qt::Key_Plus);
        QCOMPARE(context.live(), LiveState::Following);
        const std::int64_t length = context.window().duration().ns();
        QVERIFY2(length < 550 * kNsPerSecond, qPrintable(QString::number(length)));
        QCOMPARE((context.window().end - f.clock.now()).ns(), length / 20);
        f.press(Qt::Key_PageUp);
        QCOMPARE(context.live(), LiveState::Paused);
        QVERIFY(button(f, u"Paused · 0 new"_s));
        const TimeWindow held = context.window();
        f.clock.set(f.clock.now() + Timedelta(60 * kNsPerSecond));
        append(f, series, 0, 12);
        QTRY_VERIFY(button(f, u"Paused · 12 new"_s));
        QCOMPARE(context.window(), held);
        QTest::mouseClick(button(f, u"Resume"_s), Qt::LeftButton);
        QCOMPARE(context.live(), LiveState::Following);
        QCOMPARE(context.window().duration().ns(), length);
        QVERIFY(context.window().contains(f.clock.now()));
        QVERIFY(!button(f, u"Resume"_s));
    }

    void selectingAStretchPauses()
    {
        WindowFixture f;
        QVERIFY(openWithAnHour(f).isValid());
        ViewContext &context = f.window->context();
        context.requestLive();
        const TimeWindow held = context.window();
        context.setSelectedSpan(TimeWindow{held.begin, held.begin + Timedelta(kNsPerSecond)});
        QCOMPARE(context.live(), LiveState::Paused);
        QCOMPARE(context.window(), held);
    }

    void aChosenRangeEndsIt()
    {
        WindowFixture f;
        QVERIFY(openWithAnHour(f).isValid());
        ViewContext &context = f.window->context();
        context.requestLive();
        QVERIFY(context.setRange(TimeRange::allData()));
        QCOMPARE(context.live(), LiveState::Off);
        QCOMPARE(context.range(), TimeRange::allData());
    }

    void aRefreshHoldsValuesBack()
    {
        WindowFixture f;
        const SeriesId series = openWithAnHour(f);
        QVERIFY(series.isValid());
        f.window->actions().action(u"live.5min"_s)->trigger();
        QCOMPARE(f.settings.settings().liveRefresh,
                 std::optional<std::chrono::milliseconds>(std::chrono::minutes(5)));
        ViewContext &context = f.window->context();
        context.requestLive();
        const TimeWindow held = context.window();
        f.clock.set(f.clock.now() + Timedelta(30 * kNsPerSecond));
        append(f, series, 0, 3);
        QTest::qWait(1'500);
        QCOMPARE(context.window(), held);
        f.window->actions().action(u"live.arrival"_s)->trigger();
        append(f, series, -kNsPerSecond, 1);
        QTRY_VERIFY(context.window() != held);
    }

    // V4, for some seconds; longer as a soak test.
    void keepsUpWithAThousandValuesASecond()
    {
        constexpr int kSeries = 20;
        constexpr int kPerSecond = 50;
        WindowFixture f;
        QVERIFY(openWithAnHour(f).isValid());
        const DataPorts ports = f.window->workspace()->ports();
        const MetricId metric = await(ports.catalog->find(u"load"_s)).value().id;
        std::vector<SeriesId> series;
        for (int i = 0; i < kSeries; ++i)
            series.push_back(
                await(ports.series->open({metric, {{u"host"_s, QString::number(i)}}})).value().id);
        f.window->context().requestLive();
        int seconds = qEnvironmentVariableIntValue("TIDEMARK_LIVE_SECONDS");
        if (seconds == 0)
            seconds = 5;
        std::int64_t sent = 0;
        std::int64_t stored = 0;
        const double before = processSeconds();
        Heartbeat heart;
        for (int second = 0; second < seconds; ++second) {
            f.clock.set(f.clock.now() + Timedelta(kNsPerSecond));
            std::vector<SampleBatch> batches;
            for (const SeriesId each : series) {
                SampleBatch batch{each, {}, {}};
                for (int i = 0; i < kPerSecond; ++i) {
                    batch.times.push_back(f.clock.now().posixNs() -
                                          (kPerSecond - i) * kNsPerSecond / kPerSecond);
                    batch.values.push_back((second * kPerSecond + i) % 97);
                }
                batches.push_back(std::move(batch));
            }
            sent += kSeries * kPerSecond;
            continueOn(f.window.get(), ports.series->append(std::move(batches)),
                       [&stored](const Result<SampleOutcome> &outcome) {
                           stored += outcome ? outcome->added : 0;
                       });
            QTest::qWait(1'000);
        }
        QTRY_COMPARE(stored, sent);
        QTRY_COMPARE(mainChart(f)->controller().content().series.size(), std::size_t(kSeries));
        const Timestamp newest = f.clock.now() - Timedelta(kNsPerSecond);
        QTRY_VERIFY(mainChart(f)->controller().content().series[1].points.back().window.end >
                    newest);
        qInfo("%d s: longest stall %lld ms, %.0f %% of one core", seconds, heart.longestStall_ms(),
              100 * (processSeconds() - before) / seconds);
        QVERIFY(heart.longestStall_ms() <= Heartbeat::kLimit_ms);
    }

    void thisMachineIsRecordedAndShown()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"weight"_s, 5);
        QTRY_VERIFY(f.view() && f.view()->panel(u"main"_s));
        const TimeRange before = f.window->context().range();
        f.window->actions().action(u"machine.show"_s)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(f.view()->dashboard().uid, machineDashboardUid(), 20'000);
        QVERIFY(f.window->machine()->isRecording());
        QTRY_VERIFY(f.window->actions().action(u"machine.record"_s)->isChecked());
        QCOMPARE(f.window->context().live(), LiveState::Following);
        QCOMPARE(f.window->context().window().duration().ns(), 900 * kNsPerSecond);
        for (const PanelCard *panel : f.view()->panels())
            QTRY_COMPARE_WITH_TIMEOUT(panel->state(), PanelCard::State::Data, 20'000);
        // Another dashboard has the window's range, and this one its own again.
        const int own = f.window->workspace()->tabs().currentIndex();
        f.window->workspace()->tabs().setCurrentIndex(0);
        QCOMPARE(f.window->context().range(), before);
        QCOMPARE(f.window->context().live(), LiveState::Off);
        f.window->workspace()->tabs().setCurrentIndex(own);
        QCOMPARE(f.window->context().live(), LiveState::Following);
        QCOMPARE(f.window->context().window().duration().ns(), 900 * kNsPerSecond);
        f.window->actions().action(u"machine.record"_s)->trigger();
        QVERIFY(!f.window->machine()->isRecording());
        f.window->actions().action(u"machine.show"_s)->trigger(); // the tab that is there
        QCOMPARE(f.window->workspace()->tabs().currentIndex(), own);
        QVERIFY(f.window->machine()->isRecording());
    }

    void recordingAndFollowingComeBackWithTheSession()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->actions().action(u"machine.show"_s)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(f.view() ? f.view()->dashboard().uid : QString(),
                                  machineDashboardUid(), 20'000);
        // The first values of a store are shown whole, unless the range follows them already.
        QTRY_VERIFY(f.window->workspace()->info().valueCount() > 0);
        QTest::qWait(500);
        QCOMPARE(f.window->context().live(), LiveState::Following);
        QVERIFY(f.open(u"other.tidemark"_s));
        QCOMPARE(f.window->context().live(), LiveState::Off);
        QVERIFY(!f.window->machine()->isRecording());
        QVERIFY(QThreadPool::globalInstance()->waitForDone(
            20'000)); // the session of the first is written
        QVERIFY(f.open());
        QTRY_COMPARE(f.view() ? f.view()->dashboard().uid : QString(), machineDashboardUid());
        QVERIFY(f.window->machine()->isRecording());
        QCOMPARE(f.window->context().live(), LiveState::Following);
    }

    // A reading waits up to five seconds for the lock of another program, or longer for a disk.
    void aReadingThatWaitsHoldsUpNeitherWindowNorStore()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->actions().action(u"machine.record"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(f.window->workspace()->info().valueCount() > 0, 20'000);
        SqliteFile other(f.path());
        other.run("PRAGMA busy_timeout = 5000").run("BEGIN IMMEDIATE"); // after a reading
        QTest::qWait(2'500); // until the next reading surely waits, as it does for five seconds
        f.window->actions().action(u"machine.record"_s)->trigger();
        QVERIFY(!f.window->machine()->isRecording());
        f.window.reset();
        // It does wait, elsewhere: had the window waited for it, it would be over.
        QVERIFY(!QThreadPool::globalInstance()->waitForDone(0));
        other.run("ROLLBACK");
        QVERIFY(QThreadPool::globalInstance()->waitForDone(20'000));
    }

    // As an import does: for longer than the store waits.
    void aLockOfAnotherProgramPausesTheRecording()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->actions().action(u"machine.record"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(f.window->workspace()->info().valueCount() > 0, 20'000);
        const auto said = [&f](const QString &text) {
            const auto messages = f.window->messages().messages();
            return std::count_if(messages.begin(), messages.end(), [&text](const Message &message) {
                return message.text.startsWith(text);
            });
        };
        const QString waits = u"What is read of this machine waits"_s;
        const QString goesOn = u"This machine is recorded again."_s;
        {
            SqliteFile other(f.path());
            other.run("PRAGMA busy_timeout = 5000").run("BEGIN IMMEDIATE"); // after a reading
            QTRY_VERIFY_WITH_TIMEOUT(said(waits) > 0, 30'000);
            QVERIFY(f.window->machine()->isRecording());
            other.run("ROLLBACK");
        }
        QTRY_VERIFY_WITH_TIMEOUT(said(goesOn) > 0, 30'000);
        QVERIFY(f.window->machine()->isRecording());
        QCOMPARE(said(waits), 1);
        QCOMPARE(said(goesOn), 1);
    }

    void aRecordingThatFailsIsTold()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->actions().action(u"machine.record"_s)->trigger();
        QVERIFY(f.window->machine()->isRecording());
        const auto metrics = f.window->workspace()->ports().catalog;
        QTRY_VERIFY_WITH_TIMEOUT(await(metrics->definitions()).value().size() > 5, 20'000);
        (void)f.window->workspace()->store().close();
        QTRY_VERIFY_WITH_TIMEOUT(!f.window->machine()->isRecording(), 20'000);
        QVERIFY(!f.window->actions().action(u"machine.record"_s)->isChecked());
        const auto told = f.window->messages().messages();
        QVERIFY(std::any_of(told.begin(), told.end(), [](const Message &message) {
            return message.text.startsWith(u"This machine is not recorded any more."_s);
        }));
    }
};

TIDEMARK_TEST(LiveWindowTest)
#include "live_window_test.moc"
