// SPDX-License-Identifier: GPL-3.0-or-later
// What is copied of a chart.
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/chart_clipboard.h"

#include <QTest>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;
using test::weekContent;

class ChartClipboardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void clipboardIsForMachines();
};

void ChartClipboardTest::clipboardIsForMachines()
{
    ChartContent content = weekContent();
    content.numbers = NumberFormatter(QLocale(u"de_DE"_s));
    content.calendar.zone = test::zoneOf(u"Europe/Berlin"_s);
    content.series[0].name = u"a\tb <c>"_s;
    const ClipboardText text = clipboardText(content);
    const QStringList lines = text.tabSeparated.split(u'\n');
    QCOMPARE(lines.at(0), u"Time (Europe/Berlin)\ta b <c> mean, km"_s);
    QCOMPARE(lines.at(2), u"2026-08-10T02:00:00+02:00\t31.84"_s);
    QVERIFY(text.html.contains(u"&lt;c&gt;"_s));
}

TIDEMARK_TEST(ChartClipboardTest)
#include "chart_clipboard_test.moc"
