// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are no store, or one of another version (hardening test R6): refused or only read,
// with both versions told, and never written.
#include "model/ports/record_store.h"
#include "model/store/migrations.h"
#include "tests/model/store/damage_case.h"
#include "tests/model/store/damage_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>
#include <QtEndian>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

class StrangeFilesTest : public DamageCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeSound(); }
    void init() { failOnUnexpectedWarnings(); }
    void refusesWhatIsNoStore_data();
    void refusesWhatIsNoStore();
    void namesBothVersionsOfANewerStore_data();
    void namesBothVersionsOfANewerStore();
    void refusesAVersionThatTheTablesAreNotOf_data();
    void refusesAVersionThatTheTablesAreNotOf();
};

void StrangeFilesTest::refusesWhatIsNoStore_data()
{
    QTest::addColumn<QByteArray>("content");
    QByteArray garbage(50'000, Qt::Uninitialized);
    for (char &c : garbage)
        c = static_cast<char>(m_random());
    QTest::newRow("garbage") << garbage;
    QTest::newRow("garbage behind a good header") << QByteArray(m_sound.left(100) + garbage);
    QTest::newRow("zeros") << QByteArray(8192, '\0');
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("one byte") << QByteArray("S");
    QTest::newRow("text") << QByteArray("time,metric,value\n2026-01-01,a,1\n");
    QByteArray foreign = m_sound;
    foreign.replace(68, 4, QByteArray(4, '\0')); // the application id, SQLite file format 1.3
    QTest::newRow("another program's database") << foreign;
}

void StrangeFilesTest::refusesWhatIsNoStore()
{
    QFETCH(const QByteArray, content);
    const QString path = storeOf(m_folder, content, u"strange"_s);
    const Evidence before = evidenceOf(path);
    const auto store = openStore(path);
    QVERIFY(!store);
    QVERIFY(store.error().code == ErrorCode::Damaged ||
            store.error().code == ErrorCode::Unsupported);
    checkSentence(store.error().message, path, u"strange"_s);
    QVERIFY(evidenceOf(path) == before);
}

void StrangeFilesTest::namesBothVersionsOfANewerStore_data()
{
    QTest::addColumn<QString>("oldestReader");
    QTest::addColumn<bool>("canRead");
    QTest::newRow("unreadable for this version") << u"99"_s << false;
    QTest::newRow("readable for this version") << u"%1"_s.arg(store::kSchemaVersion) << true;
}

void StrangeFilesTest::namesBothVersionsOfANewerStore()
{
    QFETCH(const QString, oldestReader);
    QFETCH(const bool, canRead);
    const QString path = storeOf(m_folder, m_sound, u"newer"_s);
    {
        const auto connection = store::Connection::open({path, store::OpenMode::ReadWrite});
        QVERIFY(connection);
        QVERIFY(store::setStoreInfo(**connection, store::info_key::kOldestReader, oldestReader));
        QVERIFY((*connection)->execute(u"PRAGMA user_version = 99"_s, "test"_L1));
    }
    const Evidence before = evidenceOf(path);
    {
        const auto store = openStore(path);
        QCOMPARE(store.has_value(), canRead);
        const QString sentence = store ? (*store)->readOnlyReason() : store.error().message;
        QVERIFY2(sentence.contains(u"99"_s), qPrintable(sentence));
        QVERIFY2(sentence.contains(QString::number(store::kSchemaVersion)), qPrintable(sentence));
        if (store) {
            const auto page =
                answer((*store)->ports().records->page({}, SortOrder::Ascending, {}, kMaxPageRows));
            QVERIFY(page);
            QCOMPARE(page->records.size(), std::size_t(kRows));
            const auto entered =
                answer((*store)->ports().records->enter({u"new"_s, {}, 1, Timestamp(1)}));
            QVERIFY(!entered);
            QCOMPARE(entered.error().code, ErrorCode::ReadOnly);
        } else {
            QCOMPARE(store.error().code, ErrorCode::NewerSchema);
        }
    }
    QVERIFY(evidenceOf(path) == before);
}

void StrangeFilesTest::refusesAVersionThatTheTablesAreNotOf_data()
{
    QTest::addColumn<int>("version");
    for (const int version : {std::numeric_limits<int>::min(), -1, 0, 1})
        QTest::addRow("%d", version) << version;
}

void StrangeFilesTest::refusesAVersionThatTheTablesAreNotOf()
{
    QFETCH(const int, version);
    QByteArray content = m_sound;
    qToBigEndian(version, content.data() + 60); // user_version, SQLite file format 1.3
    const QString path = storeOf(m_folder, content, u"misnumbered"_s);
    const Evidence before = evidenceOf(path);
    const auto store = openStore(path);
    QVERIFY(!store);
    QCOMPARE(store.error().code, ErrorCode::Damaged);
    checkSentence(store.error().message, path, u"misnumbered"_s);
    QVERIFY(evidenceOf(path) == before);
}

} // namespace

TIDEMARK_TEST(StrangeFilesTest)
#include "strange_files_test.moc"
