// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/access_store.h"
#include "model/ports/record_store.h"
#include "model/store/admission_desk.h"
#include "model/store/token_secret.h"
#include "tests/model/store/damage_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <mutex>
#include <semaphore>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

namespace {

constexpr qsizetype kPage_bytes = 4096;

} // namespace

/// Whom a token lets in is looked up in a store whose tokens are damaged (R6): nobody is let in,
/// all who asked are told the same, and the store is not written any more.
class AdmissionDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void damageIsNotedOnceAndAllAreToldOfIt();
    void aRefusedSecretIsNotedAsSuch();
    void aStoreFoundDamagedByATokenIsNotWritten();

private:
    /// What the desk told.
    struct Told
    {
        std::mutex mutex;
        std::vector<Error> failures; // under mutex
        int uses = 0;                // under mutex
    };
    [[nodiscard]] AdmissionDesk::Callbacks callbacks(Told &told,
                                                     std::function<void()> onReading = {}) const
    {
        return {[onReading = std::move(onReading)] {
                    if (onReading)
                        onReading();
                    return Timestamp(0);
                },
                [&told](const Admission &, Timestamp) {
                    const std::lock_guard lock(told.mutex);
                    ++told.uses;
                },
                [&told](const Error &error) {
                    const std::lock_guard lock(told.mutex);
                    told.failures.push_back(error);
                }};
    }

    QTemporaryDir m_folder;
    QByteArray m_sound;   // a closed store with one token
    QByteArray m_damaged; // the same with the page of the token destroyed
    QString m_secret;
};

void AdmissionDamageTest::initTestCase()
{
    const QString path = m_folder.filePath(u"sound.tidemark"_s);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        NewToken wanted;
        wanted.name = u"logger"_s;
        wanted.user = u"somebody-to-be-found"_s;
        wanted.organisations = {u"og_local"_s};
        const auto issued = answer((*store)->access().createToken(wanted));
        QVERIFY(issued);
        m_secret = issued->secret;
    }
    m_sound = contentOf(path);
    m_damaged = m_sound;
    int pages = 0;
    for (qsizetype at = 0; at < m_damaged.size(); at += kPage_bytes) {
        if (!m_damaged.mid(at, kPage_bytes).contains("somebody-to-be-found"))
            continue;
        m_damaged.replace(at, kPage_bytes, QByteArray(kPage_bytes, '\x55'));
        ++pages;
    }
    QVERIFY(pages > 0);
}

// The others ask while the first reading is under way and waits, so that they are of one reading.
void AdmissionDamageTest::damageIsNotedOnceAndAllAreToldOfIt()
{
    const QString path = storeOf(m_folder, m_damaged, u"asked"_s);
    Told told;
    std::binary_semaphore hasBegun(0);
    std::binary_semaphore othersAsked(0);
    std::atomic<int> readings = 0;
    StoreLanes lanes({path, OpenMode::ReadOnly}, {path, OpenMode::ReadOnly});
    AdmissionDesk desk(lanes, callbacks(told, [&] {
                           if (++readings > 1)
                               return;
                           hasBegun.release();
                           othersAsked.acquire();
                       }));
    auto first = desk.ask(newTokenSecret());
    hasBegun.acquire();
    auto second = desk.ask(m_secret);
    auto third = desk.ask(newTokenSecret());
    auto fourth = desk.ask(m_secret);
    othersAsked.release();
    QCOMPARE(answer(first).error().code, ErrorCode::PermissionDenied);
    const auto damage = answer(second);
    QVERIFY(!damage);
    QCOMPARE(damage.error().code, ErrorCode::Damaged);
    QVERIFY2(damage.error().message.contains(u"asked"_s), qPrintable(damage.error().message));
    for (auto &other : {third, fourth}) {
        const auto same = answer(other);
        QVERIFY(!same);
        QCOMPARE(same.error().message, damage.error().message);
    }
    QCOMPARE(readings.load(), 2);
    const std::lock_guard lock(told.mutex);
    QCOMPARE(told.uses, 0);
    QCOMPARE(told.failures.size(), 2U); // the unknown secret, and the damage once
    QCOMPARE(told.failures.back().code, ErrorCode::Damaged);
    QCOMPARE(told.failures.back().message, damage.error().message);
}

void AdmissionDamageTest::aRefusedSecretIsNotedAsSuch()
{
    const QString path = storeOf(m_folder, m_sound, u"whole"_s);
    Told told;
    StoreLanes lanes({path, OpenMode::ReadOnly}, {path, OpenMode::ReadOnly});
    AdmissionDesk desk(lanes, callbacks(told));
    QVERIFY(answer(desk.ask(m_secret)));
    QCOMPARE(answer(desk.ask(newTokenSecret())).error().code, ErrorCode::PermissionDenied);
    const std::lock_guard lock(told.mutex);
    QCOMPARE(told.uses, 1);
    QCOMPARE(told.failures.size(), 1U);
    QCOMPARE(told.failures.back().code, ErrorCode::PermissionDenied);
}

void AdmissionDamageTest::aStoreFoundDamagedByATokenIsNotWritten()
{
    const QString path = storeOf(m_folder, m_damaged, u"served"_s);
    const Evidence before = evidenceOf(path);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        const auto admitted = answer((*store)->access().authenticate(m_secret));
        QVERIFY(!admitted);
        QCOMPARE(admitted.error().code, ErrorCode::Damaged);
        QVERIFY(!(*store)->readOnlyReason().isEmpty());
        const auto entered =
            answer((*store)->ports().records->enter({u"new"_s, {}, 1, Timestamp(1)}));
        QVERIFY(!entered);
        QCOMPARE(entered.error().code, ErrorCode::ReadOnly);
        QVERIFY(evidenceOf(path) == before);
    }
    QVERIFY(evidenceOf(path) == before);
}

TIDEMARK_TEST(AdmissionDamageTest)
#include "admission_damage_test.moc"
