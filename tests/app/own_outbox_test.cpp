// SPDX-License-Identifier: GPL-3.0-or-later
// What a window keeps of itself while it publishes to a server: the outbox on *Tidemark itself*.
#include "app/own_metrics/own_metrics.h"
#include "app/window/own_metrics_desk.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/outbox_store.h"
#include "model/ports/series_store.h"
#include "model/ports/source_store.h"
#include "tests/app/live_sources_fixture.h"
#include "tests/app/own_dashboard_metrics.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class OwnOutboxTest final : public QObject
{
    Q_OBJECT

    /// The last value of the metric; nothing while there is none.
    static std::optional<double> last(const DataPorts &ports, const QString &metric)
    {
        const auto found = await(ports.catalog->find(metric));
        if (!found)
            return std::nullopt;
        const auto series = await(ports.series->list({found->id})).value();
        std::vector<SeriesId> ids;
        for (const SeriesInfo &each : series)
            ids.push_back(each.id);
        const auto values = await(ports.series->lastValues(std::move(ids))).value();
        return values.empty() || !values.front() ? std::nullopt
                                                 : std::optional(values.front()->value);
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void allThatTheDashboardShowsOfAWindowIsRecorded()
    {
        RobotoHarness server;
        own::OwnMetrics own(own::kWindow);
        LiveFixture f(&own);
        f.clock.set(Timestamp::now()); // what is recorded has the machine's times
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        NewSource wanted;
        wanted.name = u"Fleet"_s;
        wanted.endpoint = u"http://127.0.0.1:%1"_s.arg(server.port());
        wanted.level = PublishLevel::Detailed;
        const auto fleet = await(f.ports().sources->create(wanted));
        QVERIFY(fleet);
        QVERIFY(await(f.ports().outbox->enqueue(fleet->id, {}, {})));
        QTRY_VERIFY(f.links->link(fleet->id));
        QTRY_VERIFY(f.links->link(fleet->id)->delivery.counts.waiting > 0);
        f.window->ownMetrics()->setRecording(true);
        QTRY_VERIFY_WITH_TIMEOUT(last(f.ports(), u"tidemark.outbox.waiting"_s).value_or(0) > 0,
                                 20'000);
        auto kept = f.links->setToken(fleet->id, Secret(server.newToken().toLatin1()),
                                      SecretPlace::Session);
        QTRY_VERIFY(kept.isFinished());
        f.links->sendNow(fleet->id);
        QTRY_COMPARE_WITH_TIMEOUT(f.links->link(fleet->id)->delivery.counts.waiting, 0, 20'000);
        f.window->workspace()->showAutomaticDashboard(); // frames of a chart
        QTRY_VERIFY_WITH_TIMEOUT(last(f.ports(), u"tidemark.outbox.sent"_s).value_or(0) >= 3,
                                 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(last(f.ports(), u"tidemark.outbox.waiting"_s), std::optional(0.0),
                                  20'000);
        const auto isThere = [&](const QString &metric) {
            return await(f.ports().catalog->find(metric)).has_value();
        };
        for (const QString &metric : metricsOfOwnDashboard()) {
            const bool isOfServer =
                metric.startsWith(u"tidemark.request"_s) || metric.startsWith(u"tidemark.server"_s);
            if (!isOfServer)
                QTRY_VERIFY2_WITH_TIMEOUT(isThere(metric), qPrintable(metric), 20'000);
        }
        f.window.reset();
    }
};

TIDEMARK_TEST(OwnOutboxTest)
#include "own_outbox_test.moc"
