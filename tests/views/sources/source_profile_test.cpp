// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_dialog_bench.h"

#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What was typed for a source, beside the profiles of the Roboto configuration.
class SourceProfileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    // A profile that was looked at takes nothing away.
    void whatWasTypedComesBackWithoutAProfile_data()
    {
        QTest::addColumn<bool>("isEdited");
        QTest::newRow("a new source") << false;
        QTest::newRow("an edited one") << true;
    }
    void whatWasTypedComesBackWithoutAProfile()
    {
        QFETCH(const bool, isEdited);
        SourceBench bench;
        bench.links.configured = std::vector<ConfiguredAccess>{
            {u"lab"_s, u"http://127.0.0.1:8765"_s, Secret(QByteArrayView("lab-token"))},
            {u"cloud"_s, u"https://api.roboto.ai"_s, Secret(QByteArrayView("cloud-token"))}};
        const Source fleet = bench.addSource(u"Fleet"_s);
        OpenSourceDialog d(bench, isEdited ? bench.board.find(fleet.id) : nullptr);
        const QString field = u"Roboto configuration"_s;
        QTRY_VERIFY(shown<QComboBox>(d.dialog, field));
        if (!isEdited)
            d.type(u"Address"_s, u"https://metrics.example"_s);
        d.type(u"Token"_s, u"typed-token"_s);
        d.choose(field, u"Profile cloud: https://api.roboto.ai"_s); // by way of the first one
        QCOMPARE(shown<QLineEdit>(d.dialog, u"Address"_s)->text(), u"https://api.roboto.ai"_s);
        d.choose(field, u"Not used"_s);
        QCOMPARE(shown<QLineEdit>(d.dialog, u"Address"_s)->text(), u"https://metrics.example"_s);
        d.click(u"Test the connection"_s);
        QCOMPARE(bench.links.checks.back().token, Secret(QByteArrayView("typed-token")));
        // Typed over a profile it is another address, and an empty one is no less typed.
        d.choose(field, u"Profile lab: http://127.0.0.1:8765"_s);
        d.type(u"Address"_s, u"https://other.example"_s);
        d.choose(field, u"Profile lab: http://127.0.0.1:8765"_s);
        d.choose(field, u"Not used"_s);
        QCOMPARE(shown<QLineEdit>(d.dialog, u"Address"_s)->text(), u"https://other.example"_s);
        QCOMPARE(shown<QLineEdit>(d.dialog, u"Token"_s)->text(), QString());
    }

    void theWheelTakesNoProfileByChance()
    {
        SourceBench bench;
        bench.links.configured = std::vector<ConfiguredAccess>{
            {u"lab"_s, u"http://127.0.0.1:8765"_s, Secret(QByteArrayView("lab-token"))}};
        OpenSourceDialog d(bench);
        QTRY_VERIFY(shown<QComboBox>(d.dialog, u"Roboto configuration"_s));
        d.type(u"Address"_s, u"https://metrics.example"_s);
        auto *profiles = shown<QComboBox>(d.dialog, u"Roboto configuration"_s);
        QVERIFY(!profiles->hasFocus());
        const QPointF place = profiles->rect().center();
        QWheelEvent notch(place, profiles->mapToGlobal(place), {}, {0, -120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(profiles, &notch);
        QCOMPARE(profiles->currentText(), u"Not used"_s);
        QVERIFY(!profiles->hasFocus());
        QCOMPARE(shown<QLineEdit>(d.dialog, u"Address"_s)->text(), u"https://metrics.example"_s);
    }
};

TIDEMARK_TEST(SourceProfileTest)
#include "source_profile_test.moc"
