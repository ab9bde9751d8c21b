// SPDX-License-Identifier: GPL-3.0-or-later
// What the window does at the first value of a store, and how the range follows new ones.
#include "app/window/entry_hint.h"
#include "app/window/range_clock.h"
#include "model/ports/metric_catalog.h"
#include "model/time/time_presets.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/entry/entry_bar.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class FirstValueTest final : public QObject
{
    Q_OBJECT

    static bool enter(const WindowFixture &f, const QString &metric, double value)
    {
        ValueEntry entry;
        entry.metric = metric;
        entry.value = value;
        entry.at = f.clock.now();
        return test::await(f.window->workspace()->ports().records->enter(entry)).has_value();
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void hintIsVisibleAndStaysDismissed()
    {
        WindowFixture f;
        QVERIFY(f.open());
        EntryHint *hint = &f.window->workspace()->hint();
        QVERIFY(!hint->isVisible());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(hint->isVisible());
        // "Done: add values" has the strip; the hint keeps its own line.
        const auto &messages = f.window->messages().messages();
        QTRY_VERIFY(std::any_of(messages.begin(), messages.end(), [](const Message &message) {
            return message.text.startsWith(u"Done"_s);
        }));
        QVERIFY(hint->isVisible());
        QTest::mouseClick(hint->findChild<QPushButton *>(), Qt::LeftButton);
        QVERIFY(!hint->isVisible());
        QVERIFY(!f.settings.settings().showsEntryHint);
        QVERIFY(f.open(u"other.tidemark"_s));
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.view() && !f.view()->panels().isEmpty());
        QVERIFY(!f.window->workspace()->hint().isVisible());
    }

    void definedMetricThenFirstValueBringsAPanel()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QSignalSpy first(f.window->workspace(), &Workspace::firstValueEntered);
        NewDefinition definition;
        definition.name = u"weight"_s;
        QVERIFY(test::await(f.window->workspace()->ports().catalog->create(definition)));
        QTRY_VERIFY(f.view() && f.view()->isVisible());
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"weight"_s));
        QCOMPARE(first.size(), 0);
        QVERIFY(f.view()->panels().isEmpty());
        QVERIFY(enter(f, u"weight"_s, 71.5));
        QTRY_COMPARE(first.size(), 1);
        QTRY_VERIFY(f.view()->panel(u"main"_s));
        QTRY_COMPARE(f.view()->panel(u"main"_s)->state(), PanelCard::State::Data);
        f.clock.set(f.clock.now() + Timedelta(kNsPerMinute));
        QVERIFY(enter(f, u"weight"_s, 71.6));
        QTRY_COMPARE(f.window->workspace()->info().recordCount, 2);
        QCOMPARE(first.size(), 1);
    }

    void aRelativeRangeReachesTheValueEnteredNow()
    {
        int questions = 0;
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_COMPARE(f.window->workspace()->info().recordCount, 3); // all data were shown for it
        QVERIFY(f.window->context().setRange(presetRange(u"last-24h"_s).value()));
        const ViewContext &context = f.window->context();
        connect(&context, &ViewContext::rangeChanged, &context,
                [&] { questions += context.isMovingOn() ? 0 : 1; });
        const Timestamp end = context.window().end;
        f.clock.set(end + Timedelta(5 * kNsPerSecond));
        QVERIFY(enter(f, u"speed"_s, 9));
        f.clock.set(end + Timedelta(6 * kNsPerSecond));
        QTRY_VERIFY(context.window().end > end + Timedelta(5 * kNsPerSecond));
        QCOMPARE(questions, 0); // views go on with what they asked
    }

    void aRelativeRangeMovesOnWithTheClock()
    {
        test::StillClock clock(test::at(u"2026-11-20T12:00:59.950Z"_s));
        ViewContext context(clock);
        QWidget window;
        const RangeClock follower(context, window);
        QVERIFY(context.setRange(presetRange(u"last-24h"_s).value()));
        QVERIFY(!follower.isWaiting()); // nobody sees it
        window.show();
        QVERIFY(follower.isWaiting());
        const TimeWindow before = context.window();
        bool isNews = false;
        const auto watch = connect(&context, &ViewContext::rangeChanged, &context,
                                   [&] { isNews = context.isMovingOn(); });
        clock.set(test::at(u"2026-11-20T12:01:00Z"_s));
        QTRY_VERIFY(context.window() != before);
        QVERIFY(isNews);
        disconnect(watch);
        QCOMPARE(context.window().end, clock.now());
        QVERIFY(follower.isWaiting()); // for the next minute
        context.setWindow(before);
        QVERIFY(!follower.isWaiting()); // a fixed range stands still
        QVERIFY(context.setRange(presetRange(u"last-24h"_s).value()));
        window.hide();
        QVERIFY(!follower.isWaiting());
    }
};

TIDEMARK_TEST(FirstValueTest)
#include "first_value_test.moc"
