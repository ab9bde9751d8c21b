// SPDX-License-Identifier: GPL-3.0-or-later
// What a collector holds as CSV, read back by code that shares nothing with the writer.
#include "services/metrics/text/csv_text.h"
#include "tests/services/metrics/text_bench.h"
#include "tests/support/test_registry.h"

#include <QMap>
#include <QTest>

#include <bit>
#include <cmath>
#include <utility>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

/// Fields by RFC 4180; lines may end with CR LF.
QList<QStringList> parsedCsv(const QString &csv)
{
    QList<QStringList> rows{{QString()}};
    bool isQuoted = false;
    for (qsizetype i = 0; i < csv.size(); ++i) {
        QString &field = rows.last().last();
        const QChar c = csv[i];
        if (c == u'"' && isQuoted && i + 1 < csv.size() && csv[i + 1] == u'"')
            field += csv[++i];
        else if (c == u'"')
            isQuoted = !isQuoted;
        else if (isQuoted || (c != u',' && c != u'\n' && c != u'\r'))
            field += c;
        else if (c == u',')
            rows.last().append(QString());
        else if (c == u'\n')
            rows.append({QString()});
    }
    rows.removeLast();
    return rows;
}

/// `k=v;k=v`, where a backslash takes the next character as it is.
QMap<QString, QString> parsedTags(const QString &text)
{
    QMap<QString, QString> tags;
    QString key;
    QString part;
    const auto finish = [&] {
        if (!key.isNull() || !part.isEmpty())
            tags.insert(key, part);
        key = part = QString();
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'\\')
            part += text[++i];
        else if (text[i] == u'=')
            key = std::exchange(part, QString());
        else if (text[i] == u';')
            finish();
        else
            part += text[i];
    }
    finish();
    return tags;
}

class CsvTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<TextBench>(); }
    void readsBack_data();
    void readsBack();
    void tagsReadBack_data();
    void tagsReadBack();
    void numbersReadBackToTheSameBits();
    void guardsFormulas_data();
    void guardsFormulas();

private:
    [[nodiscard]] QList<QStringList> rows(CsvText options = {}) const
    {
        return parsedCsv(QString::fromStdString(options.write(m_bench->snapshot())));
    }

    std::unique_ptr<TextBench> m_bench;
};

void CsvTextTest::readsBack_data()
{
    QTest::addColumn<bool>("endsLinesWithCrLf");
    QTest::newRow("LF") << false;
    QTest::newRow("CR LF") << true;
}

// Check 43.
void CsvTextTest::readsBack()
{
    QFETCH(const bool, endsLinesWithCrLf);
    m_bench->collector->recordCounter("odd", 2, {{"k;1", "a=b"}, {"k2", "c,\"d\"\ne\\"}});
    m_bench->collector->recordGauge("nothing", std::nan(""));
    m_bench->collector->recordTimer("time", 0.1);
    const std::string text = CsvText{endsLinesWithCrLf}.write(m_bench->snapshot());
    QCOMPARE(QString::fromStdString(text).count(u"\r\n"_s), endsLinesWithCrLf ? 4 : 0);
    const auto found = parsedCsv(QString::fromStdString(text));
    QCOMPARE(found.size(), 4);
    QCOMPARE(found[0].join(u','),
             u"name,type,unit,tags,value,count,sum,min,max,p50,p95,p99,timestamp"_s);
    for (const QStringList &row : found)
        QCOMPARE(row.size(), 13);
    QCOMPARE(found[1].mid(0, 5), (QStringList{u"nothing"_s, u"gauge"_s, u"count"_s, u""_s, u""_s}));
    QCOMPARE(found[2][3], u"k2=c,\"d\"\ne\\\\;k\\;1=a\\=b"_s);
    QCOMPARE(found[2][4], u"2"_s);
    QCOMPARE(found[3][5], u"1"_s);
    for (const int column : {6, 7, 8}) // sum, min and max of one value
        QVERIFY(found[3][column].toDouble() == 0.1);
}

void CsvTextTest::tagsReadBack_data()
{
    QTest::addColumn<QString>("value");
    for (const QString &value :
         {u"a,b"_s, u"say \"x\""_s, u"one\r\ntwo"_s, u"a;b"_s, u"a=b"_s, u"a\\b;\\"_s, u"=1+2"_s,
          u"\"\r\n\",;=\\"_s, u"Zürich 東京"_s, u" spaces "_s})
        QTest::newRow(qPrintable(value)) << value;
}

void CsvTextTest::tagsReadBack()
{
    QFETCH(const QString, value);
    const QMap<QString, QString> tags{{u"first"_s, value}, {u"k;=,\\"_s, value + u'x'}};
    const std::string first = tags.first().toStdString();
    const std::string second = tags.last().toStdString();
    m_bench->collector->recordGauge("g", 1, {{"first", first}, {"k;=,\\", second}});
    for (const bool endsLinesWithCrLf : {false, true}) {
        const auto found = rows({endsLinesWithCrLf});
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[1].size(), 13);
        QCOMPARE(parsedTags(found[1][3]), tags);
    }
}

void CsvTextTest::numbersReadBackToTheSameBits()
{
    const std::vector<double> numbers{-0.0, 5e-324, 1.7976931348623157e308, 0.1, 1.0 / 3, -1e22};
    for (std::size_t i = 0; i < numbers.size(); ++i)
        m_bench->collector->recordGauge("g" + std::to_string(i), numbers[i]);
    const auto found = rows();
    for (std::size_t i = 0; i < numbers.size(); ++i)
        QCOMPARE(std::bit_cast<quint64>(found[static_cast<qsizetype>(i) + 1][4].toDouble()),
                 std::bit_cast<quint64>(numbers[i]));
}

void CsvTextTest::guardsFormulas_data()
{
    QTest::addColumn<QString>("name");
    for (const QChar start : {u'=', u'+', u'-', u'@', u'\t', u'\r'})
        QTest::newRow(qPrintable(QString::number(start.unicode()))) << start + u"1+2"_s;
}

void CsvTextTest::guardsFormulas()
{
    QFETCH(const QString, name);
    const std::string text = name.toStdString();
    const bool isName = name[0].isPrint(); // others are no names, but keys of tags
    m_bench->collector->recordGauge(isName ? text : "g", -5, {{isName ? "a" : text, "b"}});
    const int column = isName ? 0 : 3;
    QVERIFY(rows()[1][column].startsWith(name));
    QVERIFY(rows({false, true})[1][column].startsWith(QString(u'\'' + name)));
    QCOMPARE(rows({false, true})[1][4], u"-5"_s); // numbers are no texts
}

} // namespace

TIDEMARK_TEST(CsvTextTest)
#include "csv_text_test.moc"
