// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_dialog_bench.h"

#include <QAccessible>
#include <QClipboard>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

const QString kPin(64, u'a');

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

/// Tries the connection of a source and chooses whom it trusts (R1), as a person does.
class SourceTrialTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void testShowsEachStepAndWhatIsWrong()
    {
        SourceBench bench;
        bench.links.onCheck = [](const ConnectionDraft &) {
            return failing(ConnectionStep::Token,
                           u"The token s3cret was not accepted. Make a new one."_s,
                           u"401 for s3cret"_s);
        };
        bench.links.holdsChecks = true;
        OpenSourceDialog d(bench);
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
            OpenSourceDialog d(bench);
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
        OpenSourceDialog d(bench);
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
        OpenSourceDialog d(bench);
        d.type(u"Name"_s, u"Fleet"_s);
        d.type(u"Address"_s, u"https://metrics.example"_s);
        d.choose(u"Which certificates are trusted"_s, u"Exactly one, by its fingerprint"_s);
        QVERIFY(!shown<QPushButton>(d.dialog, u"Add source"_s)->isEnabled());
        d.type(u"Fingerprint of the certificate"_s, u"12:34"_s);
        auto *field = shown<QLineEdit>(d.dialog, u"Fingerprint of the certificate"_s);
        QCOMPARE(QAccessible::queryAccessibleInterface(field)->text(QAccessible::Name),
                 u"Fingerprint of the certificate"_s); // H5: what is read out
        QCOMPARE(field->text(), u"12:34"_s);
        QVERIFY(says(d.dialog, u"64 hex digits"_s));
        d.type(u"Fingerprint of the certificate"_s, QString(64, u'B'));
        QVERIFY(!says(d.dialog, u"64 hex digits"_s));
        d.click(u"Add source"_s);
        QTRY_VERIFY(!d.dialog.isVisible());
        QCOMPARE(await(bench.ports.sources->sources())->front().pinnedCertificate,
                 QString(64, u'b'));
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
        OpenSourceDialog d(bench);
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
};

TIDEMARK_TEST(SourceTrialTest)
#include "source_trial_test.moc"
