// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/mirror_ages.h"
#include "model/ports/mirror_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_bench.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"
#include "views/theme/series_style.h"

#include <QLabel>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

PanelSpec panelOf(const QString &id, PanelType type, const QString &metric, int top)
{
    PanelSpec panel;
    panel.id = id;
    panel.type = type;
    panel.place = {0, top, 12, 5, {}};
    panel.metrics = {{{}, metric, {}}};
    return panel;
}

/// A dashboard with a chart and a number of a metric that Fleet has too, and a chart of our own.
struct AgeBench : SourceBench
{
    AgeBench()
    {
        for (const QString &metric : {u"speed"_s, u"noise"_s}) {
            addMetric(metric);
            addDays(metric, {12, 13, 14});
        }
        showNovember();
        fleet = addSource(u"Fleet"_s).id;
        noted = await(ports.mirror->noteDigest(fleet, {u"speed"_s, u"d1"_s})).has_value();
        Dashboard dashboard = emptyDashboard(u"Test"_s);
        dashboard.panels = {panelOf(u"chart"_s, PanelType::Chart, u"speed"_s, 0),
                            panelOf(u"number"_s, PanelType::Value, u"speed"_s, 5),
                            panelOf(u"own"_s, PanelType::Chart, u"noise"_s, 10)};
        view = std::make_unique<DashboardView>(
            dashboard,
            PanelServices{ports, &context, &metrics, &theme, &styles, &formatter, &ages});
        showWindow(*view, QSize(900, 760));
        [&] {
            for (const QString &id : {u"chart"_s, u"number"_s, u"own"_s})
                QTRY_COMPARE(view->panel(id)->state(), PanelCard::State::Data);
        }();
    }
    [[nodiscard]] QString age(const QString &panel) const { return view->panel(panel)->ageText(); }
    [[nodiscard]] const QLabel *mark(const QString &panel) const
    {
        for (const QLabel *label : view->panel(panel)->findChildren<QLabel *>())
            if (label->isVisible() && label->text().startsWith(u"as of"_s))
                return label;
        return nullptr;
    }
    void setAway()
    {
        links.setDelivery(fleet, DeliveryState::Retrying,
                          Error{ErrorCode::Network, u"Could not reach metrics.example."_s, {}},
                          42s);
    }

    SourceId fleet;
    bool noted = false;
    MetricDirectory metrics{*ports.catalog, *ports.events};
    theme::SeriesStyleRegistry styles;
    MirrorAges ages{*ports.mirror, links, clock};
    std::unique_ptr<DashboardView> view;
};

} // namespace

/// What panels say of data that they have from elsewhere (S6).
class MirrorAgeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void panelsSayAsOfWhenWhileTheirSourceIsAway()
    {
        AgeBench bench;
        QVERIFY(bench.noted);
        bench.links.setFetched(bench.fleet, at(u"2026-11-20T11:02:33.25Z"_s));
        bench.setAway();
        QTRY_COMPARE(bench.age(u"chart"_s), u"as of 11:02"_s);
        QCOMPARE(bench.age(u"number"_s), u"as of 11:02"_s);
        QCOMPARE(bench.age(u"own"_s), QString());
        for (const QString &panel : {u"chart"_s, u"number"_s}) {
            QVERIFY2(bench.mark(panel), qPrintable(panel));
            QVERIFY2(bench.mark(panel)->toolTip().startsWith(u"Fleet cannot be asked now."_s),
                     qPrintable(bench.mark(panel)->toolTip()));
            QCOMPARE(bench.mark(panel)->accessibleName(), u"as of 11:02"_s);
        }
        QTest::qWait(30); // one more turn of the event loop, for the layouts
        savePicture(*bench.view, u"panels_as_of_light"_s);
        bench.links.setDelivery(bench.fleet, DeliveryState::Sending); // an attempt is no answer
        QCOMPARE(bench.age(u"chart"_s), u"as of 11:02"_s);
        bench.links.setDelivery(bench.fleet, DeliveryState::Idle);
        QCOMPARE(bench.age(u"chart"_s), QString());
        QVERIFY(!bench.mark(u"number"_s));
    }

    void freshAndOwnDataHaveNoMark()
    {
        AgeBench bench;
        bench.setAway(); // nothing was fetched: all of it is ours
        QTest::qWait(0);
        QCOMPARE(bench.age(u"chart"_s), QString());
        bench.links.setDelivery(bench.fleet, DeliveryState::Idle);
        bench.links.setFetched(bench.fleet, at(u"2026-11-20T11:02:00Z"_s));
        QTest::qWait(0);
        QCOMPARE(bench.age(u"chart"_s), QString());
    }

    // A source keeps the name that it knows; here another metric may have that one meanwhile.
    void aRenamedMetricHasItsAgeToo()
    {
        AgeBench bench;
        RemoteDefinition there;
        there.name = u"speed"_s;
        QVERIFY(await(bench.ports.mirror->takeDefinitions(bench.fleet, {there})).has_value());
        const Definition speed = await(bench.ports.catalog->find(u"speed"_s)).value();
        DefinitionChange change;
        change.name = u"pace"_s;
        QVERIFY(await(bench.ports.catalog->update(speed.id, change)).has_value());
        const Definition other = bench.addMetric(u"speed"_s);
        bench.links.setFetched(bench.fleet, at(u"2026-11-20T11:02:00Z"_s));
        bench.setAway();
        const Definition renamed = await(bench.ports.catalog->find(u"pace"_s)).value();
        QTRY_VERIFY(bench.ages.of({renamed}));
        QCOMPARE(bench.ages.of({renamed})->source, u"Fleet"_s);
        QVERIFY(!bench.ages.of({other}));
    }

    // It answers, but nobody fetched for more than a day: the date is said too.
    void staleDataSaysItsDate()
    {
        AgeBench bench;
        bench.links.setFetched(bench.fleet, at(u"2026-11-19T11:02:00Z"_s));
        QTRY_COMPARE(bench.age(u"chart"_s), u"as of 19 Nov 2026, 11:02"_s);
        QVERIFY2(
            bench.mark(u"chart"_s)->toolTip().startsWith(u"Fleet was not fetched from since"_s),
            qPrintable(bench.mark(u"chart"_s)->toolTip()));
        bench.links.setFetched(bench.fleet, at(u"2026-11-20T11:59:00Z"_s));
        QTRY_COMPARE(bench.age(u"chart"_s), QString());
    }
};

TIDEMARK_TEST(MirrorAgeTest)
#include "mirror_age_test.moc"
