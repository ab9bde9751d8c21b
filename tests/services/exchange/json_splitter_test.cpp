// SPDX-License-Identifier: GPL-3.0-or-later
// Where the rows of a JSON text are, in whatever pieces it comes.
#include "services/exchange/json_splitter.h"

#include "tests/services/exchange/dripping_device.h"
#include "tests/support/test_registry.h"

#include <QBuffer>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::DrippingDevice;
using Place = JsonSplitter::Place;

namespace {

struct Rows
{
    QStringList texts; ///< the last one may be an error's detail and message
    Place place = Place::Unknown;
    QString member;
};

Rows read(QIODevice &device)
{
    JsonSplitter splitter(device, TextEncoding::Utf8);
    Rows rows;
    JsonRowText row;
    for (std::int64_t number = 1;; ++number) {
        const auto more = splitter.next(row);
        if (!more)
            rows.texts.append(u"!%1 %2"_s.arg(more.error().detail, more.error().message));
        if (!more || !*more)
            break;
        if (row.number != number)
            qFatal("rows are not counted");
        rows.texts.append(
            QString::fromUtf8(row.text.data(), static_cast<qsizetype>(row.text.size())));
    }
    rows.place = splitter.place();
    rows.member = QString::fromStdString(splitter.member());
    return rows;
}

Rows read(const QByteArray &text)
{
    QBuffer buffer;
    buffer.setData(text);
    buffer.open(QIODevice::ReadOnly);
    return read(buffer);
}

// A list of objects of any length, made on the fly.
class ListDevice final : public QIODevice
{
public:
    explicit ListDevice(qint64 rows)
        : m_left(rows)
    {
        setOpenMode(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        if (m_waiting.isEmpty() && m_left > 0) {
            m_waiting = m_isFirst ? QByteArray("[") : QByteArray(",\n");
            m_waiting += "{\"time\":\"2026-03-01T10:00:00Z\",\"value\":0.5}";
            m_isFirst = false;
            if (--m_left == 0)
                m_waiting += "]\n";
        }
        const qint64 size = std::min<qint64>(maxSize, m_waiting.size());
        std::copy_n(m_waiting.constData(), size, data);
        m_waiting.remove(0, size);
        return size;
    }
    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }

private:
    QByteArray m_waiting;
    qint64 m_left;
    bool m_isFirst = true;
};

} // namespace

class JsonSplitterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void findsTheRows_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Place>("place");
        QTest::addColumn<QStringList>("rows");
        QTest::newRow("list") << QByteArray("[{\"a\":1}, {\"a\":2}\n]\n") << Place::List
                              << QStringList{u"{\"a\":1}"_s, u"{\"a\":2}"_s};
        QTest::newRow("empty list") << QByteArray(" [ ] ") << Place::List << QStringList{};
        QTest::newRow("signs in texts")
            << QByteArray("[{\"a\":\"]},{\\\"\\\\\"},{\"b\":[{}]}]") << Place::List
            << QStringList{u"{\"a\":\"]},{\\\"\\\\\"}"_s, u"{\"b\":[{}]}"_s};
        QTest::newRow("what is no object is handed on")
            << QByteArray("[1,null,\"x\",[2],{}]") << Place::List
            << QStringList{u"1"_s, u"null"_s, u"\"x\""_s, u"[2]"_s, u"{}"_s};
        QTest::newRow("member")
            << QByteArray("{\"status\":\"ok\",\"n\":{\"x\":[1]},\"ids\":[1,2],\"none\":[],"
                          "\"data\":[{\"a\":1},{\"a\":2}],\"more\":[{\"b\":1}]}")
            << Place::Member << QStringList{u"{\"a\":1}"_s, u"{\"a\":2}"_s};
        QTest::newRow("columns") << QByteArray("{\"time\":[1, 2],\"x\":[0.5,\"b\"],\"host\":\"a\"}")
                                 << Place::Columns
                                 << QStringList{u"{\"time\":1,\"x\":0.5,\"host\":\"a\"}"_s,
                                                u"{\"time\":2,\"x\":\"b\",\"host\":\"a\"}"_s};
        QTest::newRow("columns without rows")
            << QByteArray("{\"time\":[],\"x\":[ ]}") << Place::Columns << QStringList{};
        QTest::newRow("one object") << QByteArray("{\"time\":1,\n\"x\":{\"y\":2}}") << Place::Object
                                    << QStringList{u"{\"time\":1,\"x\":{\"y\":2}}"_s};
        QTest::newRow("nothing") << QByteArray(" \n") << Place::Unknown << QStringList{};
    }
    void findsTheRows()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const Place, place);
        QFETCH(const QStringList, rows);
        const Rows whole = read(text);
        QCOMPARE(whole.texts, rows);
        QCOMPARE(whole.place, place);
        DrippingDevice dripping(text);
        QCOMPARE(read(dripping).texts, rows);
    }

    void namesTheMemberThatHoldsTheRows()
    {
        QCOMPARE(read("{\"a\":[1],\"data\":[{\"x\":1}],\"b\":2}").member, u"data"_s);
    }

    void saysInWhichLineTheTextIsBroken_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("reason");
        QTest::newRow("cut off in a row")
            << QByteArray("[{\"a\":1},\n{\"a\":") << u"ends in line 2"_s;
        QTest::newRow("cut off between rows") << QByteArray("[{\"a\":1}\n") << u"ends in line 2"_s;
        QTest::newRow("cut off behind the rows")
            << QByteArray("{\"d\":[{}],\n\"x\":1") << u"ends in line 2"_s;
        QTest::newRow("no comma") << QByteArray("[{}\n{}]") << u"JSON in line 2"_s;
        QTest::newRow("comma at the end") << QByteArray("[{},\n]") << u"JSON in line 2"_s;
        QTest::newRow("comma at the start") << QByteArray("[,{}]") << u"JSON in line 1"_s;
        QTest::newRow("wrong bracket") << QByteArray("[{\"a\":[1}]") << u"JSON in line 1"_s;
        QTest::newRow("second text") << QByteArray("[{}]\n[{}]") << u"follows in line 2"_s;
        QTest::newRow("lines of objects")
            << QByteArray("{\"a\":1}\n{\"a\":2}\n") << u"JSON Lines"_s;
        QTest::newRow("no JSON") << QByteArray("time,value\n") << u"JSON in line 1"_s;
        QTest::newRow("name without quotes") << QByteArray("{a:1}") << u"JSON in line 1"_s;
        QTest::newRow("no colon") << QByteArray("{\"a\" 1}") << u"JSON in line 1"_s;
        QTest::newRow("member without value") << QByteArray("{\"a\":}") << u"JSON in line 1"_s;
        QTest::newRow("unequal lists")
            << QByteArray("{\"a\":[1,2],\"b\":[1]}") << u"\"a\" has 2 elements"_s;
        QTest::newRow("nested without end") << QByteArray(100'000, '[') << u"JSON in line 1"_s;
    }
    void saysInWhichLineTheTextIsBroken()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, reason);
        const QStringList rows = read(text).texts;
        QVERIFY(!rows.isEmpty());
        QVERIFY2(rows.constLast().startsWith(u"!json."_s), qPrintable(rows.constLast()));
        QVERIFY2(rows.constLast().contains(reason), qPrintable(rows.constLast()));
        DrippingDevice dripping(text);
        QCOMPARE(read(dripping).texts, rows);
    }

    void refusesARowThatIsTooLong()
    {
        const QByteArray text =
            "[{},\n{\"a\":\"" + QByteArray(qsizetype{17} * 1024 * 1024, 'x') + "\"}]";
        const QStringList rows = read(text).texts;
        QCOMPARE(rows.size(), 2);
        QVERIFY2(rows.at(1).startsWith(u"!line.bytes What begins in line 2"_s),
                 qPrintable(rows.at(1)));
    }

    void refusesColumnsThatAreTooLong()
    {
        QByteArray text = "{\"a\":[1";
        for (int i = 0; i < 5'000'000; ++i)
            text += ",1";
        text += "]}";
        const QStringList rows = read(text).texts;
        QCOMPARE(rows.size(), 1);
        QVERIFY2(rows.at(0).contains(u"8 MiB"_s) && rows.at(0).contains(u"JSON Lines"_s),
                 qPrintable(rows.at(0)));
    }

    void aLongMemberBeforeTheRowsDoesNoHarm()
    {
        const QByteArray text =
            "{\"a\":\"" + QByteArray(qsizetype{17} * 1024 * 1024, 'x') + "\",\"rows\":[{\"b\":1}]}";
        QCOMPARE(read(text).texts, QStringList{u"{\"b\":1}"_s});
    }

    void stopsInTheMiddleOfALongMember()
    {
        QByteArray text = "{\"a\":\"" + QByteArray(qsizetype{2} * 1024 * 1024, 'x') + "\"}";
        QBuffer buffer(&text);
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        std::stop_source stop;
        JsonSplitter splitter(buffer, TextEncoding::Utf8, stop.get_token());
        stop.request_stop();
        JsonRowText row;
        const auto stopped = splitter.next(row);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    }

    void readsManyRowsOfAStream()
    {
        constexpr qint64 kRows = 200'000; // some 10 MB
        ListDevice device(kRows);
        JsonSplitter splitter(device, TextEncoding::Utf8);
        JsonRowText row;
        qint64 rows = 0;
        for (;;) {
            const auto more = splitter.next(row);
            QVERIFY2(more, more ? "" : qPrintable(more.error().message));
            if (!*more)
                break;
            ++rows;
        }
        QCOMPARE(rows, kRows);
    }
};

TIDEMARK_TEST(JsonSplitterTest)
#include "json_splitter_test.moc"
