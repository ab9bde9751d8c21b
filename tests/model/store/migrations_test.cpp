// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/record_store.h"
#include "model/store/backup.h"
#include "model/store/dialect.h"
#include "model/store/migrations.h"
#include "model/store/schema.h"
#include "model/store/store_opening.h"
#include "tests/model/store/dying_child.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

namespace {

// A store as version 1 left it: one metric, one session with a device, two records.
Result<void> makeVersion1(const QString &path)
{
    auto connection = Connection::open({path, OpenMode::Create});
    if (!connection)
        return failure(connection.error());
    if (auto made = migrate(**connection, 1); !made)
        return made;
    for (const QString &text :
         {u"INSERT INTO actor (id, name) VALUES (1, 'ana')"_s,
          u"INSERT INTO metric (id, org_id, uid, name, unit, kind, created_by, created_ns, "
          "modified_by, modified_ns) VALUES (1, 1, 'mt_1', 'latency', 'ms', 0, 1, 5, 1, 5)"_s,
          u"INSERT INTO device (id, org_id, name) VALUES (1, 1, 'rig 1')"_s,
          u"INSERT INTO session (id, org_id, uid, start_ns, end_ns, created_by, created_ns, "
          "modified_by, modified_ns) VALUES (1, 1, 'ss_1', 100, 200, 1, 5, 1, 5), "
          "(2, 1, 'ss_2', 300, 400, 1, 5, 1, 5)"_s,
          u"INSERT INTO session_device (session_id, device_id) VALUES (1, 1)"_s,
          u"INSERT INTO record (metric_id, session_id, device_id, published_ns, publisher_id, "
          "value) VALUES (1, 1, 1, 9, 1, 0.1), (1, 2, NULL, 9, 1, 12.5)"_s,
          u"INSERT INTO id_sequence (name, next) VALUES ('metric', 2), ('session', 3), "
          "('device', 2), ('actor', 2)"_s}) {
        if (auto done = (*connection)->execute(text, "fixture"_L1); !done)
            return done;
    }
    return {};
}

int versionOf(const QString &path)
{
    auto connection = Connection::open({path, OpenMode::ReadOnly});
    return connection ? schemaVersion(**connection).value_or(-1) : -1;
}

// True when it was killed before statement `at` of its step.
bool migrateAndDie(const QString &path, int at)
{
    return runAndDie(at, [&path](const std::function<void()> &step) {
        StoreRequest request;
        request.path = path;
        return prepareStore(request, [&step](int, int) { step(); }).has_value();
    });
}

} // namespace

class MigrationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void everyStepHasStatements();
    void dialectsNameTheirTypes();
    void bringsVersion1ToTheNewestWithItsContent();
    void keepsABackupOfTheOldFormat();
    void refusesToUpdateADamagedStore();
    void saysThatAnOldStoreWhichWasKilledIsDamaged();
    void killedAnywhereLeavesTheOldOrTheNewSchema();
    void killedWhileCreatingLeavesNoStore();
    void refusesAnOldStoreThatCannotBeWritten();
};

void MigrationsTest::everyStepHasStatements()
{
    for (int step = 1; step <= kSchemaVersion; ++step)
        QVERIFY(!schemaStep(step).empty());
    QVERIFY(schemaStep(kSchemaVersion + 1).empty());
}

void MigrationsTest::dialectsNameTheirTypes()
{
    const QString text = u"CREATE TABLE t (id @id, n @int, v @real, s @text, b @blob) @table"_s;
    QCOMPARE(
        Dialect(Dialect::Kind::Sqlite).expanded(text),
        u"CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, v REAL, s TEXT, b BLOB) STRICT"_s);
    QCOMPARE(Dialect(Dialect::Kind::PostgreSql).expanded(text).trimmed(),
             u"CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT, v DOUBLE PRECISION, "
             "s TEXT COLLATE \"C\", b BYTEA)"_s);
}

