// SPDX-License-Identifier: GPL-3.0-or-later
// A store whose values are samples, as a person sees it: the window counts, charts, backs up and
// deletes them, and follows what is appended while it is open.
#include "app/window/status_bar.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "model/store/backup.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/browser/metric_browser.h"
#include "views/browser/remove_samples_dialog.h"
#include "views/charts/chart_canvas.h"

#include <QLabel>
#include <QMessageBox>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class SamplesWindowTest final : public QObject
{
    Q_OBJECT

    /// One a minute for an hour before the clock's time; each is 20.
    static SeriesId addSamples(const WindowFixture &f)
    {
        const DataPorts ports = f.window->workspace()->ports();
        const auto metric = await(ports.catalog->create({u"load"_s}));
        const auto series = await(ports.series->open({metric.value().definition.id, {}}));
        SampleBatch batch{series.value().id, {}, {}};
        for (int i = 60; i > 0; --i) {
            batch.times.push_back(f.clock.now().posixNs() - std::int64_t{i} * 60'000'000'000);
            batch.values.push_back(20);
        }
        return await(ports.series->append({batch})) ? series->id : SeriesId();
    }
    static void append(const WindowFixture &f, SeriesId series, double value)
    {
        QVERIFY(await(f.window->workspace()->ports().series->append(
            {{series, {f.clock.now().posixNs() - 1}, {value}}})));
    }
    static bool shows(const QWidget &where, const QString &text)
    {
        const auto labels = where.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        });
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void countsAndFollowsSamples()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const SeriesId series = addSamples(f);
        QVERIFY(series.isValid());
        QTRY_VERIFY(shows(f.window->status(), u"Local · 0 records · 60 samples"_s));
        // The overview of a store with its first values has a card with the day's mean.
        QTRY_VERIFY(f.view() && shows(*f.view(), u"20"_s));
        append(f, series, 20 + 61 * 5.0);
        QTRY_VERIFY(shows(f.window->status(), u"61 samples"_s));
        QTRY_VERIFY(shows(*f.view(), u"25"_s));
    }

    void samplesAreBackedUpDaily()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QVERIFY(addSamples(f).isValid());
        QVERIFY(f.open(u"other.tidemark"_s));
        QVERIFY(f.open());
        QTRY_VERIFY(
            QFile::exists(store::dailyBackupPath(f.window->storePath(), QDate::currentDate())));
    }

    void deletingAMetricNamesItsSamples()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QVERIFY(addSamples(f).isValid());
        auto *browser = f.window->findChild<MetricBrowser *>();
        QVERIFY(browser);
        const auto metrics = await(f.window->workspace()->ports().catalog->definitions());
        QTRY_COMPARE(metrics->size(), 1U);
        browser->selectMetric(metrics->front().id);
        QTRY_COMPARE(browser->selectedMetrics().size(), 1U);
        QTRY_COMPARE(browser->sampleCount(metrics->front().id), 60); // not of the metric alone
        browser->removeSelected();
        QTRY_VERIFY(f.window->findChild<QMessageBox *>());
        QMessageBox *question = f.window->findChild<QMessageBox *>();
        QVERIFY2(question->informativeText().contains(u"removes 0 record(s) and 60 sample(s)"_s),
                 qPrintable(question->informativeText()));
        question->close();
    }

    void aStretchIsRemovedAndComesBack()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QAction *command = f.window->actions().action(u"edit.remove_samples"_s);
        const QString noMetric = f.window->actions().blockedReason(command);
        QVERIFY2(noMetric.contains(u"Choose a metric"_s), qPrintable(noMetric));
        QVERIFY(addSamples(f).isValid());
        const DataPorts ports = f.window->workspace()->ports();
        const MetricId metric = await(ports.catalog->definitions())->front().id;
        f.window->workspace()->browser().selectMetric(metric);
        QTRY_VERIFY(command->isEnabled());
        const Timestamp now = f.clock.now();
        f.window->context().setSelectedSpan(
            TimeWindow{now - Timedelta(30 * kNsPerMinute), now - Timedelta(10 * kNsPerMinute)});
        command->trigger();
        auto *dialog = f.window->findChild<RemoveSamplesDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY(f.button(u"Remove 20 sample(s)"_s));
        f.button(u"Remove 20 sample(s)"_s)->click();
        QTRY_VERIFY(shows(f.window->status(), u"40 samples"_s));
        QTRY_VERIFY(shows(*f.window, u"remove samples of load"_s)); // not the step before
        QVERIFY(f.button(u"Undo"_s));
        f.button(u"Undo"_s)->click();
        QTRY_VERIFY(shows(f.window->status(), u"60 samples"_s));
    }

    void aMetricOfRecordsHasNoneToRemove()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"steps"_s, 3);
        const DataPorts ports = f.window->workspace()->ports();
        const MetricId metric = await(ports.catalog->definitions())->front().id;
        f.window->workspace()->browser().selectMetric(metric);
        const ActionRegistry &actions = f.window->actions();
        QAction *command = actions.action(u"edit.remove_samples"_s);
        QTRY_VERIFY(actions.blockedReason(command).contains(u"has no samples"_s));
        QVERIFY(!command->isEnabled());
    }

    void theMenuOfAChartOffersIt()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QVERIFY(addSamples(f).isValid());
        QTRY_VERIFY(f.window->findChild<charts::ChartCanvas *>());
        const auto *canvas = f.window->findChild<charts::ChartCanvas *>();
        QVERIFY(
            canvas->chartActions().contains(f.window->actions().action(u"edit.remove_samples"_s)));
    }
};

TIDEMARK_TEST(SamplesWindowTest)
#include "samples_window_test.moc"
