// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_bench.h"
#include "views/sources/source_dialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

const QString kPin(64, u'a');

/// What any visible label says.
bool says(const QWidget &root, const QString &part)
{
    for (const QLabel *label : root.findChildren<QLabel *>())
        if (label->isVisible() && label->text().contains(part))
            return true;
    return false;
}

QStringList steps(const QWidget &root)
{
    QStringList texts;
    const auto *list = root.findChild<QListWidget *>();
    for (int i = 0; i < list->count(); ++i)
        texts << list->item(i)->text();
    return texts;
}

ConnectionReport failing(ConnectionStep step, const QString &message, const QString &detail = {})
{
    ConnectionReport report;
    report.failedAt = step;
    report.error = {ErrorCode::Network, message, detail};
    return report;
}

ConnectionReport untrusted(const ConnectionDraft &draft)
{
    ConnectionReport report;
    report.certificate = kPin;
    report.certificateOwner = u"CN=metrics.example, signed by itself"_s;
    report.protocol = u"TLS 1.3"_s;
    if (draft.pinnedCertificate == kPin) {
        report.identity.user = u"ann@example"_s;
        return report;
    }
    report.failedAt = ConnectionStep::Trust;
    report.error = {ErrorCode::Network, u"The certificate is not trusted."_s, u"self-signed"_s};
    return report;
}

} // namespace

/// Adds, tests and edits sources as a person does: keys and mouse alone.
class SourceDialogTest final : public QObject
{
    Q_OBJECT

    struct Dialog
    {
        explicit Dialog(SourceBench &bench, const SourceLink *edited = nullptr)
            : dialog(bench.parts(), edited)
        {
            dialog.show();
            dialog.activateWindow();
            QApplication::setActiveWindow(&dialog);
        }
        void type(const QString &field, const QString &text)
        {
            auto *edit = shown<QLineEdit>(dialog, field);
            QVERIFY2(edit, qPrintable(field));
            QTest::mouseClick(edit, Qt::LeftButton);
            QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(edit, text);
        }
        void click(const QString &button)
        {
            auto *found = shown<QAbstractButton>(dialog, button);
            QVERIFY2(found, qPrintable(button));
            // A check box takes clicks on its mark alone.
            QTest::mouseClick(found, Qt::LeftButton, {}, QPoint(8, found->height() / 2));
        }
        void choose(const QString &combo, const QString &entry)
        {
            auto *box = shown<QComboBox>(dialog, combo);
            QVERIFY2(box, qPrintable(combo));
            box->setFocus();
            QTest::keyClick(box, Qt::Key_Home);
            for (int i = 0; i < box->count() && box->currentText() != entry; ++i)
                QTest::keyClick(box, Qt::Key_Down);
            QCOMPARE(box->currentText(), entry);
        }

