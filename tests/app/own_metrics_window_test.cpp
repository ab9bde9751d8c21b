// SPDX-License-Identifier: GPL-3.0-or-later
// *Tidemark itself* in the window: recorded by a click, shown live, gone on with after a restart.
// Pictures of it are written to the folder TIDEMARK_PICTURES when that is set.
#include "app/own_metrics/own_metric_names.h"
#include "app/own_metrics/own_metrics.h"
#include "app/ready_dashboards/own_dashboard.h"
#include "app/window/own_metrics_desk.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "tests/app/window_looks.h"
#include "tests/support/test_registry.h"

#include <QAction>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class OwnMetricsWindowTest final : public QObject
{
    Q_OBJECT

    /// A window that counts what it does; the clock of the machine, since what is recorded has its
    /// times.
    struct CountingWindow : WindowFixture
    {
        CountingWindow() { remake(); }
        ~CountingWindow() { window.reset(); }
        void remake()
        {
            window.reset();
            clock.set(Timestamp::now());
            ProgramParts parts{&clock, &theme, &settings};
            parts.ownMetrics = &own;
            window = std::make_unique<MainWindow>(parts);
            window->resize(1280, 800);
            window->show();
        }
        [[nodiscard]] QAction *action(const QString &id) const
        {
            return window->actions().action(id);
        }

        own::OwnMetrics own{own::kWindow};
    };

    static bool showsItself(const WindowFixture &f)
    {
        return f.view() && f.view()->dashboard().uid == ownDashboardUid();
    }
    /// As a window and a server would have left it in the last quarter of an hour.
    static void record(const WindowFixture &f, const QString &name, const QString &unit,
                       const QString &program, double low, double high)
    {
        const DataPorts ports = f.window->workspace()->ports();
        NewDefinition definition;
        definition.name = name;
        definition.unit = unit;
        const auto metric = await(ports.catalog->ensure({definition}));
        const auto series = await(
            ports.series->open({metric.value().definitions[0].id, {{u"program"_s, program}}}));
        SampleBatch batch{series.value().id, {}, {}};
        for (int i = 180; i > 0; --i) {
            batch.times.push_back(f.clock.now().posixNs() - i * 5 * kNsPerSecond);
            const double level = (1 + std::sin(i / 9.0) * std::cos(i / 23.0)) / 2;
            batch.values.push_back(low + (high - low) * level);
        }
        QVERIFY(await(ports.series->append({batch})));
    }
    static void fill(const WindowFixture &f)
    {
        const QString window = u"window"_s;
        const QString server = u"serve"_s;
        for (const QString &program : {window, server}) {
            record(f, u"tidemark.query.rate"_s, u"1/s"_s, program, 0, 14);
            record(f, u"tidemark.query.p50"_s, u"ms"_s, program, 0.3, 1.2);
            record(f, u"tidemark.query.p95"_s, u"ms"_s, program, 2, 9);
            record(f, u"tidemark.write.rate"_s, u"1/s"_s, program, 0, 3);
            record(f, u"tidemark.write.p50"_s, u"ms"_s, program, 1, 4);
            record(f, u"tidemark.write.p95"_s, u"ms"_s, program, 4, 22);
            record(f, u"tidemark.stored.samples.rate"_s, u"1/s"_s, program, 0, 1'400);
            record(f, u"tidemark.process.memory"_s, u"B"_s, program, 9e7, 1.6e8);
            record(f, u"tidemark.process.cpu"_s, u"%"_s, program, 1, 35);
            record(f, u"system.cpu.percent"_s, u"%"_s, program, 5, 60);
            record(f, u"system.memory.percent"_s, u"%"_s, program, 40, 44);
            record(f, u"system.disk.percent"_s, u"%"_s, program, 61, 62);
            record(f, u"tidemark.machine.received.rate"_s, u"B/s"_s, program, 0, 2e5);
            record(f, u"tidemark.machine.sent.rate"_s, u"B/s"_s, program, 0, 4e4);
        }
        record(f, u"tidemark.frame.rate"_s, u"1/s"_s, window, 0, 20);
        record(f, u"tidemark.frame.p50"_s, u"ms"_s, window, 1, 3);
        record(f, u"tidemark.frame.p95"_s, u"ms"_s, window, 3, 8);
        record(f, u"tidemark.request.rate"_s, u"1/s"_s, server, 0, 60);
        record(f, u"tidemark.request.p50"_s, u"ms"_s, server, 1, 3);
        record(f, u"tidemark.request.p95"_s, u"ms"_s, server, 5, 40);
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aClickRecordsAndShowsIt()
    {
        CountingWindow f;
        QVERIFY(f.open());
        QVERIFY(!f.action(u"own.record"_s)->isChecked());
        f.action(u"own.show"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(showsItself(f), 20'000);
        QVERIFY(f.action(u"own.record"_s)->isChecked());
        QCOMPARE(f.window->context().live(), LiveState::Following);
        // what the window did so far is there: readings, writings, and soon frames
        const QStringList names = f.window->workspace()->metrics().names();
        for (const auto name : {"tidemark.query.count"_L1, "tidemark.write.count"_L1,
                                "tidemark.frame.count"_L1, "tidemark.process.memory"_L1})
            QVERIFY2(names.contains(name), name.data());
        // what it takes of the machine, and how that does, is shown from the first one on
        QStringList shown;
        for (const PanelSpec &panel : f.view()->dashboard().panels) {
            for (const MetricRef &metric : panel.metrics)
                shown.append(metric.name);
        }
        for (const auto name :
             {"tidemark.process.memory"_L1, "tidemark.process.cpu"_L1, "system.cpu.percent"_L1,
              "system.memory.percent"_L1, "system.disk.percent"_L1,
              "tidemark.machine.received.rate"_L1, "tidemark.machine.sent.rate"_L1})
            QVERIFY2(shown.contains(name), name.data());
        QVERIFY(std::none_of(names.begin(), names.end(), [](const QString &name) {
            return name.startsWith("tidemark.request"_L1); // that is a server's
        }));
        // again: the same tab, and it goes on
        const int tabs = f.window->workspace()->tabs().count();
        f.action(u"own.show"_s)->trigger();
        QCOMPARE(f.window->workspace()->tabs().count(), tabs);
        f.action(u"own.record"_s)->trigger();
        QVERIFY(!f.window->ownMetrics()->isRecording());
        QVERIFY(!f.action(u"own.record"_s)->isChecked());
    }

    void goesOnWithTheNextStart()
    {
        CountingWindow f;
        QVERIFY(f.open());
        f.action(u"own.record"_s)->trigger();
        QVERIFY(f.window->ownMetrics()->isRecording());
        f.window->close();
        QVERIFY(QThreadPool::globalInstance()->waitForDone(20'000)); // the session is written
        f.remake();
        QVERIFY(f.open());
        QVERIFY(f.window->ownMetrics()->isRecording());
        QVERIFY(f.action(u"own.record"_s)->isChecked());
    }

    void aWindowThatDoesNotCountSaysSo()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QVERIFY(!f.window->ownMetrics());
        f.window->actions().action(u"own.show"_s)->trigger(); // tells why not, and does nothing
        QVERIFY(!showsItself(f));
    }

    void framesAreCounted()
    {
        CountingWindow f;
        QVERIFY(f.open());
        f.addValues(u"weight"_s, 30);
        QTRY_VERIFY(!f.own.system().collector().readings(own::kFrame).empty());
        const auto frames = [&f] {
            const auto readings = f.own.system().collector().readings(own::kFrame);
            return std::get<metrics::Distribution>(readings.front().value).count();
        };
        f.window->workspace()->showAutomaticDashboard();
        QTRY_VERIFY(frames() > 0);
    }

    void looksAsDesigned_data() { addWindowLooks(u"itself"_s); }

    void looksAsDesigned()
    {
        CountingWindow f;
        applyWindowLook(f);
        QVERIFY(f.open());
        fill(f);
        QStringList names;
        const auto metrics = await(f.window->workspace()->ports().catalog->definitions());
        for (const Definition &metric : *metrics)
            names.append(metric.name);
        f.window->workspace()->tabs().open({QString(), ownDashboard(names), false});
        QTRY_VERIFY(showsItself(f));
        QVERIFY(f.view()->panels().size() > 10);
        for (const PanelCard *panel : f.view()->panels())
            QTRY_COMPARE_WITH_TIMEOUT(panel->state(), PanelCard::State::Data, 20'000);
        QTest::qWait(300);
        lookAt(f);
    }
};

TIDEMARK_TEST(OwnMetricsWindowTest)
#include "own_metrics_window_test.moc"
