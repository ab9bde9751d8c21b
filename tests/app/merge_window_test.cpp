// SPDX-License-Identifier: GPL-3.0-or-later
// Merging two metrics as a person does it (D10).
#include "model/ports/metric_catalog.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/browser/merge_dialog.h"
#include "views/browser/metric_browser.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QRadioButton>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class MergeWindowTest final : public QObject
{
    Q_OBJECT

    static constexpr int kPatience_ms = 20'000;

    static MetricId define(const WindowFixture &f, const QString &name, const QString &unit)
    {
        NewDefinition wanted{name};
        wanted.unit = unit;
        return await(f.window->workspace()->ports().catalog->create(wanted))->definition.id;
    }
    /// With old and new selected, in this order of names.
    static MergeDialog *openDialog(WindowFixture &f)
    {
        QAction *command = f.window->actions().action(u"metric.merge"_s);
        if (!QTest::qWaitFor([&] { return command->isEnabled(); }, kPatience_ms))
            return nullptr;
        command->trigger();
        return f.window->findChild<MergeDialog *>();
    }
    static bool says(const QWidget &where, const QString &text)
    {
        const auto labels = where.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisibleTo(&where) && label->text().contains(text);
        });
    }
    static std::size_t panelMetrics(const WindowFixture &f)
    {
        const MetricDirectory &metrics = f.window->workspace()->metrics();
        std::size_t count = 0;
        for (const PanelSpec &panel : f.view()->dashboard().panels)
            count += static_cast<std::size_t>(
                std::count_if(panel.metrics.begin(), panel.metrics.end(),
                              [&](const MetricRef &ref) { return metrics.find(ref); }));
        return count;
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void twoSelectedMetricsBecomeOne()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const MetricId old = define(f, u"latency.ms"_s, u"ms"_s);
        const MetricId kept = define(f, u"latency.s"_s, u"s"_s);
        f.addValues(u"latency.ms"_s, 3);
        f.addValues(u"latency.s"_s, 2);
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->metrics().definitions().size(), 2U,
                                  kPatience_ms);
        f.window->workspace()->showAutomaticDashboard();
        const auto isShown = [&f](MetricId metric) {
            return f.window->workspace()->panelsShowing({metric}) > 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(f.view() && isShown(old) && isShown(kept), kPatience_ms);
        const std::size_t panels = panelMetrics(f);
        const int showing = f.window->workspace()->panelsShowing({old});
        f.window->context().setSelectedMetrics({old, kept});

        MergeDialog *dialog = openDialog(f);
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(says(*dialog, u"3 record(s) of \"latency.ms\""_s), kPatience_ms);
        QVERIFY(says(*dialog, u"At 2 place(s) both have a value:"_s));
        QVERIFY(says(*dialog, u"%1 panel(s)"_s.arg(showing)));
        QPushButton *merge = f.button(u"Merge"_s);
        QVERIFY(merge && !merge->isEnabled()); // until somebody agrees to the conversion
        auto *convert = dialog->findChild<QCheckBox *>();
        QVERIFY2(convert->text().contains(u"1 ms becomes 0.001 s"_s), qPrintable(convert->text()));
        QTest::mouseClick(convert, Qt::LeftButton, {}, QPoint(8, convert->height() / 2));
        QVERIFY(merge->isEnabled());
        QTest::mouseClick(merge, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->metrics().definitions().size(), 1U,
                                  kPatience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->info().metricCount, 1, kPatience_ms);
        QCOMPARE(panelMetrics(f), panels); // each finds the one that is left
        QCOMPARE(f.window->workspace()->panelsShowing({kept}), static_cast<int>(panels));
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->browser().selectedMetrics(),
                                  std::vector{kept}, kPatience_ms);

        QTRY_VERIFY_WITH_TIMEOUT(
            f.window->workspace()->history().stack().undoText().startsWith(u"merge metric"_s),
            kPatience_ms); // not the step before
        QTRY_VERIFY_WITH_TIMEOUT(f.button(u"Undo"_s), kPatience_ms);
        f.button(u"Undo"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->metrics().definitions().size(), 2U,
                                  kPatience_ms);
        QCOMPARE(f.window->workspace()->panelsShowing({old}), showing);
    }

    void metricsThatDoNotFitAreRefusedBeforehand()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const MetricId time = define(f, u"latency"_s, u"ms"_s);
        const MetricId data = define(f, u"size"_s, u"B"_s);
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->metrics().definitions().size(), 2U,
                                  kPatience_ms);
        f.window->context().setSelectedMetrics({time, data});
        MergeDialog *dialog = openDialog(f);
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(says(*dialog, u"do not convert to each other"_s), kPatience_ms);
        QVERIFY(!f.button(u"Merge"_s)->isEnabled());
        QVERIFY(dialog->findChild<QCheckBox *>()->isHidden());
        dialog->close();
    }

    void fieldsAreChosenAndSwapped()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const MetricId one = define(f, u"one"_s, {});
        const MetricId two = define(f, u"two"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->metrics().definitions().size(), 2U,
                                  kPatience_ms);
        f.window->context().setSelectedMetrics({one});
        MergeDialog *dialog = openDialog(f);
        QVERIFY(dialog);
        QVERIFY(says(*dialog, u"Choose the metric that goes"_s));
        const auto fields = dialog->findChildren<QComboBox *>();
        QCOMPARE(fields.size(), 2);
        QCOMPARE(fields[0]->currentText(), u"one"_s);
        fields[1]->setCurrentText(u"one"_s);
        QVERIFY(says(*dialog, u"Choose two different metrics."_s));
        fields[1]->setCurrentText(u"two"_s);
        QTRY_VERIFY_WITH_TIMEOUT(f.button(u"Merge"_s)->isEnabled(), kPatience_ms);
        QVERIFY(says(*dialog, u"\"one\" has no values."_s));
        QCOMPARE(dialog->request().from, one);
        f.button(u"Swap"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(f.button(u"Merge"_s)->isEnabled(), kPatience_ms);
        QCOMPARE(dialog->request().from, two);
        QCOMPARE(dialog->request().into, one);
        QVERIFY(dialog->findChild<QRadioButton *>()->isHidden());
        dialog->close();
    }
};

TIDEMARK_TEST(MergeWindowTest)
#include "merge_window_test.moc"