void MigrationsTest::bringsVersion1ToTheNewestWithItsContent()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion1(path));
    QCOMPARE(versionOf(path), 1);
    const auto store = openStore(path);
    QVERIFY(store);
    QCOMPARE(versionOf(path), kSchemaVersion);
    const DataPorts ports = (*store)->ports();
    auto page = answer(ports.records->page({}, SortOrder::Ascending, {}, 10));
    QVERIFY(page);
    QCOMPARE(page->records.size(), 2U);
    QCOMPARE(page->records[0].value, 0.1);
    QCOMPARE(page->records[0].device, std::optional(u"rig 1"_s));
    QCOMPARE(page->records[1].sessionUid, u"ss_2"_s);

    // Old rows take part in undo like new ones.
    RecordEdit edit;
    edit.key = page->records[0].key;
    edit.value = 7;
    const QByteArray before = contentDump(path);
    const auto change = answer(ports.records->edit({edit}, u"edit"_s));
    QVERIFY(change && answer(ports.journal->undo(*change)));
    QCOMPARE(contentDump(path), before);
}

void MigrationsTest::keepsABackupOfTheOldFormat()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion1(path));
    StoreRequest request;
    request.path = path;
    QVERIFY(prepareStore(request));
    const QString backup = migrationBackupPath(path, 1);
    QVERIFY(QFile::exists(backup));
    QCOMPARE(versionOf(backup), 1);
}

void MigrationsTest::refusesToUpdateADamagedStore() // R6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion1(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    // The last page is a leaf of an index; its header is now none of any page.
    QVERIFY(file.seek(file.size() - 4096) && file.write(QByteArray(64, '\xff')) == 64);
    file.close();
    const QByteArray before = fileHash(path);
    const auto refused = openStore(path);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Damaged);
    QCOMPARE(fileHash(path), before);
}

// Not that it can only be read and should be copied: a copy is as damaged.
void MigrationsTest::saysThatAnOldStoreWhichWasKilledIsDamaged() // R6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion1(path));
    {
        auto connection = Connection::open({path, OpenMode::ReadWrite});
        QVERIFY(connection && setStoreInfo(**connection, info_key::kOpenBy, u"1@nowhere-at-all"_s));
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(file.size() - 4096) && file.write(QByteArray(64, '\xff')) == 64);
    file.close();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^damaged store:"_s));
    const auto refused = openStore(path);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Damaged);
    QVERIFY2(refused.error().message.contains(u"is damaged"_s),
             qPrintable(refused.error().message));
}

void MigrationsTest::killedAnywhereLeavesTheOldOrTheNewSchema() // R9
{
    bool wasKilled = true;
    int at = 0;
    for (; wasKilled; ++at) {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"old.tidemark"_s);
        QVERIFY(makeVersion1(path));
        wasKilled = migrateAndDie(path, at);
        QCOMPARE(versionOf(path), wasKilled ? 1 : kSchemaVersion);
        const auto store = openStore(path); // and what was interrupted is done now
        QVERIFY(store);
        QCOMPARE(versionOf(path), kSchemaVersion);
        QCOMPARE(answer((*store)->ports().records->count({}, {})).value_or(-1), 2);
    }
    QVERIFY(at > static_cast<int>(schemaStep(2).size())); // every statement was tried
}

void MigrationsTest::killedWhileCreatingLeavesNoStore()
{
    for (const int at : {0, 5, 12, 20}) {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"new.tidemark"_s);
        QVERIFY(migrateAndDie(path, at));
        QVERIFY(!QFile::exists(path));
        QVERIFY(openStore(path));
        // The thread that opened it may be the last to let it go.
        QTRY_COMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"new.tidemark"_s});
    }
}

void MigrationsTest::refusesAnOldStoreThatCannotBeWritten()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion1(path));
    const QByteArray before = fileHash(path);
    StoreRequest request;
    request.path = path;
    request.readOnly = true;
    const auto refused = prepareStore(request);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::ReadOnly);
    QVERIFY(refused.error().message.contains(u"older version"_s));
    QCOMPARE(fileHash(path), before);
}

TIDEMARK_TEST(MigrationsTest)
#include "migrations_test.moc"
