// SPDX-License-Identifier: GPL-3.0-or-later
// When a view asks again: a panel whose data change faster than it is answered shows each answer.
#include "views/refresh_pace.h"

#include "tests/support/test_registry.h"
#include "tests/views/dashboards/board.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr auto kAnswerTime = 120ms;
constexpr auto kChangeStep = 10ms;

/// A panel whose store takes its time.
class SlowPanel final : public PanelCard
{
public:
    SlowPanel(const PanelSpec &spec, const PanelServices &services)
        : PanelCard(spec, services, nullptr)
    {
        setContent(new QWidget(this));
        resize(300, 200);
        show();
    }

    std::chrono::milliseconds answerTime = kAnswerTime;
    int asked = 0;
    int shown = 0;
    TimeWindow window; ///< of the answer that was shown last

protected:
    void query() override
    {
        ++asked;
        const std::uint64_t generation = beginRequest();
        QTimer::singleShot(answerTime, this,
                           [this, generation, asked = services().context->window()] {
                               if (!isCurrent(generation))
                                   return;
                               ++shown;
                               window = asked;
                               showData();
                           });
    }
};

struct SlowBoard : Board
{
    SlowBoard()
        : Board({})
        , panel(panelOf(u"slow"_s, PanelType::Chart, u"speed"_s, kTop),
                {bench.ports, &context, metrics.get(), &theme, &styles, &bench.formatter})
    {}
    void changeData()
    {
        StoreChange change;
        change.metrics = {id(u"speed"_s)};
        Q_EMIT bench.ports.events->changed(change);
    }

    SlowPanel panel;
};

} // namespace

class RefreshPaceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void severalChangesOfOneTurnAreOneQuestion()
    {
        RefreshPace pace;
        QSignalSpy due(&pace, &RefreshPace::due);
        pace.onDataChanged();
        pace.onQuestionChanged();
        pace.onDataChanged();
        QCOMPARE(due.count(), 0);
        QTRY_COMPARE(due.count(), 1);
        QTest::qWait(30);
        QCOMPARE(due.count(), 1);
    }

    void anotherQuestionIsAskedAtOnce()
    {
        RefreshPace pace;
        QSignalSpy due(&pace, &RefreshPace::due);
        pace.begin();
        pace.onQuestionChanged();
        QVERIFY(due.wait());
        pace.begin();
        QTest::qWait(50);
        pace.end();
        pace.onDataChanged(); // which would rest
        pace.onQuestionChanged();
        QCOMPARE(due.count(), 1);
        QTest::qWait(1);
        QCOMPARE(due.count(), 2);
    }

    void changedDataWaitForTheAnswerAndARest()
    {
        RefreshPace pace;
        QSignalSpy due(&pace, &RefreshPace::due);
        pace.begin();
        pace.onDataChanged();
        QTest::qWait(100);
        QCOMPARE(due.count(), 0);
        QElapsedTimer sinceEnd;
        sinceEnd.start();
        pace.end();
        QVERIFY(due.wait());
        QVERIFY2(sinceEnd.elapsed() >= 90, qPrintable(QString::number(sinceEnd.elapsed())));
        // nothing new since then
        pace.begin();
        pace.end();
        QTest::qWait(50);
        QCOMPARE(due.count(), 1);
    }

    void aSecondBeginKeepsTheNews()
    {
        RefreshPace pace;
        QSignalSpy due(&pace, &RefreshPace::due);
        pace.begin();
        pace.onDataChanged();
        pace.begin(); // its second part
        pace.end();
        QVERIFY(due.wait());
    }

    void aPanelShowsAnswersWhileItsDataChangeFaster()
    {
        SlowBoard board;
        QTRY_COMPARE(board.panel.shown, 1);
        QTimer changing;
        connect(&changing, &QTimer::timeout, &changing, [&board] { board.changeData(); });
        changing.start(kChangeStep);
        QTRY_VERIFY_WITH_TIMEOUT(board.panel.shown >= 4, 20'000);
        // a new question is not asked before the answer
        QVERIFY(board.panel.asked - board.panel.shown <= 1);
        changing.stop();
        // and the last change is not passed over
        board.changeData();
        const int asked = board.panel.asked;
        QTRY_VERIFY(board.panel.asked > asked);
        QTRY_COMPARE(board.panel.shown, board.panel.asked);
    }

    void aPanelThatMovesOnShowsAnswers()
    {
        SlowBoard board;
        QVERIFY(board.context.setRange(TimeRange::relative(*TimeExpression::parse(u"now-1h"_s),
                                                           *TimeExpression::parse(u"now"_s))));
        board.context.setLive(LiveState::Following);
        QTRY_VERIFY(board.panel.shown >= 1);
        const int begun = board.panel.shown;
        QTimer moving;
        connect(&moving, &QTimer::timeout, &moving, [&board] {
            board.bench.clock.set(board.bench.clock.now() + Timedelta(kNsPerSecond));
            board.context.moveOn();
        });
        moving.start(kChangeStep);
        QTRY_VERIFY_WITH_TIMEOUT(board.panel.shown >= begun + 3, 20'000);
        moving.stop();
        QTRY_COMPARE(board.panel.window, board.context.window());
    }

    void aPanelWhoseRangeKeepsUpShowsAnswers()
    {
        SlowBoard board;
        QVERIFY(board.context.setRange(TimeRange::relative(*TimeExpression::parse(u"now-1h"_s),
                                                           *TimeExpression::parse(u"now"_s))));
        QTRY_VERIFY(board.panel.shown >= 1);
        const int begun = board.panel.shown;
        QTimer moving; // not live: what is written moves the end
        connect(&moving, &QTimer::timeout, &moving, [&board] {
            board.bench.clock.set(board.bench.clock.now() + Timedelta(kNsPerSecond));
            board.context.keepUp();
            board.changeData();
        });
        moving.start(kChangeStep);
        QTRY_VERIFY_WITH_TIMEOUT(board.panel.shown >= begun + 3, 20'000);
        moving.stop();
        QTRY_COMPARE(board.panel.window, board.context.window());
        QVERIFY(!board.context.isMovingOn());
    }

    void anotherRangeReplacesTheQuestion()
    {
        SlowBoard board;
        QTRY_COMPARE(board.panel.shown, 1);
        board.panel.answerTime = 1h; // which is not waited for
        board.changeData();
        QTRY_VERIFY(board.panel.asked > board.panel.shown);
        board.panel.answerTime = kAnswerTime;
        const int asked = board.panel.asked;
        const TimeWindow other{at(u"2026-11-02T00:00:00Z"_s), at(u"2026-11-03T00:00:00Z"_s)};
        board.context.setWindow(other);
        QTRY_VERIFY(board.panel.asked > asked);
        QTRY_COMPARE(board.panel.window, other);
    }
};

TIDEMARK_TEST(RefreshPaceTest)
#include "refresh_pace_test.moc"
