// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/session_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/browser/panel_bench.h"
#include "views/entry/entry_bar.h"
#include "views/entry/entry_fields.h"
#include "views/entry/quick_entry_window.h"
#include "views/tables/message_strip.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

struct Bar
{
    explicit Bar(PanelBench &bench)
        : widget(bench.ports, &bench.context, bench.formatter, bench.theme)
        , fields(widget.findChild<EntryFields *>())
        , strip(widget.findChild<MessageStrip *>())
    {
        showWindow(widget, {900, 200});
    }
    [[nodiscard]] QLineEdit *line(EntryField field) const
    {
        return qobject_cast<QLineEdit *>(fields->field(field));
    }
    void type(EntryField field, const QString &text)
    {
        fields->focusField(field);
        line(field)->selectAll();
        QTest::keyClicks(line(field), text);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    void answer(const QString &text)
    {
        for (auto *button : strip->findChildren<QPushButton *>())
            if (button->text() == text && button->isVisible()) {
                QTest::mouseClick(button, Qt::LeftButton);
                return;
            }
        QFAIL(qPrintable(u"no answer \"%1\" to: %2"_s.arg(text, strip->text())));
    }
    [[nodiscard]] bool says(const QString &text) const
    {
        for (const auto *label : fields->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }

    EntryBar widget;
    EntryFields *fields;
    MessageStrip *strip;
};

std::vector<Record> recordsOf(StoreBench &bench, const QString &metric)
{
    Selection selection;
    selection.metrics = {await(bench.ports.catalog->find(metric)).value().id};
    return await(bench.ports.records->page(selection, SortOrder::Ascending, {}, 100))
        .value()
        .records;
}

} // namespace

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
        QSignalSpy saved(&bar.widget, &EntryBar::saved);
        QSignalSpy changed(&bar.widget, &EntryBar::changeMade);
        bar.widget.start(metric.id);
        QVERIFY(bar.line(EntryField::Value)->hasFocus());
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"weight"_s);
        QTest::keyClicks(bar.line(EntryField::Value), u"71.4"_s);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(saved.count(), 1);
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
        QSignalSpy saved(&bar.widget, &EntryBar::saved);
        bar.widget.start();
        QTest::keyClicks(bar.line(EntryField::Metric), u"morning.weight"_s);
        bar.type(EntryField::Value, u"71.4"_s);
        bar.press(Qt::Key_Return);
        QVERIFY(bar.strip->isAsking());
        QCOMPARE(saved.count(), 0);
        savePicture(bar.widget, u"panel_entry_create"_s);
        bar.answer(u"Create \"morning.weight\""_s);
        QTRY_COMPARE(saved.count(), 1);
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
        bar.widget.start(metric.id);
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"latency"_s);
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
        bar.widget.start(metric.id);
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"m"_s);
        bar.press(Qt::Key_Return);
        QVERIFY(bar.says(u"Enter a number, for example 12.5."_s));
        QVERIFY(recordsOf(bench, u"m"_s).empty());
    }

    void altDigitsJumpAndAltZeroPins()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Bar bar(bench);
        QSignalSpy saved(&bar.widget, &EntryBar::saved);
        bar.widget.start(metric.id);
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"m"_s);
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
        QTRY_COMPARE(saved.count(), 1);
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
        bar.widget.start(metric.id);
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"m"_s);
        bar.type(EntryField::Value, u"12"_s);
        bar.press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(closed.count(), 1);
        QCOMPARE(recordsOf(bench, u"m"_s).size(), std::size_t(1));
    }

    void asksAboutADuplicate_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QList<double>>("values");
        QTest::newRow("keep both") << u"Keep both"_s << QList<double>{12.5, 13};
        QTest::newRow("replace") << u"Replace"_s << QList<double>{13};
        QTest::newRow("cancel") << u"Cancel"_s << QList<double>{12.5};
    }
    void asksAboutADuplicate()
    {
        QFETCH(const QString, answer);
        QFETCH(const QList<double>, values);
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-19T10:00:00Z"_s, 12.5);
        Bar bar(bench);
        bar.widget.start(metric.id);
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"m"_s);
        bar.type(EntryField::Time, u"2026-11-19 10:00"_s);
        bar.type(EntryField::Value, u"13"_s);
        bar.press(Qt::Key_Return);
        QTRY_VERIFY(bar.strip->isAsking());
        QCOMPARE(bar.strip->text(), u"A value of 12.5 exists at this time."_s);
        savePicture(bar.widget, u"panel_entry_duplicate"_s);
        auto *focused = qobject_cast<QPushButton *>(QApplication::focusWidget());
        QVERIFY(focused != nullptr);
        QCOMPARE(focused->text(), u"Cancel"_s); // the safe one
        bar.answer(answer);
        const auto stored = [&bench] {
            QList<double> found;
            for (const Record &record : recordsOf(bench, u"m"_s))
                found << record.value;
            std::sort(found.begin(), found.end());
            return found;
        };
        QTRY_COMPARE(stored(), values);
        if (answer == u"Cancel"_s)
            QCOMPARE(bar.line(EntryField::Value)->text(), u"13"_s); // given back
    }

    void chosenSessionsHoldOneValueAndTheirTime()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        NewSession session;
        session.name = u"run"_s;
        session.start = at(u"2026-11-18T08:00:00Z"_s);
        session.end = at(u"2026-11-18T09:00:00Z"_s);
        session.devices = {u"rig-2"_s};
        QVERIFY(await(bench.ports.sessions->createSession(session)).has_value());
        Bar bar(bench);
        QSignalSpy saved(&bar.widget, &EntryBar::saved);
        bar.widget.start(metric.id);
        auto *combo = qobject_cast<QComboBox *>(bar.fields->field(EntryField::Session));
        QTRY_VERIFY(combo->findText(u"run"_s) > 0);
        combo->setCurrentIndex(combo->findText(u"run"_s));
        QVERIFY(bar.line(EntryField::Time)->isReadOnly());
        QVERIFY(bar.says(u"2026-11-18 09:00"_s));
        auto *device = qobject_cast<QComboBox *>(bar.fields->field(EntryField::Device));
        device->setCurrentIndex(device->findText(u"From the session (rig-2)"_s));
        bar.type(EntryField::Value, u"1"_s);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(recordsOf(bench, u"m"_s)[0].device, std::optional(u"rig-2"_s));
        bar.type(EntryField::Value, u"2"_s);
        bar.press(Qt::Key_Return);
        QTRY_VERIFY(bar.strip->isAsking());
        for (const auto *button : bar.strip->findChildren<QPushButton *>())
            QVERIFY(!button->isVisible() || button->text() != u"Keep both"_s);
        bar.answer(u"Replace"_s);
        QTRY_COMPARE(saved.count(), 2);
        QCOMPARE(recordsOf(bench, u"m"_s).size(), std::size_t(1));
        QCOMPARE(recordsOf(bench, u"m"_s)[0].value, 2.0);
    }

    void asksBeforeTheFutureAndOutsideTheValidRange()
    {
        PanelBench bench;
        NewDefinition definition;
        definition.name = u"load"_s;
        definition.unit = u"%"_s;
        definition.settings.validMin = 0;
        definition.settings.validMax = 100;
        const auto made = await(bench.ports.catalog->create(definition));
        Bar bar(bench);
        QSignalSpy saved(&bar.widget, &EntryBar::saved);
        bar.widget.start(made->definition.id);
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"load"_s);
        bar.type(EntryField::Time, u"2026-11-21 10:00"_s);
        bar.type(EntryField::Value, u"120"_s);
        bar.press(Qt::Key_Return);
        QCOMPARE(bar.strip->text(), u"Time is in the future. Save anyway?"_s);
        bar.answer(u"Save anyway"_s);
        QVERIFY2(bar.strip->text().startsWith(u"Outside the valid range 0 to 100"_s),
                 qPrintable(bar.strip->text()));
        QCOMPARE(saved.count(), 0);
        bar.answer(u"Save anyway"_s);
        QTRY_COMPARE(saved.count(), 1);
    }

    void warnsOnceAboutASuspiciousValue()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-11-01T00:00:00Z"_s, 40, Timedelta(kNsPerHour));
        Bar bar(bench);
        QSignalSpy saved(&bar.widget, &EntryBar::saved);
        bar.widget.start(metric.id);
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"m"_s);
        bar.type(EntryField::Value, u"90000"_s);
        bar.press(Qt::Key_Return);
        QTRY_VERIFY(bar.strip->isAsking());
        QCOMPARE(saved.count(), 0);
        QVERIFY(bar.line(EntryField::Value)->hasFocus()); // never blocks
        savePicture(bar.widget, u"panel_entry_suspicious"_s);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(saved.count(), 1);
    }

    void asksFirstOrSecondOfARepeatedTime()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.context.setZone(Zone::fromId(u"Europe/Berlin").value());
        Bar bar(bench);
        QSignalSpy saved(&bar.widget, &EntryBar::saved);
        bar.widget.start(metric.id);
        QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"m"_s);
        bar.type(EntryField::Value, u"1"_s);
        bar.type(EntryField::Time, u"2026-10-25 02:30"_s);
        bar.press(Qt::Key_Return);
        bar.answer(u"Second"_s);
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(recordsOf(bench, u"m"_s)[0].sessionEnd,
                 std::optional(at(u"2026-10-25T01:30:00Z"_s)));
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
