// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/access_store.h"
#include "model/ports/change_journal.h"
#include "model/ports/device_store.h"
#include "model/ports/file_contributions.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/series_store.h"
#include "model/ports/store_admin.h"
#include "model/store/backup.h"
#include "model/store/dialect.h"
#include "model/store/migrations.h"
#include "model/store/schema.h"
#include "model/store/store_opening.h"
#include "model/time/civil.h"
#include "tests/model/store/dying_child.h"
#include "tests/model/store/old_stores.h"
#include "tests/model/store/outbox_fixture.h"
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
    void bringsVersion2ToTheNewestWithItsJournal();
    void bringsVersion3ToTheNewestAndPublishesFromIt();
    void bringsVersion6ToTheNewestAndChoosesDevices();
    void bringsVersion8ToTheNewestAndKnowsDevicesThere();
    void bringsVersion11ToTheNewestAndKeepsAllSamples();
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

void MigrationsTest::bringsVersion2ToTheNewestWithItsJournal()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion2(path));
    QCOMPARE(versionOf(path), 2);
    const auto store = openStore(path);
    QVERIFY(store);
    QCOMPARE(versionOf(path), kSchemaVersion);
    const DataPorts ports = (*store)->ports();

    // Who made what, as far as it was noted.
    const auto made = answer(ports.devices->find(u"rig 2"_s));
    QVERIFY(made);
    QCOMPARE(made->createdBy, u"ana"_s);
    QCOMPARE(made->created, Timestamp(50));
    const auto unknown = answer(ports.devices->find(u"rig 1"_s));
    QVERIFY(unknown && unknown->createdBy.isEmpty() && unknown->created == Timestamp(0));
    const auto organisations = answer((*store)->access().organisations());
    QVERIFY(organisations);
    QCOMPARE(organisations->size(), 1U);
    QCOMPARE(organisations->at(0).uid, u"og_local"_s);
    QCOMPARE(organisations->at(0).created, Timestamp(5)); // of its first row
    QVERIFY(answer(ports.admin->check())->isSound());

    // The old journal goes on working, and new changes beside it.
    const QByteArray before = contentDump(path);
    QCOMPARE(answer(ports.journal->changes(10))->size(), 2U);
    QVERIFY(answer(ports.journal->undo(ChangeId(2))));
    QCOMPARE(answer(ports.records->page({}, SortOrder::Descending, {}, 1))->records.at(0).value,
             7.5);
    QVERIFY(answer(ports.journal->undo(ChangeId(1))));
    QVERIFY(!answer(ports.devices->find(u"rig 2"_s)));
    QVERIFY(answer(ports.journal->redo(ChangeId(1))));
    QVERIFY(answer(ports.journal->redo(ChangeId(2))));
    QCOMPARE(contentDump(path), before);
    const auto files =
        answer(ports.files->add(u"ss_1"_s, {{u"fl_1"_s, ClosedRange{Timestamp(7), Timestamp(9)}}}));
    QVERIFY(files);
    QCOMPARE(files->session.start, std::optional(Timestamp(7)));
    QVERIFY(answer(ports.journal->undo(files->change)));
    QCOMPARE(contentDump(path), before);
    QVERIFY(answer(ports.admin->check())->isSound());
}

void MigrationsTest::bringsVersion3ToTheNewestAndPublishesFromIt()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion3(path));
    QCOMPARE(versionOf(path), 3);
    const auto store = openStore(path);
    QVERIFY(store);
    QCOMPARE(versionOf(path), kSchemaVersion);
    const DataPorts ports = (*store)->ports();
    QCOMPARE(answer((*store)->access().organisations())->size(), 2U);
    QVERIFY(answer(ports.sources->sources())->empty());
    const auto source = addSource(ports, u"far"_s);
    QVERIFY(source);
    QVERIFY(waiting(ports, source->id).isEmpty()); // what was there before is not sent by itself
    QVERIFY(answer(ports.journal->undo(ChangeId(2))));
    QCOMPARE(waiting(ports, source->id),
             (QStringList{u"definition latency"_s, u"session"_s, u"record latency = 7.5"_s}));
    QVERIFY(answer(ports.admin->check())->isSound());
}

