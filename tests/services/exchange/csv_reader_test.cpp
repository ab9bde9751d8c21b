// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/utf8_text.h"
#include "services/exchange/csv_reader.h"

#include "tests/services/exchange/dripping_device.h"
#include "tests/support/test_registry.h"

#include <QBuffer>
#include <QStringEncoder>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::DrippingDevice;

namespace {

// As many bytes as asked for, made on the fly.
class EndlessDevice final : public QIODevice
{
public:
    EndlessDevice(QByteArray start, char rest, qint64 size)
        : m_start(std::move(start))
        , m_rest(rest)
        , m_left(size)
    {
        setOpenMode(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 given() const { return m_given; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        if (!m_start.isEmpty()) {
            const qint64 size = std::min<qint64>(maxSize, m_start.size());
            std::copy_n(m_start.constData(), size, data);
            m_start.remove(0, size);
            return size;
        }
        const qint64 size = std::min(maxSize, m_left);
        std::fill_n(data, size, m_rest);
        m_left -= size;
        m_given += size;
        return size;
    }
    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }

private:
    QByteArray m_start;
    char m_rest;
    qint64 m_left;
    qint64 m_given = 0;
};

QString shown(const TableRow &row)
{
    QStringList cells;
    for (const TableCell &cell : row.cells) {
        const QString text = utf8Text(cell.text);
        cells.append(cell.isQuoted ? u'"' + text + u'"' : text);
    }
    const QStringList faults{u""_s, u"!text"_s, u"!nul"_s, u"!quote"_s};
    return QString::number(row.line) + u':' + cells.join(u'|') +
           faults.at(static_cast<int>(row.fault));
}

// All rows, and the error's detail at the end when there is one.
QStringList read(QIODevice &device, const CsvReadOptions &options)
{
    CsvReader reader(device, options);
    QStringList rows;
    TableRow row;
    for (;;) {
        auto more = reader.next(row);
        if (!more)
            return rows << more.error().detail;
        if (!*more)
            return rows;
        rows.append(shown(row));
    }
}

CsvReadOptions withDelimiter(char delimiter)
{
    CsvReadOptions options;
    options.dialect.delimiter = delimiter;
    return options;
}

} // namespace

class CsvReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void dividesTextIntoCells_data();
    void dividesTextIntoCells();
    void keepsSpacesWhereTheyBelongToTheCell();
    void skipsLeadingLinesOfAnyContent();
    void readsUtf16AndWindows1252_data();
    void readsUtf16AndWindows1252();
    void namesTheLimitThatARowBreaks_data();
    void namesTheLimitThatARowBreaks();
    void readsARowAtTheColumnLimit();
    void boundsALineOfAGigabyte_data();
    void boundsALineOfAGigabyte();
};

