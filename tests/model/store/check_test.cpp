// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/access_store.h"
#include "model/ports/file_contributions.h"
#include "model/ports/record_store.h"
#include "model/ports/store_admin.h"
#include "model/store/store_check.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

class CheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void aFreshStoreIsSound();
    void findsWhatNoConstraintHolds_data();
    void findsWhatNoConstraintHolds();
    void findsTimesThatAreNotThoseOfTheFiles_data();
    void findsTimesThatAreNotThoseOfTheFiles();
    void findsRowsOfTwoOrganisations();
    void stopsWhenAsked();
};

void CheckTest::aFreshStoreIsSound()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    QVERIFY(answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(1)})));
    std::vector<std::int64_t> steps;
    const auto report = answer((*store)->ports().admin->check(
        {}, [&steps](TaskProgress progress) { steps.push_back(progress.done); }));
    QVERIFY(report && report->isSound());
    QCOMPARE(report->rowsChecked, 3); // metric, session, record
    QCOMPARE(steps.size(), 7U);
    QCOMPARE(steps.back(), 7);
}

void CheckTest::findsWhatNoConstraintHolds_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<QString>("where");
    QTest::newRow("session backwards")
        << u"UPDATE session SET end_ns = 0, is_entry = 0"_s << u"session"_s;
    QTest::newRow("entry with two times") << u"UPDATE session SET end_ns = 9"_s << u"session"_s;
    QTest::newRow("infinite value") << u"UPDATE record SET value = 9e999"_s << u"record"_s;
    QTest::newRow("unknown change") << u"UPDATE record SET change_id = 77"_s << u"record"_s;
    QTest::newRow("id to be given twice")
        << u"UPDATE id_sequence SET next = 1 WHERE name = 'session'"_s << u"id_sequence session"_s;
    QTest::newRow("name with a line break")
        << u"UPDATE metric SET name = 'a' || char(10)"_s << u"metric"_s;
    QTest::newRow("tags that are no JSON") << u"UPDATE session SET tags = '{'"_s << u"session"_s;
    QTest::newRow("labels that are no list")
        << u"UPDATE session SET labels = '{}'"_s << u"session"_s;
    QTest::newRow("metadata that is no object")
        << u"UPDATE session SET metadata = '[]'"_s << u"session"_s;
    QTest::newRow("missing metric") << u"UPDATE record SET metric_id = 55"_s << u"record"_s;
}

void CheckTest::findsWhatNoConstraintHolds()
{
    QFETCH(const QString, damage);
    QFETCH(const QString, where);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    QVERIFY(answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(5)})));
    {
        auto connection = Connection::open({path, OpenMode::ReadWrite});
        QVERIFY(connection);
        QVERIFY((*connection)->execute(u"PRAGMA foreign_keys = OFF"_s, "pragma"_L1));
        QVERIFY((*connection)->execute(damage, "damage"_L1));
    }
    const auto report = answer((*store)->ports().admin->check());
    QVERIFY(report);
    QCOMPARE(report->findings.size(), 1U);
    QVERIFY2(report->findings[0].where.startsWith(where), qPrintable(report->findings[0].where));
    QVERIFY(!report->findings[0].problem.isEmpty());
}

void CheckTest::findsTimesThatAreNotThoseOfTheFiles_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<QString>("where");
    QTest::newRow("another start") << u"UPDATE session SET start_ns = 4"_s << u"session ss_1"_s;
    QTest::newRow("no end") << u"UPDATE session SET end_ns = NULL"_s << u"session ss_1"_s;
    QTest::newRow("file without its range")
        << u"UPDATE session_file SET first_ns = NULL, last_ns = NULL WHERE first_ns = 5"_s
        << u"session ss_1"_s;
    QTest::newRow("half a range") << u"UPDATE session_file SET last_ns = NULL WHERE first_ns = 6"_s
                                  << u"session_file"_s;
    QTest::newRow("range backwards")
        << u"UPDATE session_file SET last_ns = 5 WHERE first_ns = 6"_s << u"session_file"_s;
    QTest::newRow("id to be given twice")
        << u"UPDATE id_sequence SET next = 1 WHERE name = 'file'"_s << u"id_sequence file"_s;
    QTest::newRow("hash that is none")
        << u"INSERT INTO token (id, name, user_name, hash, created_ns) "
           "VALUES (1, 'a', 'b', 'c', 0)"_s
        << u"token"_s;
}

void CheckTest::findsTimesThatAreNotThoseOfTheFiles()
{
    QFETCH(const QString, damage);
    QFETCH(const QString, where);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    NewSession wanted;
    wanted.uid = u"ss_1"_s;
    QVERIFY(answer(ports.sessions->createSession(wanted)));
    QVERIFY(answer(
        ports.files->add(u"ss_1"_s, {{u"fl_1"_s, ClosedRange{Timestamp(5), Timestamp(20)}},
                                     {u"fl_2"_s, ClosedRange{Timestamp(6), Timestamp(7)}}})));
    QVERIFY(answer(ports.admin->check())->isSound());
    {
        auto connection = Connection::open({path, OpenMode::ReadWrite});
        QVERIFY(connection);
        QVERIFY((*connection)->execute(damage, "damage"_L1));
    }
    const auto report = answer(ports.admin->check());
    QVERIFY(report);
    QCOMPARE(report->findings.size(), 1U);
    QVERIFY2(report->findings[0].where.startsWith(where), qPrintable(report->findings[0].where));
}

void CheckTest::findsRowsOfTwoOrganisations()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    QVERIFY(answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(5)})));
    QVERIFY(answer((*store)->access().createOrganisation({u"other"_s, u"og_b"_s})));
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
    {
        auto connection = Connection::open({path, OpenMode::ReadWrite});
        QVERIFY(connection);
        QVERIFY((*connection)->execute(u"UPDATE metric SET org_id = 2"_s, "damage"_L1));
    }
    const auto report = answer((*store)->ports().admin->check());
    QVERIFY(report);
    QCOMPARE(report->findings.size(), 1U);
    QVERIFY(report->findings[0].problem.contains(u"two organisations"_s));
}

void CheckTest::stopsWhenAsked()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    std::stop_source stop;
    const auto result = answer((*store)->ports().admin->check(
        stop.get_token(), [&stop](TaskProgress) { stop.request_stop(); }));
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
}

TIDEMARK_TEST(CheckTest)
#include "check_test.moc"
