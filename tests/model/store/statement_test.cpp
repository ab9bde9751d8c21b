// SPDX-License-Identifier: GPL-3.0-or-later
// What a statement takes and gives, beside SQLite.
#include "model/store/connection.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

namespace {

constexpr Sql kInsert{"insert"_L1, "INSERT INTO t (a, b, c) VALUES (?, ?, ?)"_L1};
constexpr Sql kSelect{"select"_L1, "SELECT a, b, c FROM t ORDER BY a"_L1};
constexpr Sql kSelectOne{"select_one"_L1, "SELECT a, b, c FROM t WHERE a = ?"_L1};

std::unique_ptr<Connection> openWithTable(const QTemporaryDir &folder)
{
    auto connection = Connection::open({folder.filePath(u"s.db"_s), OpenMode::Create});
    if (!connection ||
        !(*connection)
             ->execute(u"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB) STRICT"_s,
                       "create"_L1))
        return nullptr;
    return std::move(*connection);
}

QByteArrayView none()
{
    return {};
}

} // namespace

class StatementTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void keepsTexts_data();
    void keepsTexts();
    void keepsBytes();
    void nullsAreZeroAndEmpty();
    void takesValuesWhileItIsOnARow();
    void keepsWhatIsNotBoundAnew();
    void forgetsWhatWasBoundWhenGivenBack();
    void leavesOutNamesThatTheTextLacks();
    void refusesMoreValuesThanTheTextTakes();
    void refusesTwoStatementsInOneText();
    void endsAfterTheLastRowAndBeginsAgain();
    void countsChangedRows();
    void isUsedTwiceAtATime();
};

void StatementTest::keepsTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("ascii") << u"cpu.load"_s;
    QTest::newRow("longer than the room on the stack") << QString(1000, u'x');
    QTest::newRow("NUL within") << u"a\0b"_s;
    QTest::newRow("the last of ASCII") << QString(QChar(0x7f));
    QTest::newRow("the first beyond ASCII") << QString(QChar(0x80));
    QTest::newRow("two planes") << u"é 🚲 x"_s;
    QTest::newRow("long and beyond ASCII") << QString(1000, u'é');
    QTest::newRow("a mark within") << u"a\uFEFFb"_s;
}

void StatementTest::keepsTexts()
{
    QFETCH(const QString, text);
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    QVERIFY(connection->prepare(kInsert).run(1, text, none()));
    Statement select = connection->prepare(kSelect);
    QVERIFY(select.run());
    QVERIFY(select.next().value_or(false));
    QCOMPARE(select.text(1), text);
    QCOMPARE(select.optionalText(1), std::optional(text));
    // As UTF-8 there, so that it is found whichever way it was bound.
    QCOMPARE(connection->scalar(u"SELECT hex(b) FROM t"_s, "hex"_L1)->toString(),
             QString::fromLatin1(text.toUtf8().toHex().toUpper()));
}

void StatementTest::keepsBytes()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    const QByteArray bytes("\0\xff\x80", 3);
    QVERIFY(connection->prepare(kInsert).run(1, u""_s, QByteArrayView(bytes)));
    QVERIFY(connection->prepare(kInsert).run(2, u""_s, QByteArrayView("", qsizetype{0})));
    QVERIFY(connection->prepare(kInsert).run(3, u""_s, none()));
    Statement select = connection->prepare(kSelect);
    QVERIFY(select.run());
    QVERIFY(select.next().value_or(false));
    QCOMPARE(select.bytes(2), bytes);
    QVERIFY(select.next().value_or(false));
    QVERIFY(!select.isNull(2));
    QCOMPARE(select.bytes(2), QByteArray());
    QVERIFY(select.next().value_or(false));
    QVERIFY(select.isNull(2)); // no bytes at all are NULL
}

void StatementTest::nullsAreZeroAndEmpty()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    QVERIFY(connection->prepare(kInsert).run(1, std::optional<QString>(), none()));
    Statement select = connection->prepare(kSelect);
    QVERIFY(select.run());
    QVERIFY(select.next().value_or(false));
    QVERIFY(select.isNull(1));
    QCOMPARE(select.text(1), QString());
    QCOMPARE(select.integer(1), std::int64_t{0});
    QCOMPARE(select.real(1), 0.0);
    QVERIFY(!select.boolean(1));
    QVERIFY(!select.optionalInteger(1));
    QVERIFY(!select.optionalTimestamp(1));
}

