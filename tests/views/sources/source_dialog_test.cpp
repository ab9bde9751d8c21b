// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_dialog_bench.h"

#include <QClipboard>
#include <QComboBox>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Adds and edits sources as a person does: keys and mouse alone.
class SourceDialogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void addsASourceByKeyboardAlone()
    {
        SourceBench bench;
        OpenSourceDialog d(bench);
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

    // What the Roboto SDK is configured with need not be typed again.
    void takesAddressAndTokenFromTheConfiguration()
    {
        SourceBench bench;
        bench.links.configured = std::vector<ConfiguredAccess>{
            {u"lab"_s, u"http://127.0.0.1:8765"_s, Secret(QByteArrayView("lab-token"))},
            {u"cloud"_s, u"https://api.roboto.ai"_s, Secret(QByteArrayView("cloud-token"))}};
        OpenSourceDialog d(bench);
        const QString field = u"Roboto configuration"_s;
        QTRY_VERIFY(shown<QComboBox>(d.dialog, field));
        QCOMPARE(shown<QLineEdit>(d.dialog, u"Address"_s)->text(), QString());
        d.choose(field, u"Profile lab: http://127.0.0.1:8765"_s);
        QCOMPARE(shown<QLineEdit>(d.dialog, u"Address"_s)->text(), u"http://127.0.0.1:8765"_s);
        d.choose(field, u"Profile cloud: https://api.roboto.ai"_s);
        QCOMPARE(shown<QLineEdit>(d.dialog, u"Address"_s)->text(), u"https://api.roboto.ai"_s);
        QVERIFY(!says(d.dialog, u"cloud-token"_s));
        QVERIFY(!shown<QLineEdit>(d.dialog, u"Token"_s)->displayText().contains(u"cloud"_s));
        d.click(u"Test the connection"_s);
        QCOMPARE(bench.links.checks.front().token, Secret(QByteArrayView("cloud-token")));
        d.type(u"Name"_s, u"Cloud"_s);
        d.choose(u"Where the token is kept"_s, u"For this session only"_s);
        d.click(u"Add source"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        QCOMPARE(await(bench.ports.sources->sources())->front().endpoint,
                 u"https://api.roboto.ai"_s);
        const auto &kept = bench.links.tokens.begin()->second;
        QCOMPARE(kept.first, Secret(QByteArrayView("cloud-token")));
        QCOMPARE(kept.second, SecretPlace::Session);
    }

    void whatIsTypedTakesTheProfileBack()
    {
        SourceBench bench;
        bench.links.configured = std::vector<ConfiguredAccess>{
            {{}, u"https://api.roboto.ai"_s, Secret(QByteArrayView("key"))}};
        OpenSourceDialog d(bench);
        QTRY_VERIFY(shown<QComboBox>(d.dialog, u"Roboto configuration"_s));
        d.choose(u"Roboto configuration"_s, u"From the environment: https://api.roboto.ai"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        QCOMPARE(shown<QComboBox>(d.dialog, u"Roboto configuration"_s)->currentText(),
                 u"Not used"_s);
        // Its token was for the other address.
        QCOMPARE(shown<QLineEdit>(d.dialog, u"Token"_s)->text(), QString());
    }

    void aBrokenConfigurationIsToldAndNoneIsNot()
    {
        SourceBench bench;
        {
            OpenSourceDialog d(bench);
            QTRY_VERIFY(shown<QLineEdit>(d.dialog, u"Name"_s));
            QCoreApplication::processEvents();
            QVERIFY(!shown<QComboBox>(d.dialog, u"Roboto configuration"_s));
            QVERIFY(!says(d.dialog, u"Con&figuration"_s));
        }
        bench.links.configured =
            failure(ErrorCode::InvalidArgument, u"The Roboto configuration is not valid JSON."_s);
        OpenSourceDialog d(bench);
        QTRY_VERIFY(says(d.dialog, u"is not valid JSON"_s));
        QVERIFY(!shown<QComboBox>(d.dialog, u"Roboto configuration"_s));
    }

    void tokenIsNeitherShownNorCopiedNorUndone()
    {
        SourceBench bench;
        OpenSourceDialog d(bench);
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
        OpenSourceDialog d(bench);
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
        OpenSourceDialog d(bench);
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
        OpenSourceDialog d(bench);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, address);
        QCOMPARE(says(d.dialog, u"Not encrypted"_s), warns);
        QVERIFY(shown<QPushButton>(d.dialog, u"Add source"_s)->isEnabled());
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
        OpenSourceDialog d(bench, bench.board.find(source.id));
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
        OpenSourceDialog d(bench, bench.board.find(source.id));
        QVERIFY(says(d.dialog, u"A token is in the keyring"_s));
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

    void aKeptTokenMovesWithoutBeingTypedAgain() // Q4
    {
        SourceBench bench;
        const Source source = bench.addSource(u"Fleet"_s);
        bench.links.setToken(source.id, SecretPlace::Keyring);
        OpenSourceDialog d(bench, bench.board.find(source.id));
        d.choose(u"Where the token is kept"_s, u"For this session only"_s);
        QVERIFY(says(d.dialog, u"is taken out of the keyring"_s));
        d.choose(u"Where the token is kept"_s, u"Keep in the keyring"_s);
        QVERIFY(says(d.dialog, u"A token is in the keyring."_s));
        d.choose(u"Where the token is kept"_s, u"For this session only"_s);
        bench.links.tokenError =
            Error{ErrorCode::PermissionDenied, u"The keyring stayed locked."_s, u"locked"_s};
        d.click(u"Save changes"_s);
        QTRY_VERIFY(says(d.dialog, u"its token stays where it was: The keyring stayed locked."_s));
        QCOMPARE(bench.links.tokens.at(source.id.value()).second, SecretPlace::Keyring);
        bench.links.tokenError.reset();
        d.click(u"Save changes"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        const auto &kept = bench.links.tokens.at(source.id.value());
        QCOMPARE(kept.first, Secret(QByteArrayView("kept")));
        QCOMPARE(kept.second, SecretPlace::Session);
    }

    void aTypedTokenIsKeptElsewhere()
    {
        SourceBench bench;
        const Source source = bench.addSource(u"Fleet"_s);
        bench.links.setToken(source.id, SecretPlace::Keyring);
        OpenSourceDialog d(bench, bench.board.find(source.id));
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
        OpenSourceDialog d(bench, bench.board.find(source.id));
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
        OpenSourceDialog d(bench, bench.board.find(source.id));
        d.type(u"Address"_s, u"https://other.example"_s);
        d.type(u"Token"_s, u"abc"_s);
        d.click(u"Save changes"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        QCOMPARE(bench.links.tokenAddress, u"https://other.example"_s);
        QCOMPARE(bench.links.tokens.at(source.id.value()).first, Secret(QByteArrayView("abc")));
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
        OpenSourceDialog d(bench, bench.board.find(source.id));
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
        OpenSourceDialog d(bench);
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
