// SPDX-License-Identifier: GPL-3.0-or-later
// Bits that flipped and ends that are missing (hardening test R6): nothing crashes or hangs, the
// sentence names the file and what to do, and what was found damaged is never written.
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/store_admin.h"
#include "tests/model/store/damage_case.h"
#include "tests/model/store/damage_fixture.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr int kFlips = 100;
constexpr int kTruncations = 20;
constexpr qint64 kHang_ms = 20'000;

class DamageTest : public DamageCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeSound(); }
    void init() { failOnUnexpectedWarnings(); }
    void survivesFlippedBits();
    void survivesFlippedBitsOfTheHeader();
    void survivesTruncation();

private:
    /// Opens the file as people would and reads all of it; checks what must hold for any file.
    void inspect(const QString &path, const QString &what);
    void report(const QString &what) const;

    int m_refused = 0;
    int m_readOnly = 0;
    int m_foundByReading = 0;
    int m_foundByCheck = 0;
    int m_unnoticed = 0;
};

void DamageTest::inspect(const QString &path, const QString &what)
{
    const Evidence before = evidenceOf(path);
    QElapsedTimer sinceStart;
    sinceStart.start();
    {
        const auto store = openStore(path);
        if (!store) {
            ++m_refused;
            QVERIFY2(store.error().code != ErrorCode::Internal,
                     qPrintable(what + ": "_L1 + store.error().detail));
            checkSentence(store.error().message, path, what);
            QVERIFY2(evidenceOf(path) == before, qPrintable(what + ": refused, yet written"_L1));
            return;
        }
        const bool isReadOnly = !(*store)->readOnlyReason().isEmpty();
        const DataPorts ports = (*store)->ports();
        const std::optional<Error> found = readAll(ports);
        const auto checked = answer(ports.admin->check());
        if (isReadOnly) {
            ++m_readOnly;
            checkSentence((*store)->readOnlyReason(), path, what);
        } else if (found) {
            ++m_foundByReading;
            QVERIFY2(found->code == ErrorCode::Damaged,
                     qPrintable(what + ": "_L1 + found->message + found->detail));
            checkSentence(found->message, path, what);
            QVERIFY2(!(*store)->readOnlyReason().isEmpty(),
                     qPrintable(what + ": found damaged, yet open for writing"_L1));
        } else {
            ++(checked && !checked->isSound() ? m_foundByCheck : m_unnoticed);
        }
        const bool isDamaged = found || (checked && checked->isDamaged);
        if (isReadOnly || isDamaged) {
            const auto entered = answer(ports.records->enter({u"new"_s, {}, 1, Timestamp(1)}));
            QVERIFY2(!entered && entered.error().code == ErrorCode::ReadOnly, qPrintable(what));
        }
        QVERIFY2(evidenceOf(path) == before, qPrintable(what + ": written by reading"_L1));
    }
    QVERIFY2(evidenceOf(path) == before, qPrintable(what + ": written at the end"_L1));
    QVERIFY2(sinceStart.elapsed() < kHang_ms, qPrintable(what));
}

void DamageTest::report(const QString &what) const
{
    qInfo("%s: %d refused, %d read-only, %d found by reading, %d by a check, %d harmless or inside "
          "a value",
          qPrintable(what), m_refused, m_readOnly, m_foundByReading, m_foundByCheck, m_unnoticed);
}

void DamageTest::survivesFlippedBits()
{
    m_refused = m_readOnly = m_foundByReading = m_foundByCheck = m_unnoticed = 0;
    for (int i = 0; i < kFlips && !QTest::currentTestFailed(); ++i) {
        const auto bit = static_cast<qsizetype>(m_random() % (std::uint64_t(m_sound.size()) * 8));
        QByteArray content = m_sound;
        content[bit / 8] = static_cast<char>(content[bit / 8] ^ (1 << (bit % 8)));
        inspect(storeOf(m_folder, content, u"flipped"_s), u"bit %1"_s.arg(bit));
    }
    report(u"%1 flips"_s.arg(kFlips));
}

// The header says what the file is; each of its bits once would take long, each byte does not.
void DamageTest::survivesFlippedBitsOfTheHeader()
{
    m_refused = m_readOnly = m_foundByReading = m_foundByCheck = m_unnoticed = 0;
    for (qsizetype byte = 0; byte < 100 && !QTest::currentTestFailed(); ++byte) {
        const auto bit = static_cast<int>(m_random() % 8);
        QByteArray content = m_sound;
        content[byte] = static_cast<char>(content[byte] ^ (1 << bit));
        inspect(storeOf(m_folder, content, u"header"_s),
                u"header byte %1 bit %2"_s.arg(byte).arg(bit));
    }
    report(u"100 flips in the header"_s);
}

void DamageTest::survivesTruncation()
{
    m_refused = m_readOnly = m_foundByReading = m_foundByCheck = m_unnoticed = 0;
    for (int i = 0; i < kTruncations && !QTest::currentTestFailed(); ++i) {
        const auto size = static_cast<qsizetype>(m_random() % std::uint64_t(m_sound.size()));
        inspect(storeOf(m_folder, m_sound.left(size), u"truncated"_s),
                u"cut to %1 bytes"_s.arg(size));
    }
    report(u"%1 truncations"_s.arg(kTruncations));
    QCOMPARE(m_foundByCheck, 0);
    QCOMPARE(m_unnoticed, 0);
}

} // namespace

TIDEMARK_TEST(DamageTest)
#include "damage_test.moc"
