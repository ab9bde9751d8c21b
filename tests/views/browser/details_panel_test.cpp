// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/session_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/browser/panel_bench.h"
#include "views/browser/details_panel.h"
#include "views/browser/fact_list.h"
#include "views/browser/fitted_label.h"
#include "views/browser/metric_browser.h"
#include "views/dashboards/panel_card.h"
#include "views/dashboards/state_view.h"
#include "views/entry/entry_bar.h"
#include "views/tables/table_dock.h"

#include <QAccessible>
#include <QLabel>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

QString factsOf(const DetailsPanel &panel)
{
    QStringList texts;
    for (const FactList *list : panel.findChildren<FactList *>())
        if (!list->isHidden())
            texts << list->text();
    return texts.join(u'\n');
}

bool isNamed(QWidget *widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
    return interface != nullptr && !interface->text(QAccessible::Name).isEmpty();
}

} // namespace

class DetailsPanelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void saysWhatBelongsHereWhileNothingIsChosen()
    {
        PanelBench bench;
        DetailsPanel panel(bench.ports, &bench.context, bench.formatter, bench.theme);
        showWindow(panel, {262, 500});
        QVERIFY(panel.findChild<StateView *>()->text().startsWith(u"Choose a metric"_s));
    }

    void showsTheMetricAndTheNumbersOfTheSelectedPeriod()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
        bench.addValue(u"m"_s, u"2026-11-17T08:00:00Z"_s, 10);
        bench.addValue(u"m"_s, u"2026-11-17T09:00:00Z"_s, 20);
        bench.addValue(u"m"_s, u"2026-11-18T08:00:00Z"_s, 99.123456789);
        bench.showNovember();
        DetailsPanel panel(bench.ports, &bench.context, bench.formatter, bench.theme);
        showWindow(panel, {262, 500});
        bench.context.setSelectedMetrics({metric.id});
        QTRY_VERIFY(factsOf(panel).contains(u"Records\t3"_s));
        QTRY_VERIFY(factsOf(panel).contains(u"Count\t3"_s)); // of the shown range
        bench.context.setSelectedSpan(
            TimeWindow{at(u"2026-11-17T00:00:00Z"_s), at(u"2026-11-18T00:00:00Z"_s)});
        QTRY_VERIFY(factsOf(panel).contains(u"Count\t2"_s));
        const QString facts = factsOf(panel);
        QVERIFY2(facts.contains(u"Mean\t15\u00a0km"_s), qPrintable(facts));
        QVERIFY2(facts.contains(u"Last value\t99.123456789\u00a0km"_s), qPrintable(facts));
        bool hasHeading = false;
        for (const auto *label : panel.findChildren<QLabel *>())
            hasHeading = hasHeading || label->text() == u"In the selected day"_s;
        QVERIFY(hasHeading);
    }

    void showsEarlierValues()
    {
        PanelBench bench;
        bench.addMetric(u"m"_s, u"km"_s);
        const Record record = bench.addValue(u"m"_s, u"2026-11-17T08:00:00Z"_s, 10);
        DetailsPanel panel(bench.ports, &bench.context, bench.formatter, bench.theme);
        showWindow(panel, {262, 500});
        panel.showRecord(record);
        QTRY_VERIFY(factsOf(panel).contains(u"Value\t10\u00a0km"_s));
        QVERIFY(!factsOf(panel).contains(u"changed by"_s));
        RecordEdit edit;
        edit.key = record.key;
        edit.value = 12;
        QVERIFY(await(bench.ports.records->edit({edit}, u"edit 1 record"_s)).has_value());
        QTRY_VERIFY(factsOf(panel).contains(u"changed by tester"_s));
        QTRY_VERIFY(factsOf(panel).contains(u"Value\t12\u00a0km"_s));
        QVERIFY(factsOf(panel).contains(u"10\u00a0km\tuntil "_s));
    }

    void forgetsARecordThatWasDeleted()
    {
        PanelBench bench;
        bench.addMetric(u"m"_s, u"km"_s);
        const Record record = bench.addValue(u"m"_s, u"2026-11-17T08:00:00Z"_s, 10);
        DetailsPanel panel(bench.ports, &bench.context, bench.formatter, bench.theme);
        showWindow(panel, {262, 500});
        panel.showRecord(record);
        QTRY_VERIFY(factsOf(panel).contains(u"Value\t10\u00a0km"_s));
        QVERIFY(await(bench.ports.records->remove({record.key}, u"delete 1 record"_s)).has_value());
        QTRY_VERIFY(!factsOf(panel).contains(u"Value\t10\u00a0km"_s));
        QTRY_VERIFY(factsOf(panel).contains(u"Records\t0"_s)); // of the metric, which stays
        QVERIFY(!factsOf(panel).contains(record.sessionUid));
    }

    void showsAPanelUntilSomethingElseIsChosen()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
        DetailsPanel panel(bench.ports, &bench.context, bench.formatter, bench.theme);
        showWindow(panel, {262, 500});
        panel.showPanel({u"Distances"_s, {u"m"_s, u"n"_s}, u"Weekly"_s, u"Sum"_s});
        QVERIFY(factsOf(panel).contains(u"Metrics\tm, n"_s));
        QVERIFY(factsOf(panel).contains(u"Function\tSum"_s));
        bench.context.setFocusedMetric(metric.id);
        QTRY_VERIFY(factsOf(panel).contains(u"Records\t0"_s));
        QVERIFY(!factsOf(panel).contains(u"Metrics\tm, n"_s));
    }

    void letsEveryValueBeCopied()
    {
        FactList list;
        list.setFacts(u"Numbers"_s, {}, {{u"Mean"_s, u"1.234"_s, u"1.23456789"_s}});
        for (const auto *label : list.findChildren<QLabel *>())
            if (label->text() == u"1.234"_s)
                QVERIFY(label->textInteractionFlags() & Qt::TextSelectableByKeyboard);
        QCOMPARE(list.text(), u"Mean\t1.23456789"_s);
    }

    void aLongWordIsCutAndLeavesTheRestAsItIs()
    {
        const QString name = u"machine_temperature_system_failure_of_the_second_hall"_s;
        const QString time = u"2013-12-02 21:15:00 UTC"_s;
        FactList list;
        list.setFacts(name, {}, {{u"First"_s, time}, {u"Owner"_s, name}});
        showWindow(list, {190, 300});
        QCOMPARE(list.width(), 190);
        const auto textOf = [&list](const QString &full) -> QString {
            for (const auto *label : list.findChildren<FittedLabel *>()) {
                if (label->fullText() == full)
                    return label->text() + u'|' + label->toolTip();
            }
            return QString();
        };
        QTRY_VERIFY(textOf(name).contains(u"…"_s));
        QVERIFY(textOf(name).endsWith(u'|' + name));
        QCOMPARE(textOf(time), time + u'|');
        for (const auto *label : list.findChildren<QLabel *>()) {
            QVERIFY(list.rect().contains(label->geometry()));
            QVERIFY(label->heightForWidth(label->width()) <= label->height());
        }
        list.resize(900, 300); // with room for it all is there
        QTRY_COMPARE(textOf(name), name + u'|');
    }

    void everyWidgetThatTakesFocusHasAName()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
        bench.addValue(u"m"_s, u"2026-11-17T08:00:00Z"_s, 10);
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(
            new MetricBrowser(bench.ports, &bench.context, bench.formatter, bench.theme));
        layout->addWidget(new EntryBar(bench.ports, &bench.context, bench.formatter, bench.theme));
        auto *dock = new TableDock(bench.ports, &bench.context, bench.formatter, bench.theme);
        layout->addWidget(dock);
        layout->addWidget(
            new DetailsPanel(bench.ports, &bench.context, bench.formatter, bench.theme));
        showWindow(window, {900, 900});
        bench.context.setSelectedMetrics({metric.id});
        QStringList nameless;
        for (const TableTab tab : {TableTab::Aggregates, TableTab::Records, TableTab::Sessions}) {
            dock->setCurrentTab(tab);
            for (QWidget *widget : window.findChildren<QWidget *>())
                if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() &&
                    widget->focusProxy() == nullptr && !isNamed(widget))
                    nameless << QString::fromLatin1(widget->metaObject()->className()) +
                                    widget->objectName();
        }
        QCOMPARE(nameless, QStringList());
    }
};

TIDEMARK_TEST(DetailsPanelTest)
#include "details_panel_test.moc"
