// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/pending_records.h"
#include "model/items/source_board.h"
#include "model/items/source_words.h"
#include "tests/support/fake_source_links.h"
#include "tests/support/outbox_play.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QLocale>
#include <QSignalSpy>
#include <QTest>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

/// What the window knows of its sources, and how it is worded.
class SourceBoardTest final : public QObject
{
    Q_OBJECT

    struct Bench : StoreBench
    {
        Source add(const QString &name)
        {
            NewSource source;
            source.name = name;
            source.endpoint = u"https://metrics.example"_s;
            source.level = PublishLevel::Detailed;
            const Source made = await(ports.sources->create(source)).value();
            [&] { QTRY_VERIFY(board.find(made.id)); }();
            return made;
        }

        FakeSourceLinks links{ports};
        SourceBoard board{links};
    };

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void countsDownOnlyWhileSomebodyLooks()
    {
        Bench bench;
        const Source fleet = bench.add(u"Fleet"_s);
        QSignalSpy counted(&bench.board, &SourceBoard::countedDown);
        QVERIFY(!bench.board.nextIn(fleet.id));
        bench.links.setDelivery(fleet.id, DeliveryState::Waiting, {}, 90s);
        QVERIFY(bench.board.nextIn(fleet.id) > 60s && bench.board.nextIn(fleet.id) <= 90s);
        QVERIFY(!counted.wait(1500)); // nobody looks
        bench.board.beginCountdown();
        QVERIFY(counted.wait(5000));
        QVERIFY(*bench.board.nextIn(fleet.id) < 90s);
        bench.links.setDelivery(fleet.id, DeliveryState::Idle);
        QVERIFY(!bench.board.nextIn(fleet.id));
        counted.clear();
        QVERIFY(!counted.wait(1500)); // nothing counts down
        bench.board.endCountdown();
    }

    // R5: the time is as of when the delivery said it.
    void otherNewsDoNotStartTheCountdownAnew()
    {
        Bench bench;
        const Source fleet = bench.add(u"Fleet"_s);
        bench.links.setDelivery(fleet.id, DeliveryState::Waiting, {}, 90s);
        QTRY_VERIFY(*bench.board.nextIn(fleet.id) < 90s);
        QSignalSpy told(&bench.board, &SourceBoard::linkChanged);
        bench.links.setReachable(fleet.id, false); // by a fetch
        QCOMPARE(told.size(), 1);
        QVERIFY(*bench.board.nextIn(fleet.id) < 90s);
        bench.links.setContact(fleet.id, bench.clock.now());
        QVERIFY(*bench.board.nextIn(fleet.id) < 90s);
        bench.add(u"Depot"_s);
        QVERIFY(*bench.board.nextIn(fleet.id) < 90s);
        bench.links.setDelivery(fleet.id, DeliveryState::Sending);
        QVERIFY(!bench.board.nextIn(fleet.id));
        bench.links.setDelivery(fleet.id, DeliveryState::Waiting, {}, 300s);
        QVERIFY(bench.board.nextIn(fleet.id) > 200s);
    }

    // N4
    void countsAreGrouped()
    {
        const QLocale before;
        QLocale::setDefault(QLocale(u"en_US"_s));
        DeliveryStatus status;
        status.counts.waiting = 12'345;
        status.state = DeliveryState::Waiting;
        const QString waiting = deliveryWord(status);
        status.state = DeliveryState::Sending;
        const QString sending = deliveryWord(status);
        QLocale::setDefault(before);
        QCOMPARE(waiting, u"12,345 waiting"_s);
        QCOMPARE(sending, u"Sending 12,345"_s);
    }

    void aTimeThatIsOverIsZero()
    {
        Bench bench;
        const Source fleet = bench.add(u"Fleet"_s);
        bench.links.setDelivery(fleet.id, DeliveryState::Retrying, {}, 1ms);
        QTRY_COMPARE(bench.board.nextIn(fleet.id), std::optional(0s));
    }

