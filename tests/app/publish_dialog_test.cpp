// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/session_store.h"
#include "tests/app/nameless.h"
#include "tests/app/source_fixture.h"
#include "tests/support/test_registry.h"
#include "views/sources/publish_dialog.h"

#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// The choice of the device when publishing from the window (R2).
class PublishDialogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void eachChoiceIsShownBeforeItIsSent();
    void aDeviceIsChosenByKeysAlone();
    void knownDevicesAreOffered();
    void beginsWithTheChoiceThatWasMadeBefore();

private:
    /// Opens the dialog for values whose sessions have no device.
    [[nodiscard]] static QPointer<QWidget> openDialog(SourceFixture &f)
    {
        f.window->context().setWindow(
            {at(u"2026-11-01T00:00:00Z"_s), at(u"2026-11-21T00:00:00Z"_s)});
        f.trigger(u"sources.publish"_s);
        [] { QTRY_VERIFY(qobject_cast<PublishDialog *>(QApplication::activeModalWidget())); }();
        return QApplication::activeModalWidget();
    }
    static void close(QWidget &dialog)
    {
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }
    [[nodiscard]] static std::vector<PublishDevice> rules(const SourceFixture &f, SourceId source)
    {
        std::vector<PublishDevice> found;
        const auto batch = await(f.ports().outbox->next(source, 100));
        if (batch)
            for (const RecordWork &work : batch->records)
                found.push_back(work.rule);
        return found;
    }
};

void PublishDialogTest::eachChoiceIsShownBeforeItIsSent()
{
    SourceFixture f;
    QVERIFY(f.open());
    f.addValues(u"speed"_s, 2);
    QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
    const Source fleet = f.addSource(u"Fleet"_s);
    const QPointer<QWidget> dialog = openDialog(f);
    QVERIFY(dialog);
    auto *device = shown<QComboBox>(*dialog, u"Device"_s);
    QVERIFY(device);
    QTRY_VERIFY(f.says(u"with the device that it has here"_s, dialog));
    const QString refused = u"The source will refuse 2 record(s)"_s;
    QVERIFY(!f.says(refused, dialog));
    device->setCurrentText(u"Inferred from the session"_s);
    QTRY_VERIFY(f.says(refused, dialog));
    QVERIFY(f.says(u"the only device of each session"_s, dialog));
    device->setCurrentText(u"None"_s);
    QTRY_VERIFY(f.says(u"The records go without a device"_s, dialog));
    QVERIFY(!f.says(refused, dialog));
    QVERIFY(f.says(u"A source may not take back what it has"_s, dialog)); // P4
    QVERIFY(f.links->sent.empty());
    f.click(*dialog, u"Publish 2 record(s)"_s);
    QTRY_VERIFY(f.says(u"0 of 2 saved, 0 failed, 2 waiting."_s, dialog));
    QVERIFY(!device->isEnabled());
    QVERIFY(rules(f, fleet.id) == std::vector(2, PublishDevice::none()));
    close(*dialog);
}

void PublishDialogTest::aDeviceIsChosenByKeysAlone() // H1, R2
{
    SourceFixture f;
    QVERIFY(f.open());
    f.addValues(u"speed"_s, 1);
    QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
    const Source fleet = f.addSource(u"Fleet"_s);
    const QPointer<QWidget> dialog = openDialog(f);
    QVERIFY(dialog && QTest::qWaitForWindowActive(dialog));
    QTRY_VERIFY(shown<QPushButton>(*dialog, u"Publish 1 record(s)"_s));
    QVERIFY(!shown<QLineEdit>(*dialog, u"Device name"_s));
    QTest::keyClick(dialog, Qt::Key_D, Qt::AltModifier);
    QTRY_COMPARE(dialog->focusWidget(), shown<QComboBox>(*dialog, u"Device"_s));
    QTest::keyClick(dialog->focusWidget(), Qt::Key_End);
    QTRY_VERIFY(shown<QLineEdit>(*dialog, u"Device name"_s));
    QVERIFY(f.says(u"Type the name of the device"_s, dialog));
    auto *publish = shown<QPushButton>(*dialog, u"Publish 1 record(s)"_s);
    QVERIFY(publish && !publish->isEnabled()); // until there is a name
    QTest::keyClick(dialog, Qt::Key_N, Qt::AltModifier);
    QTRY_COMPARE(dialog->focusWidget(), shown<QLineEdit>(*dialog, u"Device name"_s));
    QTest::keyClicks(dialog->focusWidget(), u"lab"_s);
    QTRY_VERIFY(f.says(u"the device \"lab\", which is created there"_s, dialog));
    QTRY_VERIFY(publish->isEnabled());
    QTest::keyClicks(dialog->focusWidget(), u" 2"_s);
    QVERIFY(!publish->isEnabled()); // what is shown is of another name
    QTRY_VERIFY(f.says(u"the device \"lab 2\", which is created there"_s, dialog));
    QTRY_VERIFY(publish->isEnabled());
    QVERIFY2(nameless(dialog).isEmpty(), qPrintable(nameless(dialog).join(u"\n"_s)));
    QVERIFY(dialog->width() <= 1024 && dialog->height() <= 640);
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(f.says(u"0 of 1 saved, 0 failed, 1 waiting."_s, dialog));
    QVERIFY(rules(f, fleet.id) == std::vector{PublishDevice::given(u"lab 2"_s)});
    close(*dialog);
}

