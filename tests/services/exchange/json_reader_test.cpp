// SPDX-License-Identifier: GPL-3.0-or-later
// Objects of JSON as rows: what members become, and what cannot be read.
#include "model/core/utf8_text.h"
#include "services/exchange/json_reader.h"

#include "tests/services/exchange/dripping_device.h"
#include "tests/support/test_registry.h"

#include <QBuffer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::DrippingDevice;

namespace {

// A row as text: cells between `|`, quoted ones in quotes, lists and objects marked; or its fault.
QString shown(const TableRow &row)
{
    if (row.fault != RowFault::None)
        return u"%1!%2"_s.arg(row.line).arg(row.problem);
    QStringList cells;
    for (const TableCell &cell : row.cells) {
        QString text = utf8Text(cell.text);
        if (cell.isQuoted)
            text = u'"' % text % u'"';
        if (cell.form == CellForm::List)
            text = u"L:"_s % text;
        if (cell.form == CellForm::Object)
            text = u"O:"_s % text;
        cells.append(text);
    }
    return u"%1:%2"_s.arg(row.line).arg(cells.join(u'|'));
}

QStringList read(QIODevice &device, const QStringList &columns)
{
    JsonReader reader(std::make_unique<JsonLineTexts>(device, TextEncoding::Utf8), columns);
    QStringList rows;
    TableRow row;
    for (;;) {
        const auto more = reader.next(row);
        if (!more)
            return rows + QStringList{more.error().detail};
        if (!*more)
            break;
        rows.append(shown(row));
    }
    for (const UnknownField &field : reader.unknownFields())
        rows.append(u"+%1 %2"_s.arg(field.name).arg(field.rows));
    return rows;
}

QStringList read(const QByteArray &text, const QStringList &columns)
{
    QBuffer buffer;
    buffer.setData(text);
    buffer.open(QIODevice::ReadOnly);
    return read(buffer, columns);
}

} // namespace

class JsonReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void takesObjectsApart_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("columns");
        QTest::addColumn<QStringList>("rows");
        const QStringList ab{u"a"_s, u"b"_s};
        QTest::newRow("types") << QByteArray("{\"a\":1,\"b\":\"x\"}\n"
                                             "{\"a\":true,\"b\":null}\n")
                               << ab << QStringList{u"1:1|\"x\""_s, u"2:true|"_s};
        QTest::newRow("ragged and in another order") << QByteArray("{\"b\":2}"
                                                                   "\n\n \r\n"
                                                                   "{\"b\":4,\"a\":3}")
                                                     << ab << QStringList{u"1:|2"_s, u"4:3|4"_s};
        QTest::newRow("digits stay")
            << QByteArray("{\"a\":0.1,\"b\":1e400}\n"
                          "{\"a\":1777593600000000001,\"b\":-0.30000000000000004}")
            << ab << QStringList{u"1:0.1|1e400"_s, u"2:1777593600000000001|-0.30000000000000004"_s};
        QTest::newRow("escapes")
            << QByteArray("{\"a\":\"\\\"\\\\\\/\\b\\n\\u00e9\",\"b\":\"\\ud83d\\ude00\"}") << ab
            << QStringList{u"1:\"\"\\/\b\n\u00e9\"|\"\U0001f600\""_s};
        QTest::newRow("escaped name")
            << QByteArray("{\"\\u0061\":1,\"b\":2}") << ab << QStringList{u"1:1|2"_s};
        QTest::newRow("empty text is a text")
            << QByteArray("{\"a\":\"\",\"b\":null}") << ab << QStringList{u"1:\"\"|"_s};
        QTest::newRow("objects inside")
            << QByteArray("{\"t\":{\"host\":\"a\",\"n\":{\"x\":1}},\"v\":2}")
            << QStringList{u"t.host"_s, u"t.n.x"_s, u"v"_s} << QStringList{u"1:\"a\"|1|2"_s};
        QTest::newRow("object as tags")
            << QByteArray("{\"t\":{\"host\":\"a=b\",\"n\":{\"x\":1},\"gone\":null},\"v\":2}")
            << QStringList{u"t"_s, u"v"_s} << QStringList{u"1:O:host=a\\=b;n.x=1|2"_s};
        QTest::newRow("list") << QByteArray("{\"a\":[1, [2, {\"x\":\"]\"}]],\"b\":2}") << ab
                              << QStringList{u"1:L:[1, [2, {\"x\":\"]\"}]]|2"_s};
        QTest::newRow("list among tags")
            << QByteArray("{\"a\":{\"x\":[1]},\"b\":2}") << ab << QStringList{u"1:L:{…}|2"_s};
        QTest::newRow("what no column has is counted")
            << QByteArray("{\"a\":1,\"c\":2,\"d\":{\"e\":1}}\n"
                          "{\"c\":3,\"f\":{}}")
            << ab << QStringList{u"1:1|"_s, u"2:|"_s, u"+c 2"_s, u"+d.e 1"_s, u"+f 1"_s};
        QTest::newRow("spaces") << QByteArray(" { \"a\" : 1 , \"b\" :\t2 } ") << ab
                                << QStringList{u"1:1|2"_s};
        QTest::newRow("byte-order mark")
            << QByteArray("\xef\xbb\xbf{\"a\":1}") << ab << QStringList{u"1:1|"_s};
        QTest::newRow("no rows") << QByteArray("\n\n") << ab << QStringList{};
    }
    void takesObjectsApart()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QStringList, columns);
        QFETCH(const QStringList, rows);
        QCOMPARE(read(text, columns), rows);
        DrippingDevice dripping(text);
        QCOMPARE(read(dripping, columns), rows);
    }

    void aBrokenLineIsARowWithItsReason_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("reason");
        const QByteArray deep(65, '[');
        QTest::newRow("cut off") << QByteArray("{\"a\":1") << u"no valid JSON"_s;
        QTest::newRow("no object") << QByteArray("[1,2]") << u"This is no object"_s;
        QTest::newRow("single value") << QByteArray("12") << u"This is no object"_s;
        QTest::newRow("text behind") << QByteArray("{\"a\":1} x") << u"no valid JSON"_s;
        QTest::newRow("two objects") << QByteArray("{\"a\":1}{\"a\":2}") << u"no valid JSON"_s;
        QTest::newRow("no comma") << QByteArray("{\"a\":1 \"b\":2}") << u"JSON"_s;
        QTest::newRow("comma too many") << QByteArray("{\"a\":1,}") << u"JSON"_s;
        QTest::newRow("NaN") << QByteArray("{\"a\":NaN}") << u"nor a number of JSON"_s;
        QTest::newRow("leading zero") << QByteArray("{\"a\":012}") << u"nor a number of JSON"_s;
        QTest::newRow("plus") << QByteArray("{\"a\":+1}") << u"nor a number of JSON"_s;
        QTest::newRow("point at the end") << QByteArray("{\"a\":1.}") << u"number of JSON"_s;
        QTest::newRow("word") << QByteArray("{\"a\":nope}") << u"nor a number of JSON"_s;
        QTest::newRow("half a pair") << QByteArray("{\"a\":\"\\ud83d\"}") << u"half a character"_s;
        QTest::newRow("unknown escape") << QByteArray("{\"a\":\"\\x\"}") << u"escape"_s;
        QTest::newRow("no UTF-8") << QByteArray("{\"a\":\"\xff\"}") << u"no text"_s;
        QTest::newRow("given twice")
            << QByteArray("{\"a\":1,\"a\":2}") << u"\"a\" is given twice"_s;
        QTest::newRow("fault in a list") << QByteArray("{\"a\":[1,nope]}") << u"number of JSON"_s;
        QTest::newRow("fault in what no column has")
            << QByteArray("{\"x\":[{\"y\":01}]}") << u"number of JSON"_s;
        QTest::newRow("too deep") << QByteArray("{\"a\":" + deep + QByteArray(65, ']') + '}')
                                  << u"64 levels"_s;
    }
    void aBrokenLineIsARowWithItsReason()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QString, reason);
        const QStringList rows = read(QByteArray("{\"a\":1}\n" + line + "\n{\"a\":3}\n"), {u"a"_s});
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows.at(0), u"1:1"_s);
        QVERIFY2(rows.at(1).startsWith(u"2!"_s), qPrintable(rows.at(1)));
        QVERIFY2(rows.at(1).contains(reason), qPrintable(rows.at(1)));
        QCOMPARE(rows.at(2), u"3:3"_s);
    }

    void readsObjectsAtTheLimitOfDepth()
    {
        const QByteArray text = "{\"a\":" + QByteArray(63, '[') + QByteArray(63, ']') + '}';
        QVERIFY(read(text, {u"a"_s}).constFirst().startsWith(u"1:L:[["_s));
    }

    void namesTheLineThatIsTooLong()
    {
        const QByteArray text =
            "{\"a\":1}\n{\"a\":\"" + QByteArray(qsizetype{17} * 1024 * 1024, 'x') + "\"}\n";
        QCOMPARE(read(text, {u"a"_s}), (QStringList{u"1:1"_s, u"line.bytes"_s}));
    }

    void manyNamesThatNoColumnHasStayBounded()
    {
        QByteArray text;
        for (int i = 0; i < 5'000; ++i)
            text += "{\"k" + QByteArray::number(i) + "\":1}\n";
        const QStringList rows = read(text, {u"a"_s});
        QCOMPARE(rows.size(), 5'000 + 101);
        QCOMPARE(rows.constLast(), u"+… 4900"_s);
    }
};

TIDEMARK_TEST(JsonReaderTest)
#include "json_reader_test.moc"
