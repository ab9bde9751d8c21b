// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/session_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/entry/entry_bench.h"
#include "views/entry/quick_entry_window.h"

#include <QComboBox>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class EntryBarTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void takesDigitsAndEnterForAKnownMetric()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"weight"_s, u"kg"_s);
        Bar bar(bench);
        QSignalSpy changed(&bar.widget, &EntryBar::changeMade);
        bar.widget.start(metric.id);
        QVERIFY(bar.line(EntryField::Value)->hasFocus());
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"weight"_s);
        QTest::keyClicks(bar.line(EntryField::Value), u"71.4"_s);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(bar.saved.count(), 1);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(bar.line(EntryField::Metric)->text(), u"weight"_s); // stays
        QVERIFY(bar.line(EntryField::Value)->text().isEmpty());
        QVERIFY(bar.line(EntryField::Value)->hasFocus());
        QCOMPARE(bar.line(EntryField::Time)->text(), u"now"_s);
        const auto records = recordsOf(bench, u"weight"_s);
        QCOMPARE(records.size(), std::size_t(1));
        QCOMPARE(records[0].value, 71.4);
        QCOMPARE(records[0].sessionEnd, std::optional(bench.clock.now()));
        QVERIFY(records[0].isEntry);
    }

    void startsInMetricWhenNoneIsSelected()
    {
        PanelBench bench;
        Bar bar(bench);
        bar.widget.start();
        QVERIFY(bar.line(EntryField::Metric)->hasFocus());
    }

    void offersToCreateAnUnknownMetric()
    {
        PanelBench bench;
        Bar bar(bench);
        bar.widget.start();
        QTest::keyClicks(bar.line(EntryField::Metric), u"morning.weight"_s);
        bar.enter(u"71.4"_s);
        QVERIFY(!bar.question().isEmpty());
        QCOMPARE(bar.saved.count(), 0);
        savePicture(bar.widget, u"panel_entry_create"_s);
        bar.answer(u"Create \"morning.weight\""_s);
        QTRY_COMPARE(bar.saved.count(), 1);
        QCOMPARE(recordsOf(bench, u"morning.weight"_s).size(), std::size_t(1));
    }

    void showsWhatWasUnderstoodWhileTyping_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("says");
        QTest::newRow("unit") << u"1.5 s"_s << u"now"_s << u"1,500\u00a0ms"_s;
        QTest::newRow("arithmetic") << u"=12*3+4"_s << u"now"_s << u"= 40\u00a0ms"_s;
        QTest::newRow("word") << u"many"_s << u"now"_s << u"12.5"_s;
        QTest::newRow("infinity") << u"inf"_s << u"now"_s << u"number"_s;
        QTest::newRow("time") << u"1"_s << u"yesterday 14:30"_s << u"2026-11-19 14:30"_s;
        QTest::newRow("bad time") << u"1"_s << u"soonish"_s << u"time"_s;
    }
    void showsWhatWasUnderstoodWhileTyping()
    {
        QFETCH(const QString, value);
        QFETCH(const QString, time);
        QFETCH(const QString, says);
        PanelBench bench;
        const Definition metric = bench.addMetric(u"latency"_s, u"ms"_s);
        Bar bar(bench);
        bar.start(metric);
        bar.type(EntryField::Value, value);
        bar.type(EntryField::Time, time);
        if (!bar.says(says)) {
            QStringList shown;
            for (const auto *label : bar.fields->findChildren<QLabel *>())
                shown << label->text();
            QFAIL(qPrintable(shown.join(u" | "_s)));
        }
    }

    void namesTheFixForAnEmptyValue()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Bar bar(bench);
        bar.start(metric);
        bar.press(Qt::Key_Return);
        QVERIFY(bar.says(u"Enter a number, for example 12.5."_s));
        QVERIFY(recordsOf(bench, u"m"_s).empty());
    }

    void altDigitsJumpAndAltZeroPins()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Bar bar(bench);
        bar.start(metric);
        for (int i = 0; i < static_cast<int>(EntryField::Count); ++i) {
            bar.press(static_cast<Qt::Key>(Qt::Key_1 + i), Qt::AltModifier);
            QCOMPARE(QApplication::focusWidget(), bar.fields->field(static_cast<EntryField>(i)));
        }
        bar.type(EntryField::Time, u"2026-11-19 10:00"_s);
        bar.type(EntryField::Value, u"1"_s);
        bar.press(Qt::Key_0, Qt::AltModifier);
        QVERIFY(bar.fields->isTimePinned());
        const QString pinned = bar.line(EntryField::Time)->text();
        bar.fields->focusField(EntryField::Value);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(bar.saved.count(), 1);
        QCOMPARE(bar.line(EntryField::Time)->text(), pinned);
        QCOMPARE(recordsOf(bench, u"m"_s)[0].sessionEnd,
                 std::optional(at(u"2026-11-19T10:00:00Z"_s)));
    }

    void arrowsStepTheLastDecimal()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Bar bar(bench);
        bar.widget.start(metric.id);
        bar.type(EntryField::Value, u"1.9"_s);
        bar.press(Qt::Key_Up);
        QCOMPARE(bar.line(EntryField::Value)->text(), u"2.0"_s);
        bar.press(Qt::Key_PageDown);
        QCOMPARE(bar.line(EntryField::Value)->text(), u"1.0"_s);
    }

    void escapeClearsThenCloses()
    {
        PanelBench bench;
        Bar bar(bench);
        QSignalSpy closed(&bar.widget, &EntryBar::closeRequested);
        bar.widget.start();
        bar.type(EntryField::Value, u"12"_s);
        bar.press(Qt::Key_Escape);
        QVERIFY(bar.line(EntryField::Value)->text().isEmpty());
        QCOMPARE(closed.count(), 0);
        bar.press(Qt::Key_Escape);
        QCOMPARE(closed.count(), 1);
    }

    void controlEnterSavesAndCloses()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Bar bar(bench);
        QSignalSpy closed(&bar.widget, &EntryBar::closeRequested);
        bar.start(metric);
        bar.type(EntryField::Value, u"12"_s);
        bar.press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(closed.count(), 1);
        QCOMPARE(recordsOf(bench, u"m"_s).size(), std::size_t(1));
    }

    void enterSavesFromEveryField()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Bar bar(bench);
        bar.start(metric);
        for (int i = 0; i < static_cast<int>(EntryField::Count); ++i) {
            bar.type(EntryField::Time, u"2026-11-%1 10:00"_s.arg(i + 10));
            bar.type(EntryField::Value, QString::number(i + 1));
            bar.fields->focusField(static_cast<EntryField>(i));
            bar.press(Qt::Key_Return);
            QTRY_COMPARE(bar.saved.count(), i + 1);
            QVERIFY(bar.line(EntryField::Value)->hasFocus());
        }
        QCOMPARE(valuesOf(bench, u"m"_s), QList<double>({1, 2, 3, 4, 5, 6, 7}));
    }

    void tabGoesThroughTheFields()
    {
        PanelBench bench;
        Bar bar(bench);
        bar.widget.start();
        for (int i = 0; i < static_cast<int>(EntryField::Count); ++i) {
            QCOMPARE(QApplication::focusWidget(), bar.fields->field(static_cast<EntryField>(i)));
            bar.press(Qt::Key_Tab);
        }
        bar.press(Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(QApplication::focusWidget(), bar.fields->field(EntryField::Note));
    }

    void keepsContextClearsValueAndNote()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Bar bar(bench);
        bar.start(metric);
        auto *device = qobject_cast<QComboBox *>(bar.fields->field(EntryField::Device));
        device->setCurrentText(u"rig-1"_s);
        bar.type(EntryField::Tags, u"env=test"_s);
        bar.type(EntryField::Note, u"by hand"_s);
        bar.enterAt(u"2026-11-19 10:00"_s, u"5"_s);
        QTRY_COMPARE(bar.saved.count(), 1);
        QCOMPARE(bar.line(EntryField::Metric)->text(), u"m"_s);
        QCOMPARE(device->currentText(), u"rig-1"_s);
        QCOMPARE(bar.line(EntryField::Tags)->text(), u"env=test"_s);
        QVERIFY(bar.line(EntryField::Value)->text().isEmpty());
        QVERIFY(bar.line(EntryField::Note)->text().isEmpty());
        QCOMPARE(bar.line(EntryField::Time)->text(), u"now"_s);
        const Record record = recordsOf(bench, u"m"_s).at(0);
        QCOMPARE(record.device, std::optional(u"rig-1"_s));
        QCOMPARE(record.note, u"by hand"_s);
    }

    void showsHowAnAmbiguousNumberIsRead()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Bar bar(bench);
        bar.start(metric);
        bar.type(EntryField::Value, u"1,234"_s);
        QVERIFY(bar.says(u"Read as 1,234"_s));
        bar.type(EntryField::Value, u"4,5"_s);
        QVERIFY(bar.says(u"= 4.5"_s));
        QVERIFY(!bar.says(u"Read as"_s));
    }

    void showsTheInstantWithItsZone()
    {
        PanelBench bench;
        bench.context.setZone(Zone::fromId(u"Europe/Berlin").value());
        FormatChoices choices;
        choices.zone = Zone::fromId(u"Europe/Berlin").value();
        bench.formatter = Formatter(choices);
        Bar bar(bench);
        bar.type(EntryField::Time, u"yesterday 14:30"_s);
        QVERIFY(bar.says(u"2026-11-19 14:30"_s));
        QVERIFY(bar.says(u"+01:00"_s));
    }

    void pinsTheTimeOfTheMomentBeforeAValueIsTyped()
    {
        PanelBench bench;
        Bar bar(bench);
        bar.widget.start();
        bar.press(Qt::Key_0, Qt::AltModifier);
        QVERIFY2(bar.line(EntryField::Time)->text().startsWith(u"2026-11-20 12:00"_s),
                 qPrintable(bar.line(EntryField::Time)->text()));
    }

    void keepsAHalfTypedEntry()
    {
        PanelBench bench;
        QByteArray state;
        {
            Bar bar(bench);
            bar.type(EntryField::Metric, u"weight"_s);
            bar.type(EntryField::Value, u"71."_s);
            bar.type(EntryField::Note, u"half"_s);
            state = bar.widget.saveState();
        }
        Bar bar(bench);
        bar.widget.restoreState(state);
        QCOMPARE(bar.line(EntryField::Metric)->text(), u"weight"_s);
        QCOMPARE(bar.line(EntryField::Value)->text(), u"71."_s);
        QCOMPARE(bar.line(EntryField::Note)->text(), u"half"_s);
    }

    void worksAloneInASmallWindow()
    {
        PanelBench bench;
        QuickEntryWindow window(bench.ports, &bench.context, bench.formatter, bench.theme);
        showWindow(window, {760, 170});
        QVERIFY(window.findChild<QLineEdit *>() != nullptr);
        savePicture(window, u"panel_quick_entry"_s);
        QTest::keyClick(window.entryBar()->findChild<QLineEdit *>(), Qt::Key_Escape);
        QVERIFY(!window.isVisible());
    }
};

TIDEMARK_TEST(EntryBarTest)
#include "entry_bar_test.moc"
