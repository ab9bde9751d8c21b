// SPDX-License-Identifier: GPL-3.0-or-later
// What the entry bar asks, and what becomes of entries that were not stored.
#include "model/ports/session_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/entry/entry_bench.h"
#include "views/entry/quick_entry_window.h"
#include "views/entry/refused_entries.h"

#include <QComboBox>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// 12.5 at 10:00 on the 19th, and 13 entered for the same time.
struct Duplicate
{
    Duplicate()
    {
        bar.start(metric);
        bar.enterAt(u"2026-11-19 10:00"_s, u"13"_s);
    }

    PanelBench bench;
    Definition metric = bench.addMetric(u"m"_s);
    Record stored = bench.addValue(u"m"_s, u"2026-11-19T10:00:00Z"_s, 12.5);
    Bar bar{bench};
};

} // namespace

class EntryQuestionsTest final : public QObject
{
    Q_OBJECT

    static constexpr int kTooLong = 5000;

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

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
        Duplicate twice;
        Bar &bar = twice.bar;
        QTRY_VERIFY(!bar.question().isEmpty());
        QCOMPARE(bar.question(), u"A value of 12.5 exists at this time."_s);
        savePicture(bar.widget, u"panel_entry_duplicate"_s);
        auto *focused = qobject_cast<QPushButton *>(QApplication::focusWidget());
        QVERIFY(focused != nullptr);
        QCOMPARE(focused->text(), u"Cancel"_s); // the safe one
        bar.answer(answer);
        QTRY_COMPARE(valuesOf(twice.bench, u"m"_s), values);
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
        bar.start(metric);
        auto *combo = qobject_cast<QComboBox *>(bar.fields->field(EntryField::Session));
        QTRY_VERIFY(combo->findText(u"run"_s) > 0);
        combo->setCurrentIndex(combo->findText(u"run"_s));
        QVERIFY(bar.line(EntryField::Time)->isReadOnly());
        QVERIFY(bar.says(u"2026-11-18 09:00"_s));
        QVERIFY(bar.line(EntryField::Time)->text().startsWith(u"2026-11-18 09:00"_s));
        auto *device = qobject_cast<QComboBox *>(bar.fields->field(EntryField::Device));
        device->setCurrentIndex(device->findText(u"From the session (rig-2)"_s));
        bar.enter(u"1"_s);
        QTRY_COMPARE(bar.saved.count(), 1);
        QCOMPARE(recordsOf(bench, u"m"_s)[0].device, std::optional(u"rig-2"_s));
        bar.enter(u"2"_s);
        QTRY_VERIFY(!bar.question().isEmpty());
        QVERIFY(bar.button(u"Keep both"_s) == nullptr);
        bar.answer(u"Replace"_s);
        QTRY_COMPARE(bar.saved.count(), 2);
        QCOMPARE(recordsOf(bench, u"m"_s).size(), std::size_t(1));
        QCOMPARE(recordsOf(bench, u"m"_s)[0].value, 2.0);
        combo->setCurrentIndex(0);
        QCOMPARE(bar.line(EntryField::Time)->text(), u"now"_s); // as it was typed
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
        bar.start(made->definition);
        bar.enterAt(u"2026-11-21 10:00"_s, u"120"_s);
        const auto *time = bar.fields->questionUnder(EntryField::Time);
        const auto *value = bar.fields->questionUnder(EntryField::Value);
        QCOMPARE(time->text(), u"Time is in the future. Save anyway?"_s);
        const auto under = [&bar](const QWidget *strip, EntryField field) {
            return strip->y() > bar.line(field)->geometry().bottom() &&
                   strip->x() <= bar.line(field)->x() &&
                   strip->y() < bar.fields->field(EntryField::Session)->y();
        };
        QTRY_VERIFY(under(time, EntryField::Time));
        bar.answer(u"Save anyway"_s);
        QVERIFY(!time->isVisible());
        QVERIFY2(value->text().startsWith(u"Outside the valid range 0 to 100"_s),
                 qPrintable(value->text()));
        QTRY_VERIFY(under(value, EntryField::Value));
        QCOMPARE(bar.saved.count(), 0);
        bar.answer(u"Save anyway"_s);
        QTRY_COMPARE(bar.saved.count(), 1);
    }

    void warnsOnceAboutASuspiciousValue()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-11-01T00:00:00Z"_s, 40, Timedelta(kNsPerHour));
        Bar bar(bench);
        bar.start(metric);
        bar.enter(u"90000"_s);
        QTRY_VERIFY(!bar.question().isEmpty());
        QCOMPARE(bar.saved.count(), 0);
        QVERIFY(bar.line(EntryField::Value)->hasFocus()); // never blocks
        savePicture(bar.widget, u"panel_entry_suspicious"_s);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(bar.saved.count(), 1);
    }

    void enterBeforeTheLastValuesAreKnownLosesNothing()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-11-01T00:00:00Z"_s, 40, Timedelta(kNsPerHour));
        Bar bar(bench);
        bar.start(metric);
        bar.type(EntryField::Time, u"2026-11-19 10:00"_s);
        bar.type(EntryField::Value, u"90000"_s);
        bar.fields->setMetric({});
        bar.fields->setMetric(u"m"_s); // asks for the last values again
        bar.press(Qt::Key_Return);
        bar.type(EntryField::Value, u"20"_s);
        auto *refused = bar.widget.findChild<RefusedEntries *>();
        QTRY_COMPARE(refused->count(), 1);
        QCOMPARE(bar.line(EntryField::Value)->text(), u"20"_s);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(bar.saved.count(), 1);
        bar.answer(u"Retry"_s); // yes, it is meant
        QTRY_COMPARE(bar.saved.count(), 2);
        QCOMPARE(valuesOf(bench, u"m"_s).last(), 90'000.0);
    }

    void asksFirstOrSecondOfARepeatedTime()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.context.setZone(Zone::fromId(u"Europe/Berlin").value());
        Bar bar(bench);
        bar.start(metric);
        bar.type(EntryField::Value, u"1"_s);
        bar.type(EntryField::Time, u"2026-10-25 02:30"_s);
        bar.press(Qt::Key_Return);
        bar.answer(u"Second"_s);
        QTRY_COMPARE(bar.saved.count(), 1);
        QCOMPARE(recordsOf(bench, u"m"_s)[0].sessionEnd,
                 std::optional(at(u"2026-10-25T01:30:00Z"_s)));
    }

    void aSecondEntryKeepsTheDuplicateQuestion()
    {
        Duplicate twice;
        Bar &bar = twice.bar;
        QTRY_VERIFY(bar.duplicates->isAsking());
        // The next one is entered before the question is answered.
        bar.enter(u"14"_s);
        QTRY_COMPARE(bar.saved.count(), 1);
        QVERIFY(bar.duplicates->isAsking());
        QVERIFY(bar.duplicates->isVisible());
        // A third one is half typed when it is.
        bar.type(EntryField::Value, u"15"_s);
        bar.answer(u"Keep both"_s);
        QTRY_COMPARE(bar.saved.count(), 2);
        QCOMPARE(valuesOf(twice.bench, u"m"_s), QList<double>({12.5, 13, 14}));
        QCOMPARE(bar.line(EntryField::Value)->text(), u"15"_s);
        QVERIFY(!bar.duplicates->isVisible());
    }

    void aCancelledDuplicateIsKeptWhileTheNextIsTyped()
    {
        Duplicate twice;
        Bar &bar = twice.bar;
        bar.type(EntryField::Value, u"14"_s);
        QTRY_VERIFY(bar.duplicates->isAsking());
        QVERIFY(bar.line(EntryField::Value)->hasFocus()); // not taken from who types
        QByteArray state = bar.widget.saveState();
        bar.answer(u"Cancel"_s);
        QCOMPARE(bar.line(EntryField::Value)->text(), u"14"_s);
        QCOMPARE(bar.widget.findChild<RefusedEntries *>()->count(), 1);
        // Nor is the open question lost with the window.
        Bar next(twice.bench);
        next.widget.restoreState(state);
        QCOMPARE(next.widget.findChild<RefusedEntries *>()->count(), 1);
    }

    void theSmallWindowStaysWhileADuplicateIsUnanswered()
    {
        PanelBench bench;
        bench.addMetric(u"m"_s, u"kg"_s);
        bench.addValue(u"m"_s, u"2026-11-20T12:00:00Z"_s, 12.5); // now
        QuickEntryWindow window(bench.ports, &bench.context, bench.formatter, bench.theme);
        showWindow(window, {760, 170});
        auto *fields = window.findChild<EntryFields *>();
        fields->setMetric(u"m"_s);
        const auto isKnown = [fields] {
            const auto labels = fields->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(),
                               [](const QLabel *label) { return label->text() == u"kg"_s; });
        };
        QTRY_VERIFY(isKnown());
        fields->setValueText(u"13"_s);
        fields->focusField(EntryField::Value);
        QTest::keyClick(fields->value(), Qt::Key_Return, Qt::ControlModifier);
        auto *duplicates = window.findChild<MessageStrip *>(u"entryDuplicates"_s);
        QTRY_VERIFY(duplicates->isAsking());
        QVERIFY(!window.close());
        for (auto *answer : duplicates->findChildren<QPushButton *>())
            if (answer->text() == u"Replace"_s)
                QTest::mouseClick(answer, Qt::LeftButton);
        QTRY_VERIFY(!window.isVisible()); // as Ctrl+Enter asked for
        QCOMPARE(valuesOf(bench, u"m"_s), QList<double>({13}));
    }

    void keepsRefusedEntriesUntilTheyAreSettled()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Bar bar(bench);
        auto *refused = bar.widget.findChild<RefusedEntries *>();
        bar.start(metric);
        auto *device = qobject_cast<QComboBox *>(bar.fields->field(EntryField::Device));
        device->setCurrentText(QString(kTooLong, u'd')); // the store takes no such name
        bar.enter(u"1"_s);
        bar.enter(u"2"_s); // before the answer
        bar.type(EntryField::Value, u"3"_s);
        QTRY_COMPARE(refused->count(), 2);
        QVERIFY(refused->isVisible());
        QCOMPARE(bar.line(EntryField::Value)->text(), u"3"_s);
        savePicture(bar.widget, u"panel_entry_refused"_s);
        bar.answer(u"Retry"_s); // nothing has changed
        QTRY_COMPARE(refused->count(), 2);
        bar.answer(u"Put back"_s); // would overwrite what is being typed
        QCOMPARE(refused->count(), 2);
        QCOMPARE(bar.line(EntryField::Value)->text(), u"3"_s);
        bar.fields->clearAll();
        bar.answer(u"Put back"_s);
        QCOMPARE(refused->count(), 1);
        // Whichever the store answered first stands first.
        const QString back = bar.line(EntryField::Value)->text();
        QVERIFY2(back == u"1"_s || back == u"2"_s, qPrintable(back));
        device->setCurrentText(u"rig-1"_s);
        bar.fields->focusField(EntryField::Value);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(bar.saved.count(), 1);
        QCOMPARE(valuesOf(bench, u"m"_s), QList<double>({back.toDouble()}));
        bar.answer(u"Discard"_s);
        QVERIFY(!refused->isVisible());
    }
};

TIDEMARK_TEST(EntryQuestionsTest)
#include "entry_questions_test.moc"
