// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of other programs' databases: what is read, what is refused, and that nothing is changed.
#include "model/store/foreign_tables.h"

#include "model/store/migrations.h"
#include "tests/support/files.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark;
using tidemark::test::SqliteFile;

class ForeignTablesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    store::ForeignTables m_tables;

    [[nodiscard]] QString path() const { return m_folder->filePath(u"a #1?.db"_s); }

    // Rows as text: kind and text of each cell.
    QStringList read(const QString &table)
    {
        auto cursor = m_tables.open(path(), table, {});
        if (!cursor)
            return {cursor.error().detail + u": "_s + cursor.error().message};
        QStringList rows{(*cursor)->columns().join(u'|')};
        std::vector<ForeignCell> cells;
        for (;;) {
            const auto more = (*cursor)->next(cells);
            if (!more)
                return rows + QStringList{u"!"_s + more.error().message};
            if (!*more)
                return rows;
            QStringList texts;
            for (const ForeignCell &cell : cells)
                texts.append(textOf(cell));
            rows.append(texts.join(u'|'));
        }
    }
    static QString textOf(const ForeignCell &cell)
    {
        const QString text = QString::fromUtf8(cell.text);
        switch (cell.kind) {
        case ForeignCell::Kind::Null:
            return u"NULL"_s;
        case ForeignCell::Kind::Number:
            return text;
        case ForeignCell::Kind::Text:
            return u'"' % text % u'"';
        case ForeignCell::Kind::Bytes:
            return u"bytes "_s % text;
        }
        return {};
    }