void MigrationsTest::bringsVersion6ToTheNewestAndChoosesDevices()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion6(path));
    QCOMPARE(versionOf(path), 6);
    const auto store = openStore(path);
    QVERIFY(store);
    QCOMPARE(versionOf(path), kSchemaVersion);
    const DataPorts ports = (*store)->ports();
    const SourceId source(1);
    // What waited and what was sent goes on as recorded.
    const auto batch = answer(ports.outbox->next(source, 100));
    QVERIFY(batch);
    QCOMPARE(batch->records.size(), 1U);
    QVERIFY(batch->records[0].rule == PublishDevice::asRecorded());
    Selection first;
    first.sessions = QStringList{u"ss_1"_s};
    QCOMPARE(answer(ports.outbox->enqueue(source, first, PublishDevice::asRecorded()))->records, 1);
    QCOMPARE(answer(ports.outbox->next(source, 100))->records.size(), 1U); // it has it just so
    QCOMPARE(answer(ports.outbox->enqueue(source, first, PublishDevice::none()))->records, 1);
    const auto chosen = answer(ports.outbox->next(source, 100));
    QCOMPARE(chosen->records.size(), 2U);
    QVERIFY(chosen->records[1].rule == PublishDevice::none());
    QVERIFY(answer(ports.admin->check())->isSound());
}

void MigrationsTest::bringsVersion8ToTheNewestAndKnowsDevicesThere()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion8(path));
    QCOMPARE(versionOf(path), 8);
    const auto store = openStore(path);
    QVERIFY(store);
    QCOMPARE(versionOf(path), kSchemaVersion);
    const DataPorts ports = (*store)->ports();
    const auto isNew = [&ports](const QString &name) {
        const auto preview =
            answer(ports.outbox->preview(SourceId(1), Selection{}, PublishDevice::given(name)));
        return preview ? std::optional(preview->isDeviceNew) : std::nullopt;
    };
    QCOMPARE(isNew(u"rig 1"_s), std::optional(false)); // by a value that was there before
    QCOMPARE(isNew(u"rig 2"_s), std::optional(true));
    QVERIFY(answer(ports.admin->check())->isSound());
}

void MigrationsTest::bringsVersion11ToTheNewestAndKeepsAllSamples()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.tidemark"_s);
    QVERIFY(makeVersion11(path));
    QCOMPARE(versionOf(path), 11);
    const auto store = openStore(path);
    QVERIFY(store);
    QCOMPARE(versionOf(path), kSchemaVersion);
    const DataPorts ports = (*store)->ports();
    const auto metric = [&ports] { return answer(ports.catalog->definitions()).value().front(); };
    QVERIFY(!metric().keepSamples);
    QCOMPARE(metric().description, std::optional(u"corrected"_s));
    const auto samples = [&ports] { return answer(ports.series->list()).value().front().samples; };
    QCOMPARE(samples(), 2);

    // A change of before is undone, and the new part of the metric as well.
    const QByteArray before = contentDump(path);
    QVERIFY(answer(ports.journal->undo(ChangeId(3))));
    QVERIFY(metric().description != u"corrected"_s);
    QVERIFY(answer(ports.journal->redo(ChangeId(3))));
    QCOMPARE(contentDump(path), before);
    DefinitionChange change;
    change.keepSamples = std::optional(Timedelta(kNsPerDay));
    const auto changed = answer(ports.catalog->update(metric().id, change));
    QVERIFY(changed);
    QCOMPARE(metric().keepSamples, std::optional(Timedelta(kNsPerDay)));
    QCOMPARE(answer(ports.series->applyRetention()).value().skipped.size(), 1U); // of 1970
    QCOMPARE(samples(), 2);
    QVERIFY(answer(ports.journal->undo(changed->change)));
    QCOMPARE(contentDump(path), before);
    QVERIFY(answer(ports.admin->check())->isSound());
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
    int lastVersion = 1;
    int at = 0;
    for (; wasKilled; ++at) {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"old.tidemark"_s);
        QVERIFY(makeVersion1(path));
        wasKilled = migrateAndDie(path, at);
        const int version = versionOf(path);
        QVERIFY2(wasKilled ? version == lastVersion || version == lastVersion + 1
                           : version == kSchemaVersion,
                 qPrintable(QString::number(version)));
        lastVersion = version;              // step by step, each whole
        const auto store = openStore(path); // and what was interrupted is done now
        QVERIFY(store);
        QCOMPARE(versionOf(path), kSchemaVersion);
        QCOMPARE(answer((*store)->ports().records->count({}, {})).value_or(-1), 2);
    }
    // Every statement was tried, and the moment before each commit.
    std::size_t statements = 0;
    for (int step = 2; step <= kSchemaVersion; ++step)
        statements += schemaStep(step).size();
    QVERIFY(at > static_cast<int>(statements) + kSchemaVersion - 2);
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