void PublishDialogTest::knownDevicesAreOffered()
{
    SourceFixture f;
    QVERIFY(f.open());
    f.addValues(u"speed"_s, 1);
    NewSession session;
    session.uid = u"run"_s;
    session.devices = {u"truck-7"_s, u"crane"_s};
    QVERIFY(await(f.ports().sessions->createSession(session)));
    QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
    f.addSource(u"Fleet"_s);
    const QPointer<QWidget> dialog = openDialog(f);
    QVERIFY(dialog);
    shown<QComboBox>(*dialog, u"Device"_s)->setCurrentText(u"A device by name"_s);
    QTRY_VERIFY(shown<QLineEdit>(*dialog, u"Device name"_s));
    QCompleter *completer = shown<QLineEdit>(*dialog, u"Device name"_s)->completer();
    QVERIFY(completer);
    QTRY_COMPARE(completer->model()->rowCount(), 2);
    completer->setCompletionPrefix(u"RUCK"_s);
    QCOMPARE(completer->currentCompletion(), u"truck-7"_s);
    close(*dialog);
}

void PublishDialogTest::beginsWithTheChoiceThatWasMadeBefore()
{
    SourceFixture f;
    QVERIFY(f.open());
    f.addValues(u"speed"_s, 2);
    QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
    const Source fleet = f.addSource(u"Fleet"_s);
    QPointer<QWidget> dialog = openDialog(f);
    QVERIFY(dialog);
    shown<QComboBox>(*dialog, u"Device"_s)->setCurrentText(u"A device by name"_s);
    QTest::keyClicks(shown<QLineEdit>(*dialog, u"Device name"_s), u"lab"_s);
    QTRY_VERIFY(f.says(u"the device \"lab\", which is created there"_s, dialog));
    QVERIFY(!f.says(u"before"_s, dialog));
    f.click(*dialog, u"Publish 2 record(s)"_s);
    QTRY_VERIFY(f.says(u"0 of 2 saved, 0 failed, 2 waiting."_s, dialog));
    close(*dialog);

    dialog = openDialog(f);
    QVERIFY(dialog);
    QTRY_VERIFY(f.says(u"They went so before."_s, dialog));
    QCOMPARE(shown<QComboBox>(*dialog, u"Device"_s)->currentText(), u"A device by name"_s);
    QCOMPARE(shown<QLineEdit>(*dialog, u"Device name"_s)->text(), u"lab"_s);
    shown<QComboBox>(*dialog, u"Device"_s)->setCurrentText(u"As recorded"_s);
    const QString replaces = u"2 of these record(s) went with another choice of device"_s;
    QTRY_VERIFY(f.says(replaces, dialog));
    close(*dialog); // as it was
    QVERIFY(rules(f, fleet.id) == std::vector(2, PublishDevice::given(u"lab"_s)));

    f.clock.set(f.clock.now() + Timedelta(kNsPerHour));
    f.addValues(u"speed"_s, 1); // which has no choice yet
    dialog = openDialog(f);
    QVERIFY(dialog);
    QTRY_VERIFY(f.says(replaces, dialog));
    QCOMPARE(shown<QComboBox>(*dialog, u"Device"_s)->currentText(), u"As recorded"_s);
    f.click(*dialog, u"Publish 3 record(s)"_s);
    QTRY_VERIFY(f.says(u"0 of 3 saved, 0 failed, 3 waiting."_s, dialog));
    QVERIFY(rules(f, fleet.id) == std::vector(3, PublishDevice::asRecorded()));
    close(*dialog);
}

TIDEMARK_TEST(PublishDialogTest)
#include "publish_dialog_test.moc"
