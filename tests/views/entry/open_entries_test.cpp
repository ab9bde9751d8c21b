// SPDX-License-Identifier: GPL-3.0-or-later
// Entries that the store has not taken yet: of a session that is gone, on their way, in the small
// window.
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

class OpenEntriesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void anEntryOfASessionThatIsGoneIsNotPutBackAsAnother()
    {
        PanelBench bench;
        bench.addMetric(u"m"_s);
        Bar bar(bench);
        auto *refused = bar.widget.findChild<RefusedEntries *>();
        ValueEntry entry;
        entry.metric = u"m"_s;
        entry.value = 7;
        entry.at = at(u"2026-11-18T09:00:00Z"_s);
        entry.sessionUid = u"gone"_s;
        refused->add(entry, {ErrorCode::NotFound, u"The session is gone."_s, {}});
        bar.answer(u"Put back"_s);
        QCOMPARE(refused->count(), 1); // it keeps its session and its time
        QVERIFY(bar.line(EntryField::Value)->text().isEmpty());
        const auto strips = bar.widget.findChildren<MessageStrip *>();
        QVERIFY(std::any_of(strips.begin(), strips.end(), [](const MessageStrip *strip) {
            return strip->text().contains(u"session of this entry is not offered"_s);
        }));
    }

    void anEntryOfAnOfferedSessionIsPutBackIntoIt()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        NewSession session;
        session.name = u"run"_s;
        session.start = at(u"2026-11-18T08:00:00Z"_s);
        session.end = at(u"2026-11-18T09:00:00Z"_s);
        QVERIFY(await(bench.ports.sessions->createSession(session)).has_value());
        const QString uid =
            await(bench.ports.sessions->sessions({}, {}, 1)).value().sessions[0].session.uid;
        Bar bar(bench);
        bar.widget.start(metric.id);
        auto *combo = qobject_cast<QComboBox *>(bar.fields->field(EntryField::Session));
        QTRY_VERIFY(combo->findText(u"run"_s) > 0);
        auto *refused = bar.widget.findChild<RefusedEntries *>();
        ValueEntry entry;
        entry.metric = u"m"_s;
        entry.value = 7;
        entry.sessionUid = uid;
        refused->add(entry, {ErrorCode::Locked, u"The store is locked."_s, {}});
        bar.answer(u"Put back"_s);
        QCOMPARE(refused->count(), 0);
        QCOMPARE(combo->currentText(), u"run"_s);
        QCOMPARE(bar.line(EntryField::Value)->text(), u"7"_s);
    }

    void anEntryThatIsOnItsWayIsInTheSession()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        QByteArray state;
        {
            Bar bar(bench);
            QSignalSpy saved(&bar.widget, &EntryBar::saved);
            bar.widget.start(metric.id);
            QTRY_COMPARE(bar.line(EntryField::Metric)->text(), u"m"_s);
            bar.type(EntryField::Time, u"2026-11-19 10:00"_s);
            bar.type(EntryField::Value, u"13"_s);
            bar.press(Qt::Key_Return);
            state = bar.widget.saveState(); // the window is closed before the answer
            QTRY_COMPARE(saved.count(), 1);
            QVERIFY(!bar.widget.saveState().contains("13"));
        }
        Bar next(bench);
        next.widget.restoreState(state);
        QCOMPARE(next.widget.findChild<RefusedEntries *>()->count(), 1);
        // It was stored after all: that is asked about, and nothing is stored twice unasked.
        next.answer(u"Retry"_s);
        QTRY_VERIFY(next.duplicates->isAsking());
        QCOMPARE(valuesOf(bench, u"m"_s), QList<double>({13}));
    }

    void theSmallWindowThatIsClosedOverAnEntryGoesWhenItIsStored()
    {
        PanelBench bench;
        bench.addMetric(u"m"_s, u"kg"_s);
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
        QTest::keyClick(fields->value(), Qt::Key_Return);
        QVERIFY(!window.close()); // over an entry that is on its way
        QTRY_VERIFY(!window.isVisible());
        QCOMPARE(valuesOf(bench, u"m"_s), QList<double>({13}));
    }
};

TIDEMARK_TEST(OpenEntriesTest)
#include "open_entries_test.moc"