private Q_SLOTS:
    void init()
    {
        test::failOnUnexpectedWarnings();
        m_folder = std::make_unique<QTemporaryDir>();
    }

    void listsTablesAndViewsByName()
    {
        SqliteFile(path()).run("CREATE TABLE b(x INTEGER PRIMARY KEY AUTOINCREMENT);"
                               "CREATE TABLE \"a b\"(x); CREATE INDEX i ON b(x);"
                               "CREATE VIEW v AS SELECT 1 AS one; INSERT INTO b VALUES(1)");
        QCOMPARE(m_tables.tables(path()).value(), (QStringList{u"a b"_s, u"b"_s, u"v"_s}));
    }

    void readsEveryTypeExactly()
    {
        SqliteFile(path()).run(
            "CREATE TABLE t(\"a\"\"b\" , n INTEGER, r REAL, s TEXT, g AS (1 + 1));"
            "INSERT INTO t VALUES(NULL, 9223372036854775807, 0.1, 'é\"''');"
            "INSERT INTO t VALUES(x'0001ff', -1, 1.7976931348623157e308, '');"
            "INSERT INTO t VALUES('text', 2, 5e-324, '7')");
        QCOMPARE(read(u"t"_s),
                 (QStringList{u"a\"b|n|r|s|g"_s, u"NULL|9223372036854775807|0.1|\"é\"'\"|2"_s,
                              u"bytes 3|-1|1.7976931348623157e+308|\"\"|2"_s,
                              u"\"text\"|2|5e-324|\"7\"|2"_s}));
    }

    void readsAViewAndATableWithoutRowId()
    {
        SqliteFile(path()).run("CREATE TABLE t(k TEXT PRIMARY KEY, v) WITHOUT ROWID;"
                               "INSERT INTO t VALUES('a', 1), ('b', 2);"
                               "CREATE VIEW v AS SELECT v * 2 AS \"double\" FROM t");
        QCOMPARE(read(u"t"_s), (QStringList{u"k|v"_s, u"\"a\"|1"_s, u"\"b\"|2"_s}));
        QCOMPARE(read(u"v"_s), (QStringList{u"double"_s, u"2"_s, u"4"_s}));
        QVERIFY(read(u"none"_s).at(0).contains(u"It has: t, v"_s));
    }

    void leavesAFileWithLogAsItWas()
    {
        SqliteFile(path()).run("PRAGMA journal_mode = WAL; CREATE TABLE t(x);"
                               "INSERT INTO t VALUES(1)");
        const QByteArray before = test::contentOf(path());
        QCOMPARE(read(u"t"_s), (QStringList{u"x"_s, u"1"_s}));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"a #1?.db"_s});
        QCOMPARE(test::contentOf(path()), before);
    }

    void seesWhatLiesInTheLogOfAProgramThatRuns()
    {
        SqliteFile other(path());
        other.run("PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)");
        const QStringList files = QDir(m_folder->path()).entryList(QDir::Files);
        QCOMPARE(files.size(), 3);
        QCOMPARE(read(u"t"_s), (QStringList{u"x"_s, u"1"_s}));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), files);
        other.run("INSERT INTO t VALUES(2)"); // it was not hindered
        QCOMPARE(read(u"t"_s), (QStringList{u"x"_s, u"1"_s, u"2"_s}));
    }

    void refusesALogThatNobodyTookIn()
    {
        {
            SqliteFile other(path());
            other.run("PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)");
            QVERIFY(QFile::copy(path(), path() + u"2"_s));
            QVERIFY(QFile::copy(path() + u"-wal"_s, path() + u"2-wal"_s));
        }
        const auto refused = m_tables.tables(path() + u"2"_s);
        QVERIFY(!refused);
        QCOMPARE(refused.error().detail, u"foreign.log"_s);
        QVERIFY(!QFile::exists(path() + u"2-shm"_s));
    }

    void refusesAStoreOfTidemark()
    {
        SqliteFile(path()).run(qPrintable(
            u"CREATE TABLE t(x); PRAGMA application_id = %1"_s.arg(store::kApplicationId)));
        const auto refused = m_tables.tables(path());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unsupported);
        QVERIFY2(refused.error().message.contains(u"export"_s),
                 qPrintable(refused.error().message));
    }

    void refusesWhatIsNoDatabase_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("text") << QByteArray("time,value\n") << ErrorCode::Unsupported;
        QTest::newRow("empty") << QByteArray() << ErrorCode::Unsupported;
        QTest::newRow("header alone")
            << QByteArray(QByteArray("SQLite format 3\0", 16) + QByteArray(4000, 'x'))
            << ErrorCode::Damaged;
    }
    void refusesWhatIsNoDatabase()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const ErrorCode, code);
        test::writeFile(path(), bytes);
        const auto refused = m_tables.tables(path());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, code);
        QVERIFY(refused.error().message.contains(u"a #1?.db"_s));
    }

    void tellsOfDamageInTheMiddle()
    {
        {
            SqliteFile file(path());
            file.run("CREATE TABLE t(x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                     "FROM n WHERE i < 20000) INSERT INTO t SELECT 'row ' || i FROM n");
        }
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() / 2));
        file.write(QByteArray(8192, '\x55'));
        file.close();
        const QStringList rows = read(u"t"_s);
        QVERIFY2(rows.constLast().contains(u"is damaged"_s), qPrintable(rows.constLast()));
    }

    void refusesATextThatIsTooLong()
    {
        SqliteFile(path()).run("CREATE TABLE t(x, y); INSERT INTO t VALUES(1, zeroblob(30000000)),"
                               "(2, printf('%20000000d', 1))");
        const QStringList rows = read(u"t"_s);
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows.at(1), u"1|bytes 30000000"_s); // which is not read
        QVERIFY2(rows.at(2).contains(u"16 MiB"_s), qPrintable(rows.at(2)));
    }

    void saysThatAnotherProgramWrites()
    {
        SqliteFile other(path());
        other.run("CREATE TABLE t(x); BEGIN EXCLUSIVE");
        const auto refused = m_tables.tables(path());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Locked);
    }

    void stopsAQueryThatGoesOnAndOn()
    {
        SqliteFile(path()).run(
            "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
            "WHERE i < 2000000000) SELECT sum(i) AS x FROM n");
        std::stop_source stop;
        QElapsedTimer timer;
        const std::jthread stopper([&] {
            QThread::msleep(100);
            timer.start();
            stop.request_stop();
        });
        auto cursor = m_tables.open(path(), u"v"_s, stop.get_token());
        std::vector<ForeignCell> cells;
        const auto more = cursor ? (*cursor)->next(cells) : Result<bool>(failure(cursor.error()));
        QVERIFY(!more);
        QCOMPARE(more.error().code, ErrorCode::Cancelled);
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
    }
};

TIDEMARK_TEST(ForeignTablesTest)
#include "foreign_tables_test.moc"
