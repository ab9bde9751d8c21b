// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/clipping.h"
#include "tests/app/nameless.h"
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_bench.h"
#include "views/sources/compare_dialog.h"
#include "views/sources/sources_dialog.h"
#include "views/sources/sources_page.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// Two metrics with values in November, a source, and the dialog about both.
struct CompareBench : SourceBench
{
    CompareBench()
    {
        addMetric(u"speed"_s, u"km"_s);
        addDays(u"speed"_s, {12, 13});
        addMetric(u"load"_s);
        addDays(u"load"_s, {12});
        showNovember();
        fleet = addSource(u"Fleet"_s);
    }
    CompareDialog &open(std::vector<MetricId> selected = {})
    {
        dialog = std::make_unique<CompareDialog>(parts(), fleet.id, std::move(selected));
        showWindow(*dialog, dialog->size());
        [&] { QTRY_VERIFY(button(u"Compare"_s)->isEnabled()); }();
        return *dialog;
    }
    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        return shown<QPushButton>(*dialog, text);
    }
    void click(const QString &text) const
    {
        QPushButton *found = button(text);
        QVERIFY2(found && found->isEnabled(), qPrintable(text));
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void choose(const QString &field, const QString &text) const
    {
        auto *combo = shown<QComboBox>(*dialog, field);
        QVERIFY2(combo, qPrintable(field));
        const int wanted = combo->findText(text);
        QVERIFY2(wanted >= 0, qPrintable(text));
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Home);
        for (int i = 0; i < wanted; ++i)
            QTest::keyClick(combo, Qt::Key_Down);
        QCOMPARE(combo->currentText(), text);
    }
    [[nodiscard]] bool says(const QString &part) const
    {
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(part))
                return true;
        return false;
    }
    /// Of the visible texts, for failures.
    [[nodiscard]] QByteArray texts() const
    {
        QStringList all;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            if (label->isVisible())
                all << label->text();
        return all.join(u'\n').toUtf8();
    }
    [[nodiscard]] QStringList row(int at) const
    {
        QStringList cells;
        const auto *model = dialog->findChild<DataTable *>()->model();
        for (int column = 0; column < model->columnCount(); ++column)
            cells << model->index(at, column).data().toString();
        return cells;
    }
    [[nodiscard]] int rows() const { return dialog->findChild<DataTable *>()->model()->rowCount(); }

    Source fleet;
    std::unique_ptr<CompareDialog> dialog;
};

/// A day on which both sides have something.
ComparedBucket day(const QString &begin, const QString &end, double here, double there)
{
    ComparedBucket bucket;
    bucket.begin = at(begin);
    bucket.end = at(end);
    bucket.here = here;
    bucket.there = there;
    bucket.totalHere = 1;
    bucket.totalThere = 1;
    return bucket;
}

Result<AggregateComparison> equalDay(const FakeSourceLinks::Comparison & /*asked*/)
{
    AggregateComparison answer;
    answer.buckets.push_back(day(u"2026-11-02T00:00:00Z"_s, u"2026-11-03T00:00:00Z"_s, 31.5, 31.5));
    return answer;
}

Result<AggregateComparison> differingDays(const FakeSourceLinks::Comparison & /*asked*/)
{
    AggregateComparison answer;
    answer.buckets.push_back(
        day(u"2026-11-02T00:00:00Z"_s, u"2026-11-03T00:00:00Z"_s, 31.5, 31.500001));
    ComparedBucket onlyHere = day(u"2026-11-03T00:00:00Z"_s, u"2026-11-04T00:00:00Z"_s, 1234.5, 0);
    onlyHere.there.reset();
    onlyHere.totalThere = 0;
    answer.buckets.push_back(onlyHere);
    answer.buckets.push_back(day(u"2026-11-04T00:00:00Z"_s, u"2026-11-05T00:00:00Z"_s, 2, 2));
    answer.different = 2;
    return answer;
}

} // namespace

