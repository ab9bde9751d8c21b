// SPDX-License-Identifier: GPL-3.0-or-later
// What asks before samples go: the dialog that removes a stretch, and a definition that keeps them
// for a limited time.
#include "model/ports/series_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/browser/browser_bench.h"
#include "views/browser/definition_dialog.h"
#include "views/browser/details_panel.h"
#include "views/browser/remove_samples_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTreeWidget>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr std::int64_t kMinute_ns = 60'000'000'000;
constexpr Timedelta kHour{60 * kMinute_ns};

/// `count` samples a minute apart, the last one a minute before the bench's clock.
SeriesId addSamples(PanelBench &bench, MetricId metric, const TagMap &tags, int count)
{
    const SeriesId series = await(bench.ports.series->open({metric, tags})).value().id;
    SampleBatch batch{series, {}, {}};
    for (int i = count; i > 0; --i) {
        batch.times.push_back(bench.clock.now().posixNs() - i * kMinute_ns);
        batch.values.push_back(i);
    }
    return await(bench.ports.series->append({batch})) ? series : SeriesId();
}

std::int64_t sampleCount(PanelBench &bench, MetricId metric)
{
    std::int64_t count = 0;
    const auto all = await(bench.ports.series->list({metric}));
    for (const SeriesInfo &info : all.value())
        count += info.samples;
    return count;
}

bool says(const QWidget &where, const QString &text)
{
    const auto labels = where.findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(),
                       [&](const QLabel *label) { return label->text().contains(text); });
}

} // namespace

class SampleDialogsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void saysWhatWouldGo()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"load"_s);
        const SeriesId plain = addSamples(bench, metric.id, {}, 1'500);
        const SeriesId tagged = addSamples(bench, metric.id, {{u"host"_s, u"a"_s}}, 30);
        const Timestamp now = bench.clock.now();
        const TimeWindow window{now - Timedelta(1'200 * kMinute_ns), now};
        RemoveSamplesDialog dialog(metric, window, *bench.ports.series, bench.formatter);
        dialog.show();
        QVERIFY(says(dialog, u"load"_s));
        QVERIFY(says(dialog, bench.formatter.exactTime(window.begin)));
        QVERIFY(says(dialog, bench.formatter.exactTime(window.end) + u", not included"_s));
        QTRY_VERIFY(button(dialog, u"Remove 1,230 sample"_s) != nullptr);
        auto *list = dialog.findChild<QTreeWidget *>();
        QCOMPARE(list->topLevelItemCount(), 2);
        QCOMPARE(list->topLevelItem(0)->text(0), u"(without tags)"_s);
        QCOMPARE(list->topLevelItem(1)->text(0), u"host=a"_s);
        QCOMPARE(list->topLevelItem(1)->text(1), u"30"_s);
        QCOMPARE(list->headerItem()->textAlignment(1), list->topLevelItem(1)->textAlignment(1));
        QCOMPARE(dialog.chosen(), (std::vector{plain, tagged}));
        list->topLevelItem(0)->setCheckState(0, Qt::Unchecked);
        QVERIFY(button(dialog, u"Remove 30 sample"_s) != nullptr);
        QCOMPARE(dialog.chosen(), std::vector{tagged});
        list->topLevelItem(1)->setCheckState(0, Qt::Unchecked);
        QVERIFY(!button(dialog, u"Remove samples"_s)->isEnabled());
        QVERIFY(says(dialog, u"No series is ticked."_s));
    }

    void enterCancels()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"load"_s);
        QVERIFY(addSamples(bench, metric.id, {}, 10).isValid());
        RemoveSamplesDialog dialog(metric, TimeWindow::all(), *bench.ports.series, bench.formatter);
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        QSignalSpy rejected(&dialog, &QDialog::rejected);
        dialog.show();
        QTRY_VERIFY(button(dialog, u"Remove 10 sample"_s) != nullptr);
        auto *cancel = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Cancel);
        QVERIFY(cancel->isDefault());
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(rejected.count(), 1);
        QCOMPARE(accepted.count(), 0);
        QCOMPARE(sampleCount(bench, metric.id), 10);
    }

    void withoutSamplesThereIsNothingToRemove()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"load"_s);
        QVERIFY(addSamples(bench, metric.id, {}, 10).isValid());
        const Timestamp now = bench.clock.now();
        RemoveSamplesDialog dialog(metric, {now, now + kHour}, *bench.ports.series,
                                   bench.formatter);
        dialog.show();
        QTRY_VERIFY(says(dialog, u"The metric has no samples there."_s));
        QVERIFY(!button(dialog, u"Remove samples"_s)->isEnabled());
    }

    void keepingLessAsksWithTheNumber()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"load"_s);
        QVERIFY(addSamples(bench, metric.id, {}, 180).isValid());
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 1);
        QTRY_COMPARE(browser.widget.sampleCount(metric.id), 180);
        browser.widget.editDefinition(metric.id);
        auto *form = browser.widget.findChild<DefinitionDialog *>();
        QVERIFY(form != nullptr);
        auto *field = named<QLineEdit>(*form, u"Keep samples for"_s);
        QVERIFY(field->text().isEmpty());
        field->setText(u"20 min"_s);
        QVERIFY(!button(*form, u"Save changes"_s)->isEnabled());
        QVERIFY(says(*form, u"for an hour at least"_s));
        field->setText(u"1 h"_s);
        click(*form, u"Save changes"_s);
        QTRY_VERIFY(form->findChild<QMessageBox *>() != nullptr);
        auto *question = form->findChild<QMessageBox *>();
        QVERIFY2(question->text().contains(u"There are 120 older ones."_s),
                 qPrintable(question->text()));
        QVERIFY(question->defaultButton() == question->button(QMessageBox::Cancel));
        question->button(QMessageBox::Cancel)->click();
        QTRY_VERIFY(form->findChild<QMessageBox *>() == nullptr);
        QVERIFY(form->isVisible()); // with what was typed
        QCOMPARE(sampleCount(bench, metric.id), 180);
        QVERIFY(!await(bench.ports.catalog->find(u"load"_s))->keepSamples);

        click(*form, u"Save changes"_s);
        QTRY_VERIFY(form->findChild<QMessageBox *>() != nullptr);
        click(*form->findChild<QMessageBox *>(), u"Remove 120 sample"_s);
        QTRY_COMPARE(sampleCount(bench, metric.id), 60);
        QCOMPARE(await(bench.ports.catalog->find(u"load"_s))->keepSamples, std::optional(kHour));
        QTRY_COMPARE(browser.widget.sampleCount(metric.id), 60);
    }

    void keepingAllAsksNothing()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"load"_s);
        QVERIFY(addSamples(bench, metric.id, {}, 60).isValid());
        Browser browser(bench);
        QTRY_COMPARE(browser.widget.sampleCount(metric.id), 60);
        const auto save = [&](const QString &text) {
            browser.widget.editDefinition(metric.id);
            QPointer<DefinitionDialog> form(browser.widget.findChild<DefinitionDialog *>());
            named<QLineEdit>(*form, u"Keep samples for"_s)->setText(text);
            click(*form, u"Save changes"_s);
            QTRY_VERIFY(!form);
        };
        save(u"90d"_s);
        QTRY_COMPARE(await(bench.ports.catalog->find(u"load"_s))->keepSamples,
                     std::optional(Timedelta(std::int64_t{90} * 24 * kHour.ns())));
        DetailsPanel details(bench.ports, &bench.context, bench.formatter, bench.theme);
        details.showMetric(metric.id);
        QTRY_VERIFY(says(details, u"Samples are kept for 90 day"_s));
        save(u"forever"_s);
        QTRY_VERIFY(!await(bench.ports.catalog->find(u"load"_s))->keepSamples);
        QCOMPARE(sampleCount(bench, metric.id), 60);
    }
};

TIDEMARK_TEST(SampleDialogsTest)
#include "sample_dialogs_test.moc"