    void saysWhatKeepsASendingFromGoingOn_data()
    {
        QTest::addColumn<DeliveryState>("state");
        QTest::addColumn<DeliveryTrouble>("trouble");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("word");
        const auto retrying = DeliveryState::Retrying;
        const auto paused = DeliveryState::Paused;
        QTest::newRow("no answer")
            << retrying << DeliveryTrouble::Unreachable << QString() << u"Offline"_s;
        QTest::newRow("busy") << retrying << DeliveryTrouble::Busy << QString() << u"Busy"_s;
        QTest::newRow("the local store")
            << retrying << DeliveryTrouble::Store << QString() << u"Local store in trouble"_s;
        QTest::newRow("refused token")
            << paused << DeliveryTrouble::Unreachable << u"roboto.status 401"_s << u"Paused"_s;
        QTest::newRow("no token") << paused << DeliveryTrouble::Unreachable << QString(kNoToken)
                                  << u"Needs a token"_s;
        QTest::newRow("a keyring that waits")
            << paused << DeliveryTrouble::Unreachable << QString(kKeyringWaits)
            << u"Waiting for the keyring"_s;
    }
    void saysWhatKeepsASendingFromGoingOn() // S5
    {
        QFETCH(const DeliveryState, state);
        QFETCH(const DeliveryTrouble, trouble);
        QFETCH(const QString, detail);
        QFETCH(const QString, word);
        DeliveryStatus status;
        status.state = state;
        status.trouble = trouble;
        status.error = Error{ErrorCode::PermissionDenied, u"What to do."_s, detail};
        QCOMPARE(deliveryWord(status), word);
        const QString text = deliveryText(status, {}, Formatter());
        QVERIFY2(text.endsWith(u": What to do."_s), qPrintable(text));
    }

    void sumsUpWhatWaits()
    {
        Bench bench;
        bench.add(u"Depot"_s);
        const Source fleet = bench.add(u"Fleet"_s);
        bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 1);
        refuseRecords(*bench.ports.outbox, fleet.id, u"speed"_s, {});
        QTRY_COMPARE(bench.board.totals().waiting, 5);
        QCOMPARE(bench.board.totals().attention, 1);
        QCOMPARE(bench.board.totals().oldest, std::optional(bench.clock.now()));
    }

    void countdowns_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0 << u"0:00"_s;
        QTest::newRow("seconds") << 7 << u"0:07"_s;
        QTest::newRow("minutes") << 12 * 60 + 5 << u"12:05"_s;
        QTest::newRow("just under an hour") << 3599 << u"59:59"_s;
        QTest::newRow("over an hour") << 2 * 3600 + 5 * 60 + 59 << u"2\u00A0h 05\u00A0min"_s;
        QTest::newRow("over") << -5 << u"0:00"_s;
    }
    void countdowns()
    {
        QFETCH(const int, seconds);
        QFETCH(const QString, text);
        QCOMPARE(countdownText(std::chrono::seconds(seconds), Formatter()), text);
    }

    // E16
    void knowsWhichRecordsWait()
    {
        Bench bench;
        const Record before = bench.addValue(u"speed"_s, u"2026-11-20T07:00:00Z"_s, 1);
        const Source fleet = bench.add(u"Fleet"_s);
        PendingRecords pending(*bench.ports.sources, *bench.ports.outbox, *bench.ports.events);
        using State = PendingRecords::State;
        const Record one = bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 2);
        const Record other = bench.addValue(u"load"_s, u"2026-11-20T08:00:00Z"_s, 3);
        QTRY_COMPARE(pending.stateOf(other.key), State::Pending);
        QCOMPARE(pending.stateOf(one.key), State::Pending);
        QCOMPARE(pending.stateOf(before.key), State::None);
        refuseRecords(*bench.ports.outbox, fleet.id, u"load"_s, {});
        QTRY_COMPARE(pending.stateOf(other.key), State::Attention);
        settleOutbox(*bench.ports.outbox, fleet.id);
        QTRY_COMPARE(pending.stateOf(one.key), State::None);
        QVERIFY(await(bench.ports.sources->remove(fleet.id, true)).has_value());
        QTRY_VERIFY(pending.isEmpty());
    }
};

TIDEMARK_TEST(SourceBoardTest)
#include "source_board_test.moc"