void CsvReaderTest::dividesTextIntoCells_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<char>("delimiter");
    QTest::addColumn<QStringList>("rows");
    const auto row = [](const char *name, const QByteArray &text, QStringList rows,
                        char delimiter = ',') { QTest::newRow(name) << text << delimiter << rows; };
    row("nothing", "", {});
    row("LF", "a,b\nc,d\n", {u"1:a|b"_s, u"2:c|d"_s});
    row("CRLF", "a,b\r\nc,d\r\n", {u"1:a|b"_s, u"2:c|d"_s});
    row("CR", "a,b\rc,d\r", {u"1:a|b"_s, u"2:c|d"_s});
    row("mixed line ends", "a\r\nb\nc\rd", {u"1:a"_s, u"2:b"_s, u"3:c"_s, u"4:d"_s});
    row("no final line end", "a,b\nc,d", {u"1:a|b"_s, u"2:c|d"_s});
    row("empty lines are passed over", "a,b\n\n\r\nc,d\n\n", {u"1:a|b"_s, u"4:c|d"_s});
    row("empty cells", ",,\na,,\n", {u"1:||"_s, u"2:a||"_s});
    row("quoted", "\"a\",\"b c\"\n", {u"1:\"a\"|\"b c\""_s});
    row("quoted empty text differs from none", "\"\",\n", {u"1:\"\"|"_s});
    row("a quoted empty cell alone is a row", "a\n\"\"\nb\n", {u"1:a"_s, u"2:\"\""_s, u"3:b"_s});
    row("doubled quotes", "\"say \"\"hi\"\"\",x\n", {u"1:\"say \"hi\"\"|x"_s});
    row("only quotes", "\"\"\"\"\n", {u"1:\"\"\""_s});
    row("line breaks inside", "\"a\nb\r\nc\rd\",x\ny,z\n", {u"1:\"a\nb\r\nc\rd\"|x"_s, u"5:y|z"_s});
    row("delimiter inside", "\"a,b\",c\n", {u"1:\"a,b\"|c"_s});
    row("quote inside a bare cell", "5\" disk,x\n", {u"1:5\" disk|x"_s});
    row("spaces around are dropped", "  a ,\t\"b\" , c d \n", {u"1:a|\"b\"|c d"_s});
    row("text after a quote", "\"a\"b,c\n\"d\",e\n", {u"1:\"ab\"|c!quote"_s, u"2:\"d\"|e"_s});
    row("byte-order mark",
        "\xef\xbb\xbf"
        "a,b\n",
        {u"1:a|b"_s});
    row("ragged", "a,b,c\nd\ne,f\n", {u"1:a|b|c"_s, u"2:d"_s, u"3:e|f"_s});
    row("semicolon", "1,5;2\n", {u"1:1,5|2"_s}, ';');
    row("tab", "a b\tc\t\n", {u"1:a b|c|"_s}, '\t');
    row("vertical bar", "a|b\n", {u"1:a|b"_s}, '|');
    row("runs of spaces", "  a   b \t c \n\n d e\n", {u"1:a|b|c"_s, u"3:d|e"_s}, ' ');
    row("spaces with quotes", "\"a b\"  c", {u"1:\"a b\"|c"_s}, ' ');
    row("NUL", QByteArray("a,\0b\nc,d\n", 9), {u"1:a|"_s + QChar(u'\0') + u"b!nul"_s, u"2:c|d"_s});
    row("broken UTF-8 in one line", "ok,1\n\xc3(,2\nok,3\n",
        {u"1:ok|1"_s, u"2:\ufffd(|2!text"_s, u"3:ok|3"_s});
    row("a character split over two cells", "\xc3,\xa4\n", {u"1:\ufffd|\ufffd!text"_s});
    row("umlauts", "\xc3\xa4,\xe2\x82\xac,\xf0\x9f\x98\x80\n", {u"1:\u00e4|\u20ac|\U0001F600"_s});
    row("endless quote", "a,b\n\"c,d\ne,f\n", {u"1:a|b"_s, u"csv.quote"_s});
}

void CsvReaderTest::dividesTextIntoCells()
{
    QFETCH(const QByteArray, text);
    QFETCH(const char, delimiter);
    QFETCH(const QStringList, rows);
    QBuffer buffer;
    buffer.setData(text);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    QCOMPARE(read(buffer, withDelimiter(delimiter)), rows);
    DrippingDevice dripping(text);
    QCOMPARE(read(dripping, withDelimiter(delimiter)), rows);
}

void CsvReaderTest::keepsSpacesWhereTheyBelongToTheCell()
{
    CsvReadOptions options;
    options.trimsCells = false;
    DrippingDevice device(" a ,\" b \"\n");
    QCOMPARE(read(device, options), QStringList{u"1: a |\" b \""_s});
}

void CsvReaderTest::skipsLeadingLinesOfAnyContent()
{
    CsvReadOptions options;
    options.skippedLines = 2;
    DrippingDevice device("title \"open\r\n\r\na,b\r\n1,2\r\n");
    QCOMPARE(read(device, options), (QStringList{u"3:a|b"_s, u"4:1|2"_s}));
}

