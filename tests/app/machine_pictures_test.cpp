// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of this machine's dashboard, live and paused, in both themes and two sizes. Each is
// checked for clipped text, and written to the folder TIDEMARK_PICTURES when that is set.
#include "app/ready_dashboards/machine_dashboard.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/collect/machine_metrics.h"
#include "tests/app/window_looks.h"
#include "tests/support/test_registry.h"

#include <cmath>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class MachinePictures final : public QObject
{
    Q_OBJECT

    /// A quarter of an hour of a machine that works in bursts, once a second, from a fixed seed.
    static void record(const WindowFixture &f, const QString &name, const TagMap &tags, double low,
                       double high)
    {
        const DataPorts ports = f.window->workspace()->ports();
        NewDefinition definition;
        definition.name = name;
        definition.unit = collect::machineMetricUnit(name);
        const auto metric = await(ports.catalog->ensure({definition}));
        const auto series = await(ports.series->open({metric.value().definitions[0].id, tags}));
        std::mt19937 random(7);
        SampleBatch batch{series.value().id, {}, {}};
        double level = low;
        for (int i = 900; i > 0; --i) {
            if (random() % 60 == 0)
                level = low + (high - low) * static_cast<double>(random() % 100) / 100;
            if (i > 400 && i < 460)
                continue; // it slept for a minute
            batch.times.push_back(f.clock.now().posixNs() - i * kNsPerSecond);
            batch.values.push_back(level +
                                   (high - low) * static_cast<double>(random() % 100) / 900);
        }
        QVERIFY(await(ports.series->append({batch})));
    }
    static void fill(const WindowFixture &f)
    {
        record(f, u"machine.cpu.percent"_s, {}, 4, 80);
        record(f, u"machine.cpu.iowait.percent"_s, {}, 0, 5);
        record(f, u"machine.memory.used"_s, {}, 4e9, 9e9);
        record(f, u"machine.memory.available"_s, {}, 14e9, 19e9);
        record(f, u"machine.load.1m"_s, {}, 0.2, 3);
        record(f, u"machine.load.5m"_s, {}, 0.4, 2);
        record(f, u"machine.load.15m"_s, {}, 0.5, 1);
        record(f, u"machine.swap.used"_s, {}, 0, 1e6);
        record(f, u"machine.disk.read"_s, {{u"device"_s, u"nvme0n1"_s}}, 0, 2e8);
        record(f, u"machine.disk.read"_s, {{u"device"_s, u"sda"_s}}, 0, 4e7);
        record(f, u"machine.disk.written"_s, {{u"device"_s, u"nvme0n1"_s}}, 0, 1e8);
        record(f, u"machine.network.received"_s, {{u"interface"_s, u"eth0"_s}}, 1e4, 3e7);
        record(f, u"machine.network.sent"_s, {{u"interface"_s, u"eth0"_s}}, 1e3, 3e6);
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void looksAsDesigned_data() { addWindowLooks(u"machine"_s); }

    void looksAsDesigned()
    {
        WindowFixture f;
        applyWindowLook(f);
        QVERIFY(f.open());
        fill(f);
        QStringList names;
        const auto metrics = await(f.window->workspace()->ports().catalog->definitions());
        for (const Definition &metric : *metrics)
            names.append(metric.name);
        f.window->workspace()->tabs().open({QString(), machineDashboard(names), false});
        QTRY_COMPARE(f.view()->panels().size(), qsizetype(11));
        for (const PanelCard *panel : f.view()->panels())
            QTRY_COMPARE_WITH_TIMEOUT(panel->state(), PanelCard::State::Data, 20'000);
        QTest::qWait(300);
        lookAt(f);
        f.window->context().setWindow({f.clock.now() - Timedelta(700 * kNsPerSecond),
                                       f.clock.now() - Timedelta(100 * kNsPerSecond)});
        QCOMPARE(f.window->context().live(), LiveState::Following); // it is another length
        const TimeWindow window = f.window->context().window();
        f.window->context().setWindow(
            {window.begin - Timedelta(kNsPerSecond), window.end - Timedelta(kNsPerSecond)});
        QTRY_COMPARE(f.window->context().live(), LiveState::Paused);
        QTest::qWait(300);
        keepPicture(*f.window, QString::fromUtf8(QTest::currentDataTag()) % u"-paused"_s);
        QCOMPARE(clippedControl(*f.window), QString());
    }
};

TIDEMARK_TEST(MachinePictures)
#include "machine_pictures_test.moc"