        SourceDialog dialog;
    };

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void addsASourceByKeyboardAlone()
    {
        SourceBench bench;
        Dialog d(bench);
        QTRY_COMPARE(QApplication::focusWidget(), shown<QLineEdit>(d.dialog, u"Name"_s));
        QVERIFY(!shown<QPushButton>(d.dialog, u"Add source"_s)->isEnabled());
        QTest::keyClicks(QApplication::focusWidget(), u"Fleet"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClicks(QApplication::focusWidget(), u"https://Metrics.example/"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClicks(QApplication::focusWidget(), u"og_fleet"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClicks(QApplication::focusWidget(), u"s3cret-token"_s);
        QSignalSpy saved(&d.dialog, &SourceDialog::saved);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(saved.size(), 1);
        const auto sources = await(bench.ports.sources->sources());
        QCOMPARE(sources->size(), 1);
        const Source &made = sources->front();
        QCOMPARE(made.name, u"Fleet"_s);
        QCOMPARE(made.endpoint, u"https://metrics.example"_s);
        QCOMPARE(made.organisation, u"og_fleet"_s);
        QCOMPARE(made.level, PublishLevel::Off);
        const auto token = bench.links.tokens.at(made.id.value());
        QCOMPARE(token.first, Secret(QByteArrayView("s3cret-token")));
        QCOMPARE(token.second, SecretPlace::Keyring);
        QVERIFY(!d.dialog.isVisible());
    }

    void tokenIsNeitherShownNorCopiedNorUndone()
    {
        SourceBench bench;
        Dialog d(bench);
        d.type(u"Token"_s, u"s3cret-token"_s);
        auto *edit = shown<QLineEdit>(d.dialog, u"Token"_s);
        QVERIFY(!edit->displayText().contains(u"s3cret"_s));
        QGuiApplication::clipboard()->setText(u"before"_s);
        QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(edit, Qt::Key_C, Qt::ControlModifier);
        QTest::keyClick(edit, Qt::Key_X, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
        QTest::keyClick(edit, Qt::Key_Delete);
        QVERIFY(edit->text().isEmpty());
        QTest::keyClick(edit, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(edit->text().isEmpty());
    }

    void withoutAKeyringItSaysSoAndKeepsTheTokenForTheSession()
    {
        SourceBench bench;
        bench.links.isKeyringThere = false;
        Dialog d(bench);
        QTRY_VERIFY(says(d.dialog, u"There is no keyring on this desktop"_s));
        QVERIFY(!shown<QComboBox>(d.dialog, u"Where the token is kept"_s));
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.type(u"Token"_s, u"abc"_s);
        d.click(u"Add source"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        QCOMPARE(bench.links.tokens.begin()->second.second, SecretPlace::Session);
    }

    void wrongFieldsAreToldBesideThem()
    {
        SourceBench bench;
        bench.addSource(u"Fleet"_s);
        Dialog d(bench);
        d.type(u"Address"_s, u"metrics.example"_s);
        QVERIFY(!says(d.dialog, u"is no address of a service"_s)); // still being typed
        d.type(u"Name"_s, u"Fleet"_s);
        QTRY_VERIFY(says(d.dialog, u"is no address of a service"_s));
        QVERIFY(!shown<QPushButton>(d.dialog, u"Add source"_s)->isEnabled());
        d.type(u"Address"_s, u"https://other.example"_s);
        QVERIFY(!says(d.dialog, u"is no address of a service"_s));
        d.click(u"Add source"_s);
        QTRY_VERIFY(says(d.dialog, u"Fleet"_s));
        QTRY_COMPARE(QApplication::focusWidget(), shown<QLineEdit>(d.dialog, u"Name"_s));
        QVERIFY(d.dialog.isVisible());
        QCOMPARE(await(bench.ports.sources->sources())->size(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!d.dialog.isVisible());
    }

    void plainHttpToAnotherMachineWarns_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("warns");
        QTest::newRow("other") << u"http://metrics.example"_s << true;
        QTest::newRow("number") << u"http://10.0.0.7:8080"_s << true;
        QTest::newRow("encrypted") << u"https://metrics.example"_s << false;
        QTest::newRow("this machine") << u"http://localhost:8000"_s << false;
        QTest::newRow("loopback") << u"http://127.0.0.1:8000"_s << false;
        QTest::newRow("loopback 6") << u"http://[::1]:8000"_s << false;
        QTest::newRow("looks like loopback") << u"http://127.example.org"_s << true;
    }
    void plainHttpToAnotherMachineWarns()
    {
        QFETCH(const QString, address);
        QFETCH(const bool, warns);
        SourceBench bench;
        Dialog d(bench);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, address);
        QCOMPARE(says(d.dialog, u"Not encrypted"_s), warns);
        QVERIFY(shown<QPushButton>(d.dialog, u"Add source"_s)->isEnabled());
    }

    void testShowsEachStepAndWhatIsWrong()
    {
        SourceBench bench;
        bench.links.onCheck = [](const ConnectionDraft &) {
            return failing(ConnectionStep::Token,
                           u"The token s3cret was not accepted. Make a new one."_s,
                           u"401 for s3cret"_s);
        };
        bench.links.holdsChecks = true;
        Dialog d(bench);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.type(u"Token"_s, u"s3cret"_s);
        d.click(u"Test the connection"_s);
        QVERIFY(says(d.dialog, u"Connecting"_s));
        QVERIFY(shown<QPushButton>(d.dialog, u"Stop the connection test"_s));
        QCOMPARE(bench.links.checks.size(), 1);
        QCOMPARE(bench.links.checks.front().endpoint, u"https://metrics.example"_s);
        QCOMPARE(bench.links.checks.front().token, Secret(QByteArrayView("s3cret")));
        bench.links.answerChecks();
        QTRY_VERIFY(says(d.dialog, u"was not accepted"_s));
        const QStringList wanted{u"Address: good"_s,    u"Host name (DNS): good"_s,
                                 u"Connection: good"_s, u"Certificate (TLS): not encrypted"_s,
                                 u"Answer: good"_s,     u"Service and version: good"_s,
                                 u"Token: failed"_s,    u"Organisation: not tried"_s};
        QCOMPARE(steps(d.dialog), wanted);
        d.click(u"Copy details"_s);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY(copied.contains(u"401"_s));
        QVERIFY2(!copied.contains(u"s3cret"_s), qPrintable(copied));
        QVERIFY(!says(d.dialog, u"s3cret"_s));
        d.click(u"Show technical details"_s);
        QVERIFY(d.dialog.findChild<QPlainTextEdit *>()->isVisible());
        // Another address: nothing of it holds any more.
        d.type(u"Address"_s, u"https://other.example"_s);
        QVERIFY(steps(d.dialog).first().endsWith(u"not tried"_s));
        QVERIFY(!says(d.dialog, u"was not accepted"_s));
    }

    void aRunningTestIsStoppedByTheDialogOrItsButton()
    {
        SourceBench bench;
        bench.links.holdsChecks = true;
        {
            Dialog d(bench);
            d.type(u"Address"_s, u"https://metrics.example"_s);
            d.click(u"Test the connection"_s);
            d.click(u"Stop the connection test"_s);
            QVERIFY(bench.links.wasCheckStopped);
            bench.links.answerChecks();
            QCoreApplication::processEvents();
            QVERIFY(steps(d.dialog).first().endsWith(u"not tried"_s)); // too late
            bench.links.wasCheckStopped = false;
            d.click(u"Test the connection"_s);
        }
        QVERIFY(bench.links.wasCheckStopped);
    }

    // R1: TLS errors are never skippable by one click.
    void aCertificateIsTrustedOnlyInTwoDeliberateSteps()
    {
        SourceBench bench;
        bench.links.onCheck = untrusted;
        Dialog d(bench);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.click(u"Test the connection"_s);
        QTRY_VERIFY(says(d.dialog, u"The certificate is not trusted."_s));
        QVERIFY(says(d.dialog, u"aa:aa:aa:aa"_s));
        QVERIFY(says(d.dialog, u"signed by itself"_s));
        auto *trust = shown<QPushButton>(d.dialog, u"Trust this certificate"_s);
        QVERIFY(!trust->isEnabled());
        QTest::mouseClick(trust, Qt::LeftButton);
        QCOMPARE(bench.links.checks.size(), 1);
        d.click(u"I compared it: it is the same"_s);
        QVERIFY(trust->isEnabled());
        QTest::mouseClick(trust, Qt::LeftButton);
        QTRY_VERIFY(says(d.dialog, u"Connected as ann@example."_s));
        QCOMPARE(bench.links.checks.back().pinnedCertificate, kPin);
        d.click(u"Add source"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        QCOMPARE(await(bench.ports.sources->sources())->front().pinnedCertificate, kPin);
    }

    void aTypedFingerprintIsChecked()
    {
        SourceBench bench;
        Dialog d(bench);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.choose(u"Which certificates are trusted"_s, u"Exactly one, by its fingerprint"_s);
        QVERIFY(!shown<QPushButton>(d.dialog, u"Add source"_s)->isEnabled());
        d.type(u"Fingerprint of the certificate"_s, u"12:34"_s);
        QVERIFY(says(d.dialog, u"64 hex digits"_s));
        d.type(u"Fingerprint of the certificate"_s, QString(64, u'B'));
        QVERIFY(!says(d.dialog, u"64 hex digits"_s));
        d.click(u"Add source"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        QCOMPARE(await(bench.ports.sources->sources())->front().pinnedCertificate,
                 QString(64, u'b'));
    }

    void publishingSaysWhatEachLevelDoesAndTheSummaryWhatItDrops()
    {
        SourceBench bench;
        const Source source = bench.addSource(u"Fleet"_s, PublishLevel::Summary);
        ValueEntry entry;
        entry.metric = u"speed"_s;
        entry.at = at(u"2026-11-20T08:00:00Z"_s);
        entry.value = 3;
        entry.tags.insert(u"env"_s, u"prod"_s);
        entry.note = u"after the fix"_s;
        QVERIFY(await(bench.ports.records->enter(entry)));
        Dialog d(bench, bench.board.find(source.id));
        QTRY_VERIFY(says(d.dialog, u"it leaves out: env, note."_s));
        d.choose(u"What is sent by itself"_s, u"Off"_s);
        QVERIFY(says(d.dialog, u"no connection is made"_s));
        QVERIFY(!shown<QComboBox>(d.dialog, u"How often it is sent"_s)->isEnabled());
        d.choose(u"What is sent by itself"_s, u"Detailed"_s);
        QVERIFY(says(d.dialog, u"with the tags and notes"_s));
        d.choose(u"How often it is sent"_s, u"every 5 minute(s)"_s);
        d.click(u"Save changes"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        const Source stored = await(bench.ports.sources->find(source.id)).value();
        QCOMPARE(stored.level, PublishLevel::Detailed);
        QCOMPARE(stored.interval, Timedelta(std::int64_t{5} * 60 * 1'000'000'000));
    }

    void editingKeepsWhatIsNotTouched()
    {
        SourceBench bench;
        const Source source = bench.addSource(u"Fleet"_s);
        bench.links.setToken(source.id, SecretPlace::Keyring);
        Dialog d(bench, bench.board.find(source.id));
        QVERIFY(says(d.dialog, u"A token is in the keyring"_s));
        QVERIFY(!shown<QComboBox>(d.dialog, u"Where the token is kept"_s)->isEnabled());
        d.click(u"Test the connection"_s);
        QCOMPARE(bench.links.checks.front().tokenOf, source.id);
        QVERIFY(bench.links.checks.front().token.isEmpty());
        d.type(u"Name"_s, u"Trucks"_s);
        d.click(u"Save changes"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        Source wanted = await(bench.ports.sources->find(source.id)).value();
        QCOMPARE(wanted.name, u"Trucks"_s);
        QCOMPARE(wanted.endpoint, source.endpoint);
        QCOMPARE(wanted.level, source.level);
        QCOMPARE(bench.links.tokens.at(source.id.value()).first, Secret(QByteArrayView("kept")));
    }

    void aTypedTokenIsKeptElsewhere() // moving the place alone would do nothing
    {
        SourceBench bench;
        const Source source = bench.addSource(u"Fleet"_s);
        bench.links.setToken(source.id, SecretPlace::Keyring);
        Dialog d(bench, bench.board.find(source.id));
        d.type(u"Token"_s, u"abc"_s);
        d.choose(u"Where the token is kept"_s, u"For this session only"_s);
        d.click(u"Save changes"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        const auto &kept = bench.links.tokens.at(source.id.value());
        QCOMPARE(kept.first, Secret(QByteArrayView("abc")));
        QCOMPARE(kept.second, SecretPlace::Session);
    }

    void aKeptTokenIsNotForAnotherAddress() // Q4
    {
        SourceBench bench;
        const Source source = bench.addSource(u"Fleet"_s);
        bench.links.setToken(source.id, SecretPlace::Keyring);
        Dialog d(bench, bench.board.find(source.id));
        QVERIFY(!says(d.dialog, u"sent nowhere else"_s));
        d.type(u"Address"_s, u"http://metrics.example"_s);
        QVERIFY(says(d.dialog, u"was given for https://metrics.example and is sent nowhere"_s));
        QVERIFY(shown<QComboBox>(d.dialog, u"Where the token is kept"_s)->isEnabled());
        d.type(u"Address"_s, u"https://metrics.example/base"_s); // the same host
        QVERIFY(!says(d.dialog, u"sent nowhere else"_s));
    }

    void aTokenTypedWithAnAddressIsForThatAddress() // Q4
    {
        SourceBench bench;
        const Source source = bench.addSource(u"Fleet"_s);
        bench.links.setToken(source.id, SecretPlace::Keyring);
        Dialog d(bench, bench.board.find(source.id));
        d.type(u"Address"_s, u"https://other.example"_s);
        d.type(u"Token"_s, u"abc"_s);
        d.click(u"Save changes"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        QCOMPARE(bench.links.tokenAddress, u"https://other.example"_s);
        QCOMPARE(bench.links.tokens.at(source.id.value()).first, Secret(QByteArrayView("abc")));
    }

    void anUnfinishedTrustIsNeitherTriedNorStored_data()
    {
        QTest::addColumn<QString>("choice");
        QTest::addColumn<QString>("field"); // empty: nothing is typed
        QTest::addColumn<QString>("reason");
        const QString one = u"Exactly one, by its fingerprint"_s;
        QTest::newRow("no fingerprint") << one << QString() << u"Paste the fingerprint"_s;
        QTest::newRow("wrong fingerprint")
            << one << u"Fingerprint of the certificate"_s << u"64 hex digits of its"_s;
        QTest::newRow("no file") << u"From a file"_s << QString() << u"Choose the file"_s;
    }

    void anUnfinishedTrustIsNeitherTriedNorStored() // R1
    {
        QFETCH(QString, choice);
        QFETCH(QString, field);
        QFETCH(QString, reason);
        SourceBench bench;
        Dialog d(bench);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.type(u"Token"_s, u"abc"_s);
        QVERIFY(!says(d.dialog, reason));
        d.choose(u"Which certificates are trusted"_s, choice);
        if (!field.isEmpty())
            d.type(field, u"12:34"_s);
        QVERIFY(says(d.dialog, reason)); // beside the field: why it cannot be saved
        QVERIFY(!shown<QPushButton>(d.dialog, u"Add source"_s)->isEnabled());
        d.click(u"Test the connection"_s);
        QVERIFY(bench.links.checks.empty()); // no connection, no token on the way
        QVERIFY(steps(d.dialog).front().contains(u"not tried"_s));
        QVERIFY(shown<QPushButton>(d.dialog, u"Test the connection"_s)); // it does not run
        d.choose(u"Which certificates are trusted"_s, u"That this computer trusts"_s);
        QVERIFY(!says(d.dialog, reason));
        d.click(u"Test the connection"_s);
        QTRY_COMPARE(bench.links.checks.size(), 1U);
    }

    void anotherPlaceIsAskedForWhatItMeans_data()
    {
        QTest::addColumn<Qt::Key>("key");
        QTest::addColumn<bool>("isSaved");
        QTest::addColumn<bool>("isSameSource");
        QTest::newRow("the same service") << Qt::Key_S << true << true;
        QTest::newRow("another service") << Qt::Key_A << true << false;
        QTest::newRow("neither") << Qt::Key_Return << false << true; // Cancel is the default
        QTest::newRow("escape") << Qt::Key_Escape << false << true;
    }

    void anotherPlaceIsAskedForWhatItMeans() // R4, by keyboard
    {
        QFETCH(Qt::Key, key);
        QFETCH(bool, isSaved);
        QFETCH(bool, isSameSource);
        SourceBench bench;
        const Source source = bench.addSource(u"Fleet"_s);
        ValueEntry entry;
        entry.metric = u"m"_s;
        entry.value = 1;
        QVERIFY(await(bench.ports.records->enter(entry)));
        bench.settle(source.id); // something is known of the other side
        Dialog d(bench, bench.board.find(source.id));
        d.type(u"Address"_s, u"https://other.example"_s);
        d.click(u"Save changes"_s);
        QTRY_VERIFY(d.dialog.findChild<QMessageBox *>());
        const QPointer<QMessageBox> question = d.dialog.findChild<QMessageBox *>();
        QTRY_VERIFY(question->isVisible());
        QTest::keyClick(question, key,
                        key == Qt::Key_S || key == Qt::Key_A ? Qt::AltModifier : Qt::NoModifier);
        QTRY_VERIFY(!question);
        QTRY_COMPARE(d.dialog.isVisible(), !isSaved);
        const auto found = await(bench.ports.sources->find(source.id));
        QCOMPARE(found.has_value(), isSameSource);
        const Source stored = await(bench.ports.sources->sources())->front();
        QCOMPARE(stored.endpoint, isSaved ? u"https://other.example"_s : source.endpoint);
        QVERIFY(isSaved || shown<QPushButton>(d.dialog, u"Save changes"_s)->isEnabled());
    }

    void aTokenThatCannotBeKeptIsToldAndNothingIsAddedTwice()
    {
        SourceBench bench;
        bench.links.tokenError =
            Error{ErrorCode::PermissionDenied, u"The keyring stayed locked."_s, u"locked"_s};
        Dialog d(bench);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.type(u"Token"_s, u"abc"_s);
        d.click(u"Add source"_s);
        QTRY_VERIFY(says(d.dialog, u"The keyring stayed locked."_s));
        QVERIFY(d.dialog.isVisible());
        bench.links.tokenError.reset();
        d.click(u"Save changes"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        QCOMPARE(await(bench.ports.sources->sources())->size(), 1);
        QCOMPARE(bench.links.tokens.size(), 1);
    }
};

TIDEMARK_TEST(SourceDialogTest)
#include "source_dialog_test.moc"