void CsvReaderTest::readsUtf16AndWindows1252_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<TextEncoding>("encoding");
    QTest::addColumn<QStringList>("rows");
    const QString text = u"Zeit,\u00b0C\n\U0001F600,\u20ac\n"_s;
    const QStringList rows{u"1:Zeit|\u00b0C"_s, u"2:\U0001F600|\u20ac"_s};
    QStringEncoder little(QStringEncoder::Utf16LE);
    QStringEncoder big(QStringEncoder::Utf16BE);
    const QByteArray le = little(text);
    const QByteArray be = big(text);
    QTest::newRow("UTF-16LE") << le << TextEncoding::Utf16Le << rows;
    QTest::newRow("UTF-16LE with mark")
        << QByteArray("\xff\xfe" + le) << TextEncoding::Utf16Le << rows;
    QTest::newRow("UTF-16BE with mark")
        << QByteArray("\xfe\xff" + be) << TextEncoding::Utf16Be << rows;
    QTest::newRow("UTF-16LE, odd byte at the end") << QByteArray(le + 'x') << TextEncoding::Utf16Le
                                                   << (rows + QStringList{u"3:\ufffd!text"_s});
    QTest::newRow("UTF-16LE, lone half")
        << QByteArray("\x3d\xd8,\0a\0\n\0", 8) << TextEncoding::Utf16Le
        << QStringList{u"1:\ufffd|a!text"_s};
    QTest::newRow("Windows-1252") << QByteArray("Zeit,\xb0"
                                                "C\n\x80,x\n")
                                  << TextEncoding::Windows1252
                                  << QStringList{u"1:Zeit|\u00b0C"_s, u"2:\u20ac|x"_s};
    QTest::newRow("Windows-1252 without character")
        << QByteArray("a,\x81\n") << TextEncoding::Windows1252 << QStringList{u"1:a|\ufffd!text"_s};
}

void CsvReaderTest::readsUtf16AndWindows1252()
{
    QFETCH(const QByteArray, text);
    QFETCH(const TextEncoding, encoding);
    QFETCH(const QStringList, rows);
    CsvReadOptions options;
    options.encoding = encoding;
    QBuffer buffer;
    buffer.setData(text);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    QCOMPARE(read(buffer, options), rows);
    DrippingDevice dripping(text);
    QCOMPARE(read(dripping, options), rows);
}

void CsvReaderTest::namesTheLimitThatARowBreaks_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<QString>("limit");
    QTest::newRow("100,000 columns")
        << QByteArray("a\n" + QByteArray(100'000, ',')) << u"csv.columns"_s << u"10000"_s;
    QTest::newRow("one column too many")
        << QByteArray("a\n" + QByteArray(kMaxColumns, ',')) << u"csv.columns"_s << u"10000"_s;
    QTest::newRow("a row of 17 MiB")
        << QByteArray("a\n" + QByteArray(qsizetype{17} * 1024 * 1024, 'x')) << u"csv.rowBytes"_s
        << u"16"_s;
}

void CsvReaderTest::namesTheLimitThatARowBreaks()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, detail);
    QFETCH(const QString, limit);
    QBuffer buffer;
    buffer.setData(text);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    CsvReader reader(buffer, {});
    TableRow row;
    QVERIFY(reader.next(row).value());
    const auto refused = reader.next(row);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unsupported);
    QCOMPARE(refused.error().detail, detail);
    QVERIFY2(refused.error().message.contains(limit), qPrintable(refused.error().message));
    QVERIFY2(refused.error().message.contains(u"line 2"_s), qPrintable(refused.error().message));
}

void CsvReaderTest::readsARowAtTheColumnLimit()
{
    QBuffer buffer;
    buffer.setData(QByteArray(kMaxColumns - 1, ','));
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    CsvReader reader(buffer, {});
    TableRow row;
    QVERIFY(reader.next(row).value());
    QCOMPARE(row.cells.size(), kMaxColumns);
}

void CsvReaderTest::boundsALineOfAGigabyte_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<char>("rest");
    QTest::addColumn<QString>("detail");
    QTest::newRow("bare") << QByteArray() << 'x' << u"csv.rowBytes"_s;
    QTest::newRow("quoted") << QByteArray("\"") << 'x' << u"csv.rowBytes"_s;
    QTest::newRow("quoted line breaks") << QByteArray("\"") << '\n' << u"csv.rowBytes"_s;
    QTest::newRow("delimiters") << QByteArray() << ',' << u"csv.columns"_s;
}

void CsvReaderTest::boundsALineOfAGigabyte()
{
    QFETCH(const QByteArray, start);
    QFETCH(const char, rest);
    QFETCH(const QString, detail);
    EndlessDevice device(start, rest, qint64{1} << 30);
    QCOMPARE(read(device, {}), QStringList{detail});
    // It gave up long before the end, so it cannot have kept the line.
    QVERIFY(device.given() < qint64{20} * 1024 * 1024);
}

TIDEMARK_TEST(CsvReaderTest)
#include "csv_reader_test.moc"