/// Comparing aggregates with a source, by keys and mouse alone.
class CompareDialogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void theSourcesPageAsksForIt()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        dialog.setReadOnly(u"The disk is read-only."_s); // reading is not writing
        QSignalSpy asked(&dialog, &SourcesDialog::comparisonRequested);
        auto *button = shown<QPushButton>(dialog, u"Compare aggregates…"_s);
        QVERIFY(button && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().value<SourceId>(), fleet.id);
    }

    void equalAggregatesAreSaidToBeEqual()
    {
        CompareBench bench;
        bench.links.onCompare = equalDay;
        bench.open();
        bench.click(u"Compare"_s);
        QTRY_VERIFY2(
            bench.says(u"This store and Fleet are equal: 10 aggregate(s) of 2 metric(s) were "
                       "compared, and none differs."_s),
            bench.texts().constData());
        QCOMPARE(bench.links.comparisons.size(), 10); // five functions each
        const AggregateQuery &query = bench.links.comparisons.front().query;
        QVERIFY(query.calendar.zone.isUtc());
        QCOMPARE(query.calendar.weekStart, Qt::Monday);
        QCOMPARE(query.period, Period::Daily);
        QCOMPARE(query.selection.begin, bench.context.window().begin);
        QCOMPARE(query.selection.end, bench.context.window().end);
        QVERIFY(!bench.button(u"Copy list"_s)->isEnabled());
    }

    void differencesAreListedWithEveryDigitAndCopied()
    {
        CompareBench bench;
        bench.links.onCompare = differingDays;
        const Definition speed = await(bench.ports.catalog->find(u"speed"_s)).value();
        bench.open({speed.id});
        QAbstractItemModelTester tester(bench.dialog->findChild<DataTable *>()->model(),
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        bench.choose(u"Metrics"_s, u"Selected: speed"_s);
        bench.choose(u"Function"_s, u"Mean"_s);
        bench.choose(u"Time"_s, u"All of it"_s);
        bench.choose(u"Period"_s, u"Every period"_s);
        QTest::keyClick(bench.dialog.get(), Qt::Key_Return); // Compare is the default
        QTRY_COMPARE(bench.rows(), 10);
        QCOMPARE(bench.links.comparisons.size(), 5);
        QVERIFY(!bench.links.comparisons.front().query.selection.begin);
        QCOMPARE(bench.row(0),
                 QStringList({u"speed"_s, u"2 Nov 2026"_s, u"Mean"_s, u"31.5\u00A0km"_s,
                              u"31.500001\u00A0km"_s, u"1"_s, u"1"_s}));
        QCOMPARE(bench.row(1), QStringList({u"speed"_s, u"3 Nov 2026"_s, u"Mean"_s,
                                            u"1,234.5\u00A0km"_s, u"\u2014"_s, u"1"_s, u"0"_s}));
        QVERIFY2(
            bench.says(u"15 aggregate(s) of 1 metric(s) were compared; 10 of them differ(s). Send "
                       "what waits"_s),
            bench.texts().constData());
        bench.click(u"Copy list"_s);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 12);
        QVERIFY(lines.at(0).startsWith(u"Metric\tPeriod (UTC)\tFunction\tHere\tThere"_s));
        QVERIFY(lines.at(1).startsWith(u"speed\t2 Nov 2026\tMean\t31.5\u00A0km"_s));
        auto *table = bench.dialog->findChild<DataTable *>();
        table->setFocus();
        table->selectRows(1, 1);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 u"speed\t3 Nov 2026\tMean\t1234.5\t\u2014\t1\t0"_s);
    }

    // P1: in the background, with progress, and Stop counts at once.
    void showsProgressAndStops()
    {
        CompareBench bench;
        bench.links.onCompare = differingDays;
        bench.links.comparisonsToHold = 3;
        bench.open();
        bench.click(u"Compare"_s);
        QTRY_VERIFY(bench.button(u"Stop"_s));
        auto *bar = shown<QProgressBar>(*bench.dialog, u"How far the comparison is"_s);
        QVERIFY(bar);
        QCOMPARE(bar->value(), 2);
        QCOMPARE(bar->maximum(), 10);
        QVERIFY2(bench.says(u": 2 of 10, "_s), bench.texts().constData());
        QVERIFY(!bench.button(u"Compare"_s)->isEnabled());
        QCOMPARE(bench.rows(), 4); // what was found is there already
        bench.button(u"Stop"_s)->setFocus();
        QTest::keyClick(bench.button(u"Stop"_s), Qt::Key_Space);
        QVERIFY(!bench.button(u"Stop"_s));
        QVERIFY(bench.links.comparisons.back().stop.stop_requested());
        QVERIFY2(
            bench.says(u"Stopped. So far 6 aggregate(s) of 1 metric(s) were compared; 4 of them "
                       "differ(s)."_s),
            bench.texts().constData());
        bench.links.answerComparisons(AggregateComparison()); // late: left out
        QTest::qWait(0);
        QCOMPARE(bench.links.comparisons.size(), 3);
        QCOMPARE(bench.rows(), 4);
        QVERIFY(bench.button(u"Compare"_s)->isEnabled());
        QVERIFY(bench.button(u"Compare"_s)->hasFocus());
    }

    void closingStopsIt()
    {
        CompareBench bench;
        bench.links.comparisonsToHold = 1;
        bench.open();
        bench.click(u"Compare"_s);
        QTRY_COMPARE(bench.links.comparisons.size(), 1);
        QTest::keyClick(bench.dialog.get(), Qt::Key_Escape);
        QVERIFY(bench.dialog->isHidden());
        QVERIFY(bench.links.comparisons.back().stop.stop_requested());
        bench.links.answerComparisons(AggregateComparison());
    }

    void anErrorSaysWhatToDoAndCanBeTriedAgain()
    {
        CompareBench bench;
        bench.links.onCompare = [](const FakeSourceLinks::Comparison &) {
            return Result<AggregateComparison>(failure(Error{
                ErrorCode::Network, u"Could not reach metrics.example. Check the connection."_s,
                u"connection refused"_s}));
        };
        bench.open();
        bench.click(u"Compare"_s);
        QTRY_VERIFY2(bench.says(u"Could not reach metrics.example."_s), bench.texts().constData());
        QCOMPARE(bench.links.comparisons.size(), 1); // the others would fail likewise
        bench.links.onCompare = equalDay;
        bench.click(u"Compare again"_s);
        QTRY_VERIFY2(bench.says(u"are equal"_s), bench.texts().constData());
    }

    void metricsThatTheSourceLacksAreNamed()
    {
        CompareBench bench;
        const Definition load = await(bench.ports.catalog->find(u"load"_s)).value();
        bench.links.onCompare = [load](const FakeSourceLinks::Comparison &asked) {
            if (asked.query.selection.metrics.front() == load.id)
                return Result<AggregateComparison>(failure(
                    Error{ErrorCode::NotFound, u"No such metric."_s, {}, ErrorSubject::Metric}));
            return equalDay(asked);
        };
        bench.open();
        bench.click(u"Compare"_s);
        QTRY_VERIFY2(bench.says(u"5 aggregate(s) of 1 metric(s) were compared"_s),
                     bench.texts().constData());
        QVERIFY2(
            bench.says(u"1 metric(s) left out, because the source does not have them: load."_s),
            bench.texts().constData());
        QCOMPARE(bench.links.comparisons.size(), 6);
    }

    void nothingToCompareIsSaid()
    {
        CompareBench bench;
        bench.open();
        bench.click(u"Compare"_s); // neither side has a record in this range
        QTRY_VERIFY2(bench.says(u"Neither this store nor Fleet has records"_s),
                     bench.texts().constData());
        SourceBench empty;
        const Source source = empty.addSource(u"Fleet"_s);
        CompareDialog dialog(empty.parts(), source.id, {});
        showWindow(dialog, dialog.size());
        const auto says = [&dialog](const QString &part) {
            for (const QLabel *label : dialog.findChildren<QLabel *>())
                if (label->isVisible() && label->text().contains(part))
                    return true;
            return false;
        };
        QTRY_VERIFY(says(u"There is no metric in this store yet"_s));
        QVERIFY(!shown<QPushButton>(dialog, u"Compare"_s)->isEnabled());
    }

    void everyControlHasANameAndATabStop()
    {
        CompareBench bench;
        bench.links.onCompare = differingDays;
        bench.open();
        bench.click(u"Compare"_s);
        QTRY_VERIFY(bench.says(u"were compared;"_s));
        QCOMPARE(nameless(bench.dialog.get()), QStringList());
        QStringList reached;
        QWidget *first = shown<QComboBox>(*bench.dialog, u"Source"_s);
        first->setFocus();
        QTRY_COMPARE(QApplication::focusWidget(), first);
        do {
            const QWidget *at = QApplication::focusWidget();
            const auto *button = qobject_cast<const QPushButton *>(at);
            reached << (button ? button->text().remove(u'&') : at->accessibleName());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        } while (QApplication::focusWidget() != first && reached.size() < 20);
        QCOMPARE(reached, QStringList({u"Source"_s, u"Metrics"_s, u"Time"_s, u"Period"_s,
                                       u"Function"_s, u"Aggregates that differ"_s, u"Copy list"_s,
                                       u"Compare"_s, u"Close"_s}));
    }

    void looks_data()
    {
        QTest::addColumn<theme::Mode>("mode");
        QTest::newRow("light") << theme::Mode::Light;
        QTest::newRow("dark") << theme::Mode::Dark;
    }
    void looks()
    {
        QFETCH(const theme::Mode, mode);
        CompareBench bench;
        bench.theme.setMode(mode);
        const QString look = u'_' % QString::fromLatin1(QTest::currentDataTag());
        bench.open();
        const auto take = [&](const QString &scene) {
            QTest::qWait(30); // one more turn of the event loop, for the layouts
            savePicture(*bench.dialog, scene % look);
            QCOMPARE(clippedControl(*bench.dialog), QString());
        };
        take(u"compare_before"_s);
        bench.links.onCompare = differingDays;
        bench.click(u"Compare"_s);
        QTRY_VERIFY(bench.says(u"were compared;"_s));
        take(u"compare_differences"_s);
        bench.links.onCompare = equalDay;
        bench.click(u"Compare"_s);
        QTRY_VERIFY(bench.says(u"are equal"_s));
        take(u"compare_equal"_s);
        bench.links.comparisons.clear();
        bench.links.comparisonsToHold = 7;
        bench.click(u"Compare"_s);
        QTRY_VERIFY(bench.button(u"Stop"_s));
        take(u"compare_running"_s);
        bench.click(u"Stop"_s);
        bench.links.answerComparisons(AggregateComparison());
    }
};

TIDEMARK_TEST(CompareDialogTest)
#include "compare_dialog_test.moc"
