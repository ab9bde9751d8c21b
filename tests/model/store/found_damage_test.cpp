// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from damage that is found only while a store is open (hardening test R6): it is
// written no more, and pushes no sound backup out.
#include "model/ports/record_store.h"
#include "model/ports/store_admin.h"
#include "model/store/backup.h"
#include "tests/model/store/damage_case.h"
#include "tests/model/store/damage_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

// Bytes over the pages of the records: nothing looks at them when the store is opened.
QByteArray withBrokenMiddle(QByteArray content)
{
    const qsizetype middle = content.size() / 2 / 4096 * 4096;
    return content.replace(middle, content.size() - middle,
                           QByteArray(content.size() - middle, '\x55'));
}

class FoundDamageTest : public DamageCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeSound(); }
    void init() { failOnUnexpectedWarnings(); }
    void refusesWritingOnceReadingFoundDamage();
    void refusesTheFirstWriteToADamagedStore();
    void isNotBackedUp();
    void refusesWritingOnceACheckFoundDamage();
};

void FoundDamageTest::refusesWritingOnceReadingFoundDamage()
{
    const QString path = storeOf(m_folder, withBrokenMiddle(m_sound), u"late"_s);
    const Evidence before = evidenceOf(path);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        const DataPorts ports = (*store)->ports();
        const std::optional<Error> error = readAll(ports);
        QVERIFY(error);
        QCOMPARE(error->code, ErrorCode::Damaged);
        QVERIFY(!(*store)->readOnlyReason().isEmpty());
        const auto entered = answer(ports.records->enter({u"new"_s, {}, 1, Timestamp(1)}));
        QVERIFY(!entered);
        QCOMPARE(entered.error().code, ErrorCode::ReadOnly);
        QVERIFY(evidenceOf(path) == before);
    }
    QVERIFY(evidenceOf(path) == before); // closing writes nothing either
}

void FoundDamageTest::refusesTheFirstWriteToADamagedStore()
{
    const QString path = storeOf(m_folder, withBrokenMiddle(m_sound), u"first"_s);
    const Evidence before = evidenceOf(path);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        const DataPorts ports = (*store)->ports();
        const auto entered = answer(ports.records->enter({u"new"_s, {}, 1, Timestamp(1)}));
        QVERIFY(!entered);
        QCOMPARE(entered.error().code, ErrorCode::ReadOnly);
        checkSentence(entered.error().message, path, u"first"_s);
        QCOMPARE((*store)->readOnlyReason(), entered.error().message);
    }
    QVERIFY(evidenceOf(path) == before);
}

// It would push a backup out that was made while the store was sound.
void FoundDamageTest::isNotBackedUp()
{
    const QString path = storeOf(m_folder, withBrokenMiddle(m_sound), u"backup"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    const auto made = answer((*store)->makeDailyBackup());
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::Damaged);
    QVERIFY(!(*store)->readOnlyReason().isEmpty());
    QVERIFY(!QFile::exists(store::dailyBackupPath(path, QDate::currentDate())));
}

void FoundDamageTest::refusesWritingOnceACheckFoundDamage()
{
    const QString path = storeOf(m_folder, withBrokenMiddle(m_sound), u"checked"_s);
    const Evidence before = evidenceOf(path);
    const auto store = openStore(path);
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    const auto report = answer(ports.admin->check());
    QVERIFY(report);
    QVERIFY(!report->isSound());
    QVERIFY(!(*store)->readOnlyReason().isEmpty());
    const auto entered = answer(ports.records->enter({u"new"_s, {}, 1, Timestamp(1)}));
    QVERIFY(!entered);
    QCOMPARE(entered.error().code, ErrorCode::ReadOnly);
    QVERIFY(evidenceOf(path) == before);
}

} // namespace

TIDEMARK_TEST(FoundDamageTest)
#include "found_damage_test.moc"
