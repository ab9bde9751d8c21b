// SPDX-License-Identifier: GPL-3.0-or-later
// The text formats of Prometheus and OpenMetrics as rows.
#include "model/core/utf8_text.h"
#include "services/exchange/prometheus_reader.h"

#include "tests/services/exchange/dripping_device.h"
#include "tests/support/test_registry.h"

#include <QBuffer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::DrippingDevice;

namespace {

QStringList read(QIODevice &device)
{
    PrometheusReader reader(device, TextEncoding::Utf8);
    QStringList rows;
    TableRow row;
    for (;;) {
        const auto more = reader.next(row);
        if (!more)
            return rows + QStringList{more.error().detail};
        if (!*more)
            return rows;
        QStringList cells;
        for (const TableCell &cell : row.cells)
            cells.append(utf8Text(cell.text));
        rows.append(row.fault == RowFault::None ? u"%1:%2"_s.arg(row.line).arg(cells.join(u'|'))
                                                : u"%1!%2"_s.arg(row.line).arg(row.problem));
    }
}

QStringList read(const QByteArray &text)
{
    QBuffer buffer;
    buffer.setData(text);
    buffer.open(QIODevice::ReadOnly);
    return read(buffer);
}

} // namespace

class PrometheusReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void readsSamples_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("rows"); // line:metric|kind|unit|value|time|tags
        QTest::newRow("bare") << QByteArray("up 1\n") << QStringList{u"1:up|||1||"_s};
        QTest::newRow("time and labels") << QByteArray("a{x=\"1\",y=\"b c\"} 2.5 1750000000000\n")
                                         << QStringList{u"1:a|||2.5|1750000000000|x=1;y=b c"_s};
        QTest::newRow("spaces, comma at the end, no last line end")
            << QByteArray(" a { x = \"1\" , } \t 2 \t 3 ") << QStringList{u"1:a|||2|3|x=1"_s};
        QTest::newRow("escapes") << QByteArray("a{x=\"\\\\ \\\" \\n;=\"} 1")
                                 << QStringList{u"1:a|||1||x=\\\\ \" \n\\;\\="_s};
        QTest::newRow("empty label is none")
            << QByteArray("a{x=\"\"} 1") << QStringList{u"1:a|||1||"_s};
        QTest::newRow("name in quotes")
            << QByteArray("{\"my.dotted.metric\",\"error.kind\"=\"x\"} 1")
            << QStringList{u"1:my.dotted.metric|||1||error.kind=x"_s};
        QTest::newRow("blank lines and remarks")
            << QByteArray("\n# a remark\n#\n\na 1\n") << QStringList{u"5:a|||1||"_s};
        QTest::newRow("values as they stand")
            << QByteArray("a NaN\nb Nan\nc +Inf\nd -Inf\ne 1e-300\n")
            << QStringList{u"1:a|||NaN||"_s, u"2:b|||NaN||"_s, u"3:c|||+Inf||"_s, u"4:d|||-Inf||"_s,
                           u"5:e|||1e-300||"_s};
        QTest::newRow("type and unit of a counter")
            << QByteArray("# HELP b_bytes_total All of it.\n# TYPE b_bytes_total counter\n"
                          "b_bytes_total 7\n")
            << QStringList{u"3:b_bytes_total|counter|B|7||"_s};
        QTest::newRow("parts of a histogram")
            << QByteArray("# TYPE t_seconds histogram\nt_seconds_bucket{le=\"0.1\"} 1\n"
                          "t_seconds_bucket{le=\"+Inf\"} 2\nt_seconds_sum 0.2\nt_seconds_count 2\n")
            << QStringList{u"2:t_seconds_bucket|counter||1||le=0.1"_s,
                           u"3:t_seconds_bucket|counter||2||le=+Inf"_s,
                           u"4:t_seconds_sum|counter|s|0.2||"_s,
                           u"5:t_seconds_count|counter||2||"_s};
        QTest::newRow("quantiles of a summary")
            << QByteArray("# TYPE t summary\nt{quantile=\"0.5\"} 1\n")
            << QStringList{u"2:t|gauge||1||quantile=0.5"_s};
        QTest::newRow("OpenMetrics")
            << QByteArray("# TYPE foo_seconds counter\n# UNIT foo_seconds seconds\n"
                          "foo_seconds_total{a=\"b\"} 17.0 1520879607.789 "
                          "# {trace_id=\"x\"} 0.67 1520879607.789\nfoo_seconds_created 1520872607\n"
                          "# TYPE g gauge\n# UNIT g parsecs\ng 3\n# EOF\n")
            << QStringList{u"3:foo_seconds_total|counter|s|17.0|1520879607.789|a=b"_s,
                           u"4:foo_seconds_created|gauge|s|1520872607||"_s,
                           u"7:g|gauge|parsecs|3||"_s};
        QTest::newRow("exemplar without time")
            << QByteArray("a_bucket{le=\"1\"} 3 # {trace_id=\"y\"} 0.5\n")
            << QStringList{u"1:a_bucket|||3||le=1"_s};
        QTest::newRow("CRLF") << QByteArray("a 1\r\nb 2\r\n")
                              << QStringList{u"1:a|||1||"_s, u"2:b|||2||"_s};
        QTest::newRow("no samples") << QByteArray("# EOF\n") << QStringList{};
    }
    void readsSamples()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QStringList, rows);
        QCOMPARE(read(text), rows);
        DrippingDevice dripping(text);
        QCOMPARE(read(dripping), rows);
    }

    void aBrokenLineIsARowWithItsReason_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no name") << QByteArray("1 2") << u"name of a metric"_s;
        QTest::newRow("no value") << QByteArray("a") << u"no value"_s;
        QTest::newRow("no value behind labels") << QByteArray("a{b=\"c\"}") << u"no value"_s;
        QTest::newRow("open brace") << QByteArray("a{b=\"c\" 1") << u"Between labels"_s;
        QTest::newRow("no quotes") << QByteArray("a{b=c} 1") << u"in quotes"_s;
        QTest::newRow("no equals sign") << QByteArray("a{b} 1") << u"{name=\"value\"}"_s;
        QTest::newRow("open quote") << QByteArray("a{b=\"c} 1") << u"no quote at its end"_s;
        QTest::newRow("unknown escape") << QByteArray("a{b=\"\\t\"} 1") << u"backslash"_s;
        QTest::newRow("label twice")
            << QByteArray("a{b=\"1\",b=\"2\"} 1") << u"\"b\" is given twice"_s;
        QTest::newRow("too much") << QByteArray("a 1 2 3") << u"Text follows"_s;
        QTest::newRow("no UTF-8") << QByteArray("a{b=\"\xff\"} 1") << QString();
        QTest::newRow("NUL") << QByteArray("a{b=\"\0\"} 1", 10) << QString();
    }
    void aBrokenLineIsARowWithItsReason()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QString, reason);
        const QStringList rows = read(QByteArray("a 1\n" + line + "\nb 2\n"));
        QCOMPARE(rows.size(), 3);
        QVERIFY2(rows.at(1).startsWith(u"2!"_s), qPrintable(rows.at(1)));
        QVERIFY2(rows.at(1).contains(reason), qPrintable(rows.at(1)));
        QCOMPARE(rows.at(2), u"3:b|||2||"_s);
    }

    void nothingFollowsTheEnd()
    {
        const QStringList rows = read("a 1\n# EOF\nb 2\n");
        QCOMPARE(rows.size(), 2);
        QVERIFY2(rows.at(1).contains(u"EOF"_s), qPrintable(rows.at(1)));
    }

    void boundsALine()
    {
        QCOMPARE(read(QByteArray("a 1\nb{c=\"" + QByteArray(qsizetype{17} * 1024 * 1024, 'x'))),
                 (QStringList{u"1:a|||1||"_s, u"line.bytes"_s}));
    }
};

TIDEMARK_TEST(PrometheusReaderTest)
#include "prometheus_reader_test.moc"
