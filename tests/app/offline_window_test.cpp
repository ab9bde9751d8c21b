// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/offline_banner.h"
#include "app/window/source_status.h"
#include "app/window/status_bar.h"
#include "tests/app/source_fixture.h"
#include "tests/support/test_registry.h"

#include <QClipboard>
#include <QLabel>
#include <QPushButton>

#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

/// What a window says while a source is away, and once it answers again.
class OfflineWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    // S5, S6: nothing is lost while a source is away, and what became of it is told.
    void offlineIsToldInABannerAndTheReturnAsAMessage()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"speed"_s, 1);
        QTRY_COMPARE(f.counts(fleet.id).waiting, 3);
        OfflineBanner &banner = f.window->offlineBanner();
        QVERIFY(banner.isHidden());
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 42s);
        QVERIFY(banner.isVisible());
        const auto text = [&banner] {
            for (const QLabel *label : banner.findChildren<QLabel *>())
                if (!label->text().isEmpty())
                    return label->text();
            return QString();
        };
        QVERIFY2(text().startsWith(u"Could not reach metrics.example. Your data is safe in the "
                                   "local store; 3 item(s) wait. Next attempt in 0:4"_s),
                 qPrintable(text()));
        QVERIFY(!text().contains(u"203.0.113.7"_s));
        QTest::mouseClick(f.button(u"Details"_s), Qt::LeftButton);
        QVERIFY(text().contains(u"connection refused by 203.0.113.7"_s));
        QPushButton *copy = f.button(u"Copy"_s);
        QVERIFY(copy);
        QCOMPARE(copy->accessibleName(), u"Copy the message and its technical details"_s);
        QTest::mouseClick(copy, Qt::LeftButton);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(u"Could not reach metrics.example."_s), qPrintable(copied));
        QVERIFY2(copied.endsWith(u"\nconnection refused by 203.0.113.7"_s), qPrintable(copied));
        // The same trouble counts down with its details open.
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 30s);
        QVERIFY(text().contains(u"connection refused by 203.0.113.7"_s));
        QVERIFY(f.button(u"Copy"_s));
        QTest::mouseClick(f.button(u"Retry now"_s), Qt::LeftButton);
        QCOMPARE(f.links->sent, std::vector{fleet.id});
        QVERIFY2(!f.told().contains(u"Fleet"_s), qPrintable(f.told()));

        f.links->setDelivery(fleet.id, DeliveryState::Sending);
        f.settle(fleet.id);
        QTRY_COMPARE(f.counts(fleet.id).waiting, 0);
        f.links->addSent(fleet.id, 3);
        f.links->setDelivery(fleet.id, DeliveryState::Idle);
        QVERIFY(banner.isHidden());
        QCOMPARE(f.told(), u"Fleet answers again: 3 item(s) sent."_s);
    }

    // S6, S9: what a person or another program does while it is away is no answer of its.
    void onlyASendingThatEndedWellIsAnAnswer_data()
    {
        QTest::addColumn<DeliveryState>("after");
        QTest::newRow("all was discarded") << DeliveryState::Idle;
        QTest::newRow("publishing was turned off") << DeliveryState::Off;
        QTest::newRow("another program sends") << DeliveryState::Elsewhere;
        QTest::newRow("a new token") << DeliveryState::Waiting;
    }
    void onlyASendingThatEndedWellIsAnAnswer()
    {
        QFETCH(DeliveryState, after);
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"speed"_s, 1);
        QTRY_COMPARE(f.counts(fleet.id).waiting, 3);
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 42s);
        f.links->setDelivery(fleet.id, after);
        QVERIFY2(!f.told().contains(u"Fleet"_s), qPrintable(f.told()));
    }

    // S6: offline is seen though nothing waits, also where publishing is off.
    void offlineIsSeenThoughNothingWaits()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.links->setReachable(fleet.id, false);
        QCOMPARE(f.window->status().sources().accessibleName(), u"Fleet: Offline"_s);
        QVERIFY(f.window->offlineBanner().isVisible());
        QVERIFY(f.says(u"nothing waits."_s, &f.window->offlineBanner()));
        QVERIFY(!shown<QPushButton>(f.window->offlineBanner(), u"Details"_s));
        f.links->setReachable(fleet.id, true);
        QVERIFY(f.window->offlineBanner().isHidden());
        QCOMPARE(f.window->status().sources().accessibleName(), u"Fleet: Up to date"_s);
        f.links->trouble = DeliveryTrouble::Busy; // it answers, so it is not offline
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 42s);
        QCOMPARE(f.window->status().sources().accessibleName(), u"Fleet: Busy"_s);
        QVERIFY(f.window->offlineBanner().isHidden());
    }

    // The delivery counts what it sent; values that came meanwhile do not lessen it.
    void theReturnCountsWhatWasSent()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"speed"_s, 1);
        QTRY_COMPARE(f.counts(fleet.id).waiting, 3);
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 42s);
        f.links->setDelivery(fleet.id, DeliveryState::Sending);
        f.links->addSent(fleet.id, 5, 1);
        f.addValues(u"load"_s, 3);
        f.links->setDelivery(fleet.id, DeliveryState::Waiting);
        QCOMPARE(f.told(), u"Fleet answers again: 5 item(s) sent, 1 not taken."_s);
    }

    void workOfflineHidesTheBannerUntilTheNextTime()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        OfflineBanner &banner = f.window->offlineBanner();
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 42s);
        QVERIFY(banner.isVisible());
        QTest::mouseClick(f.button(u"Work offline"_s), Qt::LeftButton);
        QVERIFY(banner.isHidden());
        f.links->setDelivery(fleet.id, DeliveryState::Sending);
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 90s);
        QVERIFY(banner.isHidden()); // the same time still
        f.links->setDelivery(fleet.id, DeliveryState::Idle);
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 10s);
        QVERIFY(banner.isVisible());
        QVERIFY(f.window->closeStore().isValid());
        QVERIFY(banner.isHidden());
    }

    // S6, H5: an attempt is no answer, so it moves nothing and takes nobody's focus.
    void theBannerStaysWhileItIsTriedAgain()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"speed"_s, 1);
        QTRY_COMPARE(f.counts(fleet.id).waiting, 3);
        OfflineBanner &banner = f.window->offlineBanner();
        f.links->setDelivery(fleet.id, DeliveryState::Sending);
        QVERIFY(banner.isHidden()); // nobody knows yet
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 42s);
        QVERIFY(banner.isVisible());
        banner.focusFirst();
        QPushButton *retry = f.button(u"Retry now"_s);
        QVERIFY(retry && f.window->focusWidget() == retry);
        QTest::mouseClick(f.button(u"Details"_s), Qt::LeftButton);
        banner.focusFirst();
        f.links->setDelivery(fleet.id, DeliveryState::Sending);
        QVERIFY(banner.isVisible());
        QVERIFY(retry->isVisible() && !retry->isEnabled());
        QVERIFY(banner.isAncestorOf(f.window->focusWidget()));
        QVERIFY(f.says(u"Could not reach metrics.example."_s, &banner));
        QVERIFY(f.says(u"connection refused by 203.0.113.7"_s, &banner)); // the details stay open
        QVERIFY(!f.says(u"Next attempt"_s, &banner));
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 90s);
        QVERIFY(retry->isEnabled());
        QCOMPARE(f.window->focusWidget(), retry);
        // It may be dismissed during an attempt.
        f.links->setDelivery(fleet.id, DeliveryState::Sending);
        QTest::mouseClick(f.button(u"Work offline"_s), Qt::LeftButton);
        QVERIFY(banner.isHidden());
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 90s);
        QVERIFY(banner.isHidden());
    }

    // S6: what it takes is an answer, though more is on its way.
    void theBannerGoesWithTheFirstThatIsTaken()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 42s);
        f.links->setDelivery(fleet.id, DeliveryState::Sending);
        QVERIFY(f.window->offlineBanner().isVisible());
        f.links->addSent(fleet.id, 3);
        f.links->setDelivery(fleet.id, DeliveryState::Sending);
        QVERIFY(f.window->offlineBanner().isHidden());
    }
};

TIDEMARK_TEST(OfflineWindowTest)
#include "offline_window_test.moc"