void StatementTest::takesValuesWhileItIsOnARow()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    for (int i = 1; i <= 3; ++i)
        QVERIFY(connection->prepare(kInsert).run(i, QString::number(i), none()));
    Statement select = connection->prepare(kSelectOne);
    for (int i = 1; i <= 3; ++i) {
        QVERIFY(select.run(i)); // the row before was not left
        QVERIFY(select.next().value_or(false));
        QCOMPARE(select.text(1), QString::number(i));
    }
}

void StatementTest::keepsWhatIsNotBoundAnew()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    Statement insert = connection->prepare(kInsert);
    insert.bindFrom(1, u"same"_s, none());
    for (int i = 1; i <= 2; ++i) {
        insert.bindFrom(0, i);
        QVERIFY(insert.execute());
    }
    QCOMPARE(connection->scalar(u"SELECT count(*) FROM t WHERE b = 'same'"_s, "count"_L1)->toInt(),
             2);
}

void StatementTest::forgetsWhatWasBoundWhenGivenBack()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    QVERIFY(connection->prepare(kInsert).run(1, u"secret"_s, none()));
    Statement again = connection->prepare(kInsert);
    again.bindFrom(0, 2);
    QVERIFY(again.execute());
    QVERIFY(connection->scalar(u"SELECT b FROM t WHERE a = 2"_s, "select"_L1)->isNull());
}

void StatementTest::leavesOutNamesThatTheTextLacks()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    Statement select = connection->prepare(Sql{"named"_L1, "SELECT :one + :two, :one || :one"_L1});
    select.set(":two"_L1, 5).set(":none"_L1, 9).set(":one"_L1, 4);
    QVERIFY(select.execute());
    QVERIFY(select.next().value_or(false));
    QCOMPARE(select.integer(0), std::int64_t{9});
    QCOMPARE(select.text(1), u"44"_s); // wherever the text has it
}

void StatementTest::refusesMoreValuesThanTheTextTakes()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    Statement select = connection->prepare(kSelectOne);
    const auto refused = select.run(1, 2);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Internal);
    QVERIFY(refused.error().detail.contains(u"select_one"_s));
    QVERIFY(select.run(1)); // the next execution is judged by itself
}

void StatementTest::refusesTwoStatementsInOneText()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    const Sql two{"two"_L1, "DELETE FROM t; DROP TABLE t"_L1};
    QVERIFY(!connection->prepare(two).run());
    QVERIFY(!connection->prepare(Sql{"nothing"_L1, " "_L1}).run());
    QVERIFY(connection->prepare(Sql{"closed"_L1, "DELETE FROM t; "_L1}).run());
    QVERIFY(connection->prepare(kSelect).run());
}

void StatementTest::endsAfterTheLastRowAndBeginsAgain()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    Statement select = connection->prepare(kSelect);
    QVERIFY(select.run());
    QCOMPARE(select.next().value_or(true), false);
    QVERIFY(connection->prepare(kInsert).run(1, u"x"_s, none()));
    QCOMPARE(select.next().value_or(true), false); // it ended, and does not begin by itself
    QVERIFY(select.execute());
    QCOMPARE(select.next().value_or(false), true);
    QCOMPARE(select.next().value_or(true), false);
    QCOMPARE(select.next().value_or(true), false);
}

void StatementTest::countsChangedRows()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    for (int i = 1; i <= 3; ++i)
        QVERIFY(connection->prepare(kInsert).run(i, u"x"_s, none()));
    Statement remove = connection->prepare(Sql{"remove"_L1, "DELETE FROM t WHERE a > ?"_L1});
    QVERIFY(remove.run(1));
    QCOMPARE(remove.changedRows(), std::int64_t{2});
}

void StatementTest::isUsedTwiceAtATime()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    for (int i = 1; i <= 2; ++i)
        QVERIFY(connection->prepare(kInsert).run(i, u"x"_s, none()));
    Statement first = connection->prepare(kSelect);
    Statement second = connection->prepare(kSelect);
    QVERIFY(first.run() && second.run());
    QVERIFY(first.next().value_or(false));
    QVERIFY(second.next().value_or(false) && second.next().value_or(false));
    QCOMPARE(first.integer(0), std::int64_t{1});
    QCOMPARE(second.integer(0), std::int64_t{2});
}

TIDEMARK_TEST(StatementTest)
#include "statement_test.moc"
