// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/connection.h"
#include "model/store/store_lanes.h"
#include "model/store/transaction.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QSqlDatabase>
#include <QTest>

#include <future>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

namespace {

constexpr Sql kInsert{"insert"_L1, "INSERT INTO t (a, b, c) VALUES (?, ?, ?)"_L1};
constexpr Sql kSelect{"select"_L1, "SELECT a, b, c FROM t ORDER BY a"_L1};
constexpr Sql kEndless{"endless"_L1,
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                       "SELECT max(i) FROM n"_L1};

std::unique_ptr<Connection> openWithTable(const QTemporaryDir &folder)
{
    auto connection = Connection::open({folder.filePath(u"c.db"_s), OpenMode::Create});
    if (!connection ||
        !(*connection)
             ->execute(u"CREATE TABLE t (a INTEGER PRIMARY KEY, b REAL, c TEXT) STRICT"_s,
                       "create"_L1))
        return nullptr;
    return std::move(*connection);
}

} // namespace

class ConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void setsThePragmasOfALane();
    void bindsAndReadsEveryKindOfValue();
    void keepsIntegersAndDoublesExactly();
    void keepsTextsCharacterByCharacter();
    void whatCannotBeBoundIsAnError();
    void afterTheLastRowThereIsNone();
    void aStatementInUseIsNotHandedOutAgain();
    void namesTheStatementThatFailed();
    void rollsBackWhatWasNotCommitted();
    void opensPathsWithOddCharacters();
    void readerSeesTheLastCommitAndCannotWrite();
    void reportsAHeldLockAsLocked();
    void reportsAFullDiskAndGoesOnWhenThereIsRoom();
    void stopTokenEndsAnEndlessStatement();
    void stoppedBeforeItsTurnNeverRuns();
    void readersAreOpenBeforeTheyAreAsked();
    void aReaderThatCouldNotOpenAheadOpensWhenAsked();
};

void ConnectionTest::setsThePragmasOfALane()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    const auto pragma = [&](const QString &name) {
        return connection->scalar(u"PRAGMA "_s + name, "pragma"_L1).value_or(QVariant()).toString();
    };
    QCOMPARE(pragma(u"journal_mode"_s), u"wal"_s);
    QCOMPARE(pragma(u"synchronous"_s), u"2"_s); // FULL
    QCOMPARE(pragma(u"foreign_keys"_s), u"1"_s);
    QCOMPARE(pragma(u"busy_timeout"_s), u"5000"_s);
    QCOMPARE(pragma(u"cache_size"_s), u"-65536"_s);
    QCOMPARE(pragma(u"wal_autocheckpoint"_s), u"4096"_s);
}

void ConnectionTest::bindsAndReadsEveryKindOfValue()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    QVERIFY(connection->prepare(kInsert).run(MetricId(1), 0.5, QString()));
    QVERIFY(connection->prepare(kInsert).run(Timestamp(2), std::optional<double>(), u"é 🚲"_s));
    QVERIFY(connection->prepare(kInsert).run(3, std::optional(1.5), std::optional<QString>()));
    Statement select = connection->prepare(kSelect);
    QVERIFY(select.run());
    QVERIFY(select.next().value_or(false));
    QCOMPARE(select.id<MetricId>(0), MetricId(1));
    QCOMPARE(select.real(1), 0.5);
    QVERIFY(!select.isNull(2)); // a null QString is the empty text
    QCOMPARE(select.optionalText(2), std::optional(QString()));
    QVERIFY(select.next().value_or(false));
    QCOMPARE(select.timestamp(0), Timestamp(2));
    QVERIFY(select.isNull(1));
    QCOMPARE(select.text(2), u"é 🚲"_s);
    QVERIFY(select.next().value_or(false));
    QVERIFY(!select.optionalText(2).has_value());
    QVERIFY(!select.next().value_or(true));
}

void ConnectionTest::keepsIntegersAndDoublesExactly()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    const std::vector<std::pair<std::int64_t, double>> values{
        {std::numeric_limits<std::int64_t>::min(), 5e-324},
        {(std::int64_t(1) << 53) - 1, 1.7976931348623157e308},
        {(std::int64_t(1) << 53) + 1, 0.1},
        {std::numeric_limits<std::int64_t>::max(), -123456789.123456789}};
    for (const auto &[integer, real] : values)
        QVERIFY(connection->prepare(kInsert).run(integer, real, u"x"_s));
    Statement select = connection->prepare(kSelect);
    QVERIFY(select.run());
    for (const auto &[integer, real] : values) {
        QVERIFY(select.next().value_or(false));
        QCOMPARE(select.integer(0), integer);
        QVERIFY(select.real(1) == real);
    }
}

