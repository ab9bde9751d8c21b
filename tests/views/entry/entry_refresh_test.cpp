// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed and chosen in the entry bar stays when metrics, sessions and devices are read anew,
// and when the program begins again.
#include "model/ports/session_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/entry/entry_bench.h"
#include "views/entry/refused_entries.h"

#include <QComboBox>
#include <QCompleter>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class EntryRefreshTest final : public QObject
{
    Q_OBJECT

    static Session addSession(PanelBench &bench, const QString &name, const QStringList &devices)
    {
        NewSession session;
        session.name = name;
        session.start = at(u"2026-11-18T08:00:00Z"_s);
        session.end = at(u"2026-11-18T09:00:00Z"_s);
        session.devices = devices;
        return await(bench.ports.sessions->createSession(session)).value().session;
    }
    static QComboBox *combo(const EntryFields &fields, EntryField field)
    {
        return qobject_cast<QComboBox *>(fields.field(field));
    }
    /// What another program publishes, and the bar has heard of.
    static void publishAnotherDevice(PanelBench &bench, const Bar &bar)
    {
        addSession(bench, u"other"_s, {u"zebra"_s});
        QTRY_VERIFY(combo(*bar.fields, EntryField::Device)->findText(u"zebra"_s) > 0);
        QTRY_VERIFY(combo(*bar.fields, EntryField::Session)->findText(u"other"_s) > 0);
    }
    static void chooseSession(const Bar &bar, const Session &session)
    {
        QTRY_VERIFY(bar.fields->offersSession(session.uid));
        bar.fields->setSession(session.uid);
    }
    static void waitForUnit(const Bar &bar)
    {
        QTRY_VERIFY(bar.says(u"kg"_s)); // the metric is known
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aHalfTypedDeviceStays()
    {
        PanelBench bench;
        addSession(bench, u"run"_s, {u"rig"_s});
        Bar bar(bench);
        auto *device = combo(*bar.fields, EntryField::Device);
        QTRY_VERIFY(device->findText(u"rig"_s) > 0);
        bar.fields->focusField(EntryField::Device);
        device->lineEdit()->selectAll();
        QTest::keyClicks(device->lineEdit(), u"rig "_s);
        QTest::keyClick(device->lineEdit(), Qt::Key_Left);
        publishAnotherDevice(bench, bar);
        QCOMPARE(device->currentText(), u"rig "_s);
        QCOMPARE(device->lineEdit()->cursorPosition(), 3);
        QTest::keyClick(device->lineEdit(), Qt::Key_End);
        QTest::keyClicks(device->lineEdit(), u"1"_s);
        QCOMPARE(bar.fields->input().device.device, u"rig 1"_s);
    }

    void anEmptiedDeviceStaysEmpty()
    {
        PanelBench bench;
        Bar bar(bench);
        auto *device = combo(*bar.fields, EntryField::Device);
        bar.fields->focusField(EntryField::Device);
        device->lineEdit()->selectAll();
        QTest::keyClick(device->lineEdit(), Qt::Key_Delete);
        QVERIFY(device->currentText().isEmpty());
        publishAnotherDevice(bench, bar);
        QVERIFY(device->currentText().isEmpty());
        QTest::keyClicks(device->lineEdit(), u"rig"_s);
        QCOMPARE(bar.fields->input().device.device, u"rig"_s);
    }

    void aSelectedDeviceIsStillReplacedByTyping()
    {
        PanelBench bench;
        Bar bar(bench);
        auto *device = combo(*bar.fields, EntryField::Device);
        QCOMPARE(device->currentText(), u"No device"_s);
        bar.fields->focusField(EntryField::Device);
        device->lineEdit()->selectAll();
        publishAnotherDevice(bench, bar);
        QCOMPARE(device->lineEdit()->selectedText(), u"No device"_s);
        QTest::keyClicks(device->lineEdit(), u"rig"_s);
        QCOMPARE(bar.fields->input().device.device, u"rig"_s);
    }

    void nothingIsListedAnewWhileAListIsOpen()
    {
        PanelBench bench;
        Bar bar(bench);
        auto *device = combo(*bar.fields, EntryField::Device);
        const auto *presenter = bar.widget.findChild<EntryPresenter *>();
        {
            // What the offscreen platform says of every list that opens.
            QTest::ignoreMessage(QtWarningMsg, "This plugin does not support raise()");
            QTest::ignoreMessage(QtWarningMsg,
                                 "This plugin does not support grabbing the keyboard");
            QWidget list(nullptr, Qt::Popup);
            list.show();
            QCOMPARE(QApplication::activePopupWidget(), &list);
            addSession(bench, u"other"_s, {u"zebra"_s});
            QTRY_VERIFY(presenter->devices().contains(u"zebra"_s));
            QTRY_COMPARE(presenter->sessions().size(), std::size_t(1));
            QCOMPARE(device->findText(u"zebra"_s), -1);
            QCOMPARE(combo(*bar.fields, EntryField::Session)->count(), 1);
            list.hide();
        }
        QTRY_VERIFY(device->findText(u"zebra"_s) > 0);
        QCOMPARE(combo(*bar.fields, EntryField::Session)->count(), 2);
    }

    void theSameChoicesAreNotListedAnew()
    {
        const theme::Theme theme;
        EntryFields fields(theme);
        Definition metric;
        metric.name = u"m"_s;
        Session run;
        run.uid = u"ss_run"_s;
        fields.setChoices({metric}, {run}, {u"rig"_s});
        const auto *session = combo(fields, EntryField::Session)->model();
        const auto *device = combo(fields, EntryField::Device)->model();
        const auto *edit = qobject_cast<QLineEdit *>(fields.field(EntryField::Metric));
        QSignalSpy sessionRows(session, &QAbstractItemModel::rowsInserted);
        QSignalSpy deviceRows(device, &QAbstractItemModel::rowsInserted);
        QSignalSpy completions(edit->completer()->model(), &QAbstractItemModel::modelReset);
        fields.setChoices({metric}, {run}, {u"rig"_s});
        QCOMPARE(sessionRows.count(), 0);
        QCOMPARE(deviceRows.count(), 0);
        QCOMPARE(completions.count(), 0);
        fields.setChoices({}, {}, {});
        QVERIFY(sessionRows.count() > 0);
        QVERIFY(deviceRows.count() > 0);
    }

    void aChosenSessionThatIsNotOfferedAnyMoreStays()
    {
        const theme::Theme theme;
        EntryFields fields(theme);
        Session old;
        old.uid = u"ss_old"_s;
        old.name = u"old"_s;
        old.devices = QStringList{u"rig"_s};
        Session recent;
        recent.uid = u"ss_recent"_s;
        fields.setChoices({}, {old}, {});
        fields.setTimeText(u"14:30"_s);
        fields.setSession(old.uid);
        fields.inferDevice();
        fields.setChoices({}, {recent}, {});
        QCOMPARE(fields.input().session, std::optional(old));
        QCOMPARE(fields.input().device.mode, DeviceChoice::Mode::Inferred);
        QCOMPARE(combo(fields, EntryField::Session)->currentText(), u"old"_s);
        // Another device of the session is another choice, which is not made here.
        old.devices << u"rig-2"_s;
        fields.setChoices({}, {recent, old}, {});
        QCOMPARE(fields.input().device.mode, DeviceChoice::Mode::Inferred);
        fields.setSession({});
        fields.setChoices({}, {recent}, {});
        QVERIFY(!fields.offersSession(old.uid));
        QCOMPARE(fields.input().time, u"14:30"_s);
    }

    void anEntryOfARemovedSessionIsNotStoredElsewhere()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"kg"_s);
        const Session run = addSession(bench, u"run"_s, {});
        Bar bar(bench);
        bar.start(metric);
        chooseSession(bar, run);
        QVERIFY(await(bench.ports.sessions->removeSessions({run.id})).has_value());
        publishAnotherDevice(bench, bar);
        QCOMPARE(combo(*bar.fields, EntryField::Session)->currentText(), u"run"_s);
        bar.enter(u"12.5"_s);
        const auto *refused = bar.widget.findChild<RefusedEntries *>();
        QTRY_COMPARE(refused->count(), 1);
        QCOMPARE(refused->entry(0).sessionUid, std::optional(run.uid));
        QVERIFY(recordsOf(bench, u"m"_s).empty());
    }

    void aHalfTypedEntryOfASessionStaysOneOverARestart()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"kg"_s);
        const Session run = addSession(bench, u"run"_s, {u"rig"_s});
        QByteArray state;
        {
            Bar bar(bench);
            bar.start(metric);
            bar.type(EntryField::Time, u"2026-11-19 10:00"_s);
            chooseSession(bar, run);
            bar.fields->inferDevice();
            bar.type(EntryField::Value, u"12.5"_s);
            state = bar.widget.saveState();
        }
        Bar bar(bench);
        bar.widget.restoreState(state);
        QVERIFY(bar.fields->input().session); // before the store has told of any
        QCOMPARE(bar.fields->input().time, u"2026-11-19 10:00"_s);
        QCOMPARE(bar.line(EntryField::Value)->text(), u"12.5"_s);
        waitForUnit(bar);
        bar.fields->focusField(EntryField::Value);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(bar.saved.count(), 1);
        const auto records = recordsOf(bench, u"m"_s);
        QCOMPARE(records.size(), std::size_t(1));
        QCOMPARE(records[0].sessionUid, run.uid);
        QCOMPARE(records[0].device, std::optional(u"rig"_s));
        QTRY_VERIFY(bar.fields->input().session->id.isValid()); // as the store tells it
    }

    void aHalfTypedDeviceStaysOverARestart()
    {
        PanelBench bench;
        QByteArray state;
        {
            Bar bar(bench);
            combo(*bar.fields, EntryField::Device)->setCurrentText(u"rig"_s);
            state = bar.widget.saveState();
        }
        Bar bar(bench);
        bar.widget.restoreState(state);
        publishAnotherDevice(bench, bar);
        QCOMPARE(bar.fields->input().device.device, u"rig"_s);
    }

    void aHalfTypedEntryOfASessionThatWentMeanwhileIsNotStoredElsewhere()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"kg"_s);
        const Session run = addSession(bench, u"run"_s, {});
        QByteArray state;
        {
            Bar bar(bench);
            bar.start(metric);
            chooseSession(bar, run);
            bar.type(EntryField::Value, u"12.5"_s);
            state = bar.widget.saveState();
        }
        QVERIFY(await(bench.ports.sessions->removeSessions({run.id})).has_value());
        Bar bar(bench);
        bar.widget.restoreState(state);
        waitForUnit(bar);
        bar.fields->focusField(EntryField::Value);
        bar.press(Qt::Key_Return);
        QTRY_COMPARE(bar.widget.findChild<RefusedEntries *>()->count(), 1);
        QVERIFY(recordsOf(bench, u"m"_s).empty());
    }
};

TIDEMARK_TEST(EntryRefreshTest)
#include "entry_refresh_test.moc"
