// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/own_metrics/export_watch.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;
using own::ExportWatch;
using State = metrics::ExportEndpoints::State;

namespace {

State stateOf(std::uint64_t failures, std::uint64_t lostValues, std::string why)
{
    State state;
    state.all = {{"otlp:http://a", 7, failures, lostValues, std::move(why)},
                 {"file:/own", 9, 0, 0, {}}};
    return state;
}

class ExportWatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void eachChangeIsToldOnce();
    void theSummaryNamesWhatFailed();
};

void ExportWatchTest::eachChangeIsToldOnce()
{
    ExportWatch watch;
    QCOMPARE(watch.news(stateOf(0, 0, {})), QStringList());
    const QStringList failing = watch.news(stateOf(1, 0, "It is busy."));
    QCOMPARE(failing.size(), 1);
    QVERIFY(failing[0].contains(u"otlp:http://a"_s) && failing[0].contains(u"It is busy."_s));
    QCOMPARE(watch.news(stateOf(2, 0, "It is busy.")), QStringList());
    QCOMPARE(watch.news(stateOf(3, 0, "It is gone.")).size(), 1);
    const QStringList again = watch.news(stateOf(3, 4, {}));
    QCOMPARE(again.size(), 2); // it works, and what it refused
    QVERIFY(again[0].contains(u"again"_s));
    QVERIFY(again[1].contains(u" 4 "_s));
    QCOMPARE(watch.news(stateOf(3, 4, {})), QStringList());
    QCOMPARE(watch.news(stateOf(3, 5, {})).size(), 1);
}

void ExportWatchTest::theSummaryNamesWhatFailed()
{
    QCOMPARE(ExportWatch::summary(stateOf(0, 0, {})), QStringList());
    const QStringList lines = ExportWatch::summary(stateOf(3, 4, {}));
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].contains(u"10"_s) && lines[0].contains(u"3 failed"_s), qPrintable(lines[0]));
    QVERIFY(!lines.join(u' ').contains(u"/own"_s));
}

} // namespace

TIDEMARK_TEST(ExportWatchTest)
#include "export_watch_test.moc"