void ConnectionTest::keepsTextsCharacterByCharacter()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    const QStringList texts{u"\ufeffx"_s, u"x"_s, u"x\ufeff"_s, QString(u'\0') + u"after"_s, u""_s};
    for (int i = 0; i < texts.size(); ++i)
        QVERIFY(connection->prepare(kInsert).run(i, 0.5, texts.at(i)));
    static constexpr Sql kFind{"find"_L1, "SELECT a, c, c FROM t WHERE c = ?"_L1};
    for (int i = 0; i < texts.size(); ++i) {
        Statement select = connection->prepare(kFind);
        QVERIFY(select.run(texts.at(i)));
        QVERIFY(select.next().value_or(false));
        QCOMPARE(select.integer(0), i);
        QCOMPARE(select.text(1), texts.at(i));
        QCOMPARE(select.bytes(2), texts.at(i).toUtf8());
        QVERIFY(!select.next().value_or(true));
    }
}

void ConnectionTest::whatCannotBeBoundIsAnError()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    static constexpr Sql kNamed{"named"_L1, "SELECT a FROM t WHERE a = :a"_L1};
    Statement named = connection->prepare(kNamed);
    const auto done = named.set(":a"_L1, 1).set(":b"_L1, 2).execute();
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Internal);
    QVERIFY2(done.error().detail.contains(u"named"_s), qPrintable(done.error().detail));
    QVERIFY(named.set(":a"_L1, 1).execute()); // the next one is not held against it
    QVERIFY(!connection->prepare(kInsert).run(1, 0.5, u"x"_s, u"too many"_s));
    QVERIFY(!connection->prepare(kInsert).run(1, 0.5));
    QCOMPARE(connection->scalar(u"SELECT count(*) FROM t"_s, "count"_L1)->toInt(), 0);
}

void ConnectionTest::afterTheLastRowThereIsNone()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    QVERIFY(connection->prepare(kInsert).run(1, 0.5, u"x"_s));
    Statement select = connection->prepare(kSelect);
    QVERIFY(!select.next().value_or(true)); // not executed
    for (int again = 0; again < 2; ++again) {
        QVERIFY(select.execute());
        QVERIFY(select.next().value_or(false));
        QVERIFY(!select.next().value_or(true));
        QVERIFY(!select.next().value_or(true)); // it does not begin anew
        QVERIFY(select.isNull(0));
        QCOMPARE(select.integer(0), 0);
    }
    QVERIFY(select.execute());
    QVERIFY(select.next().value_or(false));
    Statement moved = std::move(select);
    QCOMPARE(moved.text(2), u"x"_s);
    moved.finish();
    QVERIFY(!moved.next().value_or(true));
}

void ConnectionTest::aStatementInUseIsNotHandedOutAgain()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    for (const std::int64_t a : {1, 2, 3})
        QVERIFY(connection->prepare(kInsert).run(a, 0.5, u"x"_s));
    constexpr Sql kFrom{"from"_L1, "SELECT a FROM t WHERE a >= ? ORDER BY a"_L1};
    const QString sameText(kFrom.text);
    for (int round = 0; round < 3; ++round) { // anew, then with what was given back
        Statement first = connection->prepare(kFrom);
        Statement second = connection->prepare(kFrom);
        Statement third = connection->prepare("put_together"_L1, sameText);
        QVERIFY(first.run(std::int64_t{1}));
        QVERIFY(first.next().value());
        QVERIFY(second.run(std::int64_t{2}));
        QVERIFY(third.run(std::int64_t{3}));
        QVERIFY(second.next().value());
        QVERIFY(third.next().value());
        QCOMPARE(second.integer(0), 2);
        QCOMPARE(third.integer(0), 3);
        QVERIFY(first.next().value()); // goes on where it was
        QCOMPARE(first.integer(0), 2);
    }
}

void ConnectionTest::namesTheStatementThatFailed()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    const auto failed = connection->prepare(Sql{"read_the_moon"_L1, "SELECT * FROM moon"_L1}).run();
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Internal);
    QVERIFY(failed.error().detail.contains(u"read_the_moon"_s));
    QVERIFY(!failed.error().message.contains(u"SELECT"_s));
}

void ConnectionTest::rollsBackWhatWasNotCommitted()
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    {
        auto transaction = Transaction::begin(*connection);
        QVERIFY(transaction);
        QVERIFY(connection->prepare(kInsert).run(1, 1.0, u"x"_s));
    }
    QCOMPARE(connection->scalar(u"SELECT count(*) FROM t"_s, "count"_L1)->toInt(), 0);
    {
        auto transaction = Transaction::begin(*connection);
        QVERIFY(transaction && connection->prepare(kInsert).run(1, 1.0, u"x"_s));
        QVERIFY(transaction->commit());
    }
    QCOMPARE(connection->scalar(u"SELECT count(*) FROM t"_s, "count"_L1)->toInt(), 1);
}

void ConnectionTest::opensPathsWithOddCharacters()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a b%20?#é '\"&mode=ro.db"_s);
    const auto connection = Connection::open({path, OpenMode::Create});
    QVERIFY(connection);
    QVERIFY((*connection)->execute(u"CREATE TABLE t (a INTEGER)"_s, "create"_L1));
    QVERIFY(QFile::exists(path));
}

void ConnectionTest::readerSeesTheLastCommitAndCannotWrite()
{
    const QTemporaryDir folder;
    const auto writer = openWithTable(folder);
    QVERIFY(writer);
    const auto reader = Connection::open({writer->path(), OpenMode::ReadOnly});
    QVERIFY(reader);
    QVERIFY(writer->prepare(kInsert).run(1, 1.0, u"x"_s));
    QCOMPARE((*reader)->scalar(u"SELECT count(*) FROM t"_s, "count"_L1)->toInt(), 1);
    const auto refused = (*reader)->prepare(kInsert).run(2, 1.0, u"x"_s);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::ReadOnly);
}

void ConnectionTest::reportsAHeldLockAsLocked()
{
    const QTemporaryDir folder;
    const auto holder = openWithTable(folder);
    QVERIFY(holder);
    const auto other = Connection::open({holder->path(), OpenMode::ReadWrite, 50});
    QVERIFY(other);
    const auto lock = Transaction::begin(*holder);
    QVERIFY(lock);
    const auto refused = Transaction::begin(**other);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Locked);
    QVERIFY(refused.error().message.contains(u"in use by another program"_s));
}

void ConnectionTest::reportsAFullDiskAndGoesOnWhenThereIsRoom() // R3
{
    const QTemporaryDir folder;
    const auto connection = openWithTable(folder);
    QVERIFY(connection);
    QVERIFY(connection->execute(u"PRAGMA max_page_count = 40"_s, "pragma"_L1));
    const QString text(500, u'x');
    int stored = 0;
    std::optional<Error> error;
    while (!error && stored < 10'000) {
        auto transaction = Transaction::begin(*connection);
        QVERIFY(transaction);
        auto done = connection->prepare(kInsert).run(stored + 1, 1.0, text).and_then([&] {
            return transaction->commit();
        });
        if (done)
            ++stored;
        else
            error = done.error();
    }
    QVERIFY(error);
    QCOMPARE(error->code, ErrorCode::DiskFull);
    QVERIFY(error->message.contains(u"Free some disk space"_s));
    QVERIFY(connection->isSuspect());
    QCOMPARE(connection->scalar(u"SELECT count(*) FROM t"_s, "count"_L1)->toInt(), stored);
    QVERIFY(connection->execute(u"PRAGMA max_page_count = 4000"_s, "pragma"_L1));
    QVERIFY(connection->prepare(kInsert).run(stored + 1, 1.0, text));
}

void ConnectionTest::stopTokenEndsAnEndlessStatement()
{
    const QTemporaryDir folder;
    const auto made = openWithTable(folder);
    QVERIFY(made);
    const ConnectionOptions options{made->path(), OpenMode::ReadWrite};
    StoreLanes lanes(options, options);
    std::stop_source stop;
    std::promise<void> begun;
    auto future = lanes.read<int>(
        [&begun](Connection &connection) -> Result<int> {
            begun.set_value();
            Statement endless = connection.prepare(kEndless);
            if (auto done = endless.run(); !done)
                return failure(done.error());
            return 1;
        },
        stop.get_token());
    begun.get_future().wait();
    stop.request_stop(); // perhaps a moment before the statement begins
    const auto result = answer(future);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
}

void ConnectionTest::stoppedBeforeItsTurnNeverRuns()
{
    const QTemporaryDir folder;
    const auto made = openWithTable(folder);
    QVERIFY(made);
    const ConnectionOptions options{made->path(), OpenMode::ReadWrite};
    StoreLanes lanes(options, options);
    std::stop_source stop;
    stop.request_stop();
    bool hasRun = false;
    const auto result = answer(lanes.write<int>(
        [&hasRun](Connection &) -> Result<int> {
            hasRun = true;
            return 1;
        },
        stop.get_token()));
    QVERIFY(!result && !hasRun);
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
}

void ConnectionTest::readersAreOpenBeforeTheyAreAsked()
{
    const QTemporaryDir folder;
    const auto made = openWithTable(folder);
    QVERIFY(made);
    const auto open = [] { return QSqlDatabase::connectionNames().size(); };
    const qsizetype before = open();
    {
        const ConnectionOptions options{made->path(), OpenMode::ReadOnly};
        const StoreLanes lanes(options, options);
        QTRY_COMPARE(open(), before + qsizetype(StoreLanes::kReaders));
    }
    QCOMPARE(open(), before);
}

void ConnectionTest::aReaderThatCouldNotOpenAheadOpensWhenAsked()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"later.tidemark"_s);
    const ConnectionOptions options{path, OpenMode::ReadOnly};
    StoreLanes lanes(options, options);
    const auto ask = [&lanes] {
        return answer(lanes.read<QString>(
            [](Connection &connection) -> Result<QString> { return connection.path(); }));
    };
    for (std::size_t i = 0; i < StoreLanes::kReaders; ++i)
        QVERIFY(!ask());
    QVERIFY(Connection::open({path, OpenMode::Create}));
    const auto found = ask();
    QVERIFY(found);
    QCOMPARE(*found, path);
}

TIDEMARK_TEST(ConnectionTest)
#include "connection_test.moc"
