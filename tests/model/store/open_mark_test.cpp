// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/record_store.h"
#include "model/ports/store_admin.h"
#include "model/store/migrations.h"
#include "model/store/store_gate.h"
#include "model/store/store_mark.h"
#include "model/store/store_opening.h"
#include "model/store/transaction.h"
#include "tests/model/store/opening_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFileInfo>
#include <QSysInfo>
#include <QTest>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

/// Who has a store open, and what the first write does that opening leaves.
class OpenMarkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void openingAndReadingChangesNoByte();
    void closingTidiesTheLogAway();
    void eachOpenerRemovesOnlyItsOwnMark();
    void aMarkCountsOnlyWhileItsProcessRuns_data();
    void aMarkCountsOnlyWhileItsProcessRuns();
    void theFirstWriteRemovesTheMarksOfTheDead();
    void opensWhileAnotherProgramHoldsTheWriteLock();
    void onlyTheFirstWriteMakesAStoreKeepALog();
    void readsWithTheLogWhileAnotherProgramWrites();
    void aMarkThatCannotBeRemovedDiesWithItsOpening();
    void nothingPassesAfterTheGateIsClosed();

private:
    [[nodiscard]] QString scalar(const QString &text) const
    {
        auto connection = Connection::open({m_path, OpenMode::ReadOnly});
        return connection ? (*connection)->scalar(text, "test"_L1).value_or(u"?"_s).toString()
                          : u"?"_s;
    }
    [[nodiscard]] QString markCount() const
    {
        return scalar(u"SELECT count(*) FROM store_info WHERE key GLOB 'open_by*'"_s);
    }
    [[nodiscard]] OpenMarks marksWith(const QString &key, const QString &value) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path; // a closed store with three values
};

void OpenMarkTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"s.tidemark"_s);
    makeStore(m_path, 3);
}

void OpenMarkTest::openingAndReadingChangesNoByte() // R6
{
    const QByteArray before = fileHash(m_path);
    {
        const auto store = openStore(m_path);
        QVERIFY(store && (*store)->readOnlyReason().isEmpty());
        QCOMPARE(countOf(*store), 3);
        QVERIFY(answer((*store)->ports().admin->check())->isSound());
        QCoreApplication::processEvents(); // begins to watch
        QCOMPARE(fileHash(m_path), before);
    }
    QCOMPARE(fileHash(m_path), before);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"s.tidemark"_s});
}

// The last connection to close removes the log, which one that only reads cannot.
void OpenMarkTest::closingTidiesTheLogAway()
{
    for (int round = 0; round < 40; ++round) {
        {
            const auto store = openStore(m_path);
            QVERIFY(store);
            const auto first = (*store)->ports().records->count({}, {});
            const auto second = (*store)->ports().admin->check(); // on the other reader
            QCOMPARE(answer(first).value_or(-1), 3);
            QVERIFY(answer(second));
        }
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"s.tidemark"_s});
    }
}

void OpenMarkTest::eachOpenerRemovesOnlyItsOwnMark()
{
    {
        const auto window = openStore(m_path);
        QVERIFY(window && enterValue(*window, 10));
        {
            const auto command = openStore(m_path);
            QVERIFY(command);
            QCOMPARE(markCount(), u"1"_s); // it only reads so far
            QVERIFY(enterValue(*command, 11));
            QCOMPARE(markCount(), u"2"_s);
        }
        QCOMPARE(markCount(), u"1"_s);
        const auto connection = Connection::open({m_path, OpenMode::ReadOnly});
        QVERIFY(connection && openMarks(**connection)->isOpen);
    }
    QCOMPARE(markCount(), u"0"_s);
}

OpenMarks OpenMarkTest::marksWith(const QString &key, const QString &value) const
{
    auto connection = Connection::open({m_path, OpenMode::ReadWrite});
    if (!connection || !clearMarks(**connection) ||
        !setStoreInfo(**connection, key.toLatin1().constData(), value))
        qFatal("the mark cannot be written");
    return openMarks(**connection).value_or(OpenMarks());
}

void OpenMarkTest::aMarkCountsOnlyWhileItsProcessRuns_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("isOpen");
    const QString machine = QSysInfo::machineHostName();
    const QString own = QString::number(::getpid());
    const QString parent = QString::number(::getppid());
    QTest::newRow("a number that another process has now")
        << u"open_by/%1@%2/1"_s.arg(parent, machine) << u"another run/1"_s << false;
    QTest::newRow("our number from an earlier run")
        << u"open_by/%1@%2/1"_s.arg(own, machine) << u"another run/1"_s << false;
    QTest::newRow("another machine")
        << u"open_by/%1@nowhere-at-all/1"_s.arg(parent) << u"run/1"_s << false;
    QTest::newRow("nobody") << u"open_by/999999999@%1/1"_s.arg(machine) << u"run/1"_s << false;
    QTest::newRow("a living process in an old mark")
        << u"open_by"_s << u"%1@%2"_s.arg(parent, machine) << true;
    QTest::newRow("our number in an old mark")
        << u"open_by"_s << u"%1@%2"_s.arg(own, machine) << false;
    QTest::newRow("no number") << u"open_by/x@%1/1"_s.arg(machine) << QString() << false;
}

void OpenMarkTest::aMarkCountsOnlyWhileItsProcessRuns()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    QFETCH(const bool, isOpen);
    const OpenMarks marks = marksWith(key, value);
    QCOMPARE(marks.isOpen, isOpen);
    QCOMPARE(marks.isUnclean, !isOpen);
}

void OpenMarkTest::theFirstWriteRemovesTheMarksOfTheDead()
{
    QVERIFY(marksWith(u"open_by/999999999@%1/1"_s.arg(QSysInfo::machineHostName()), u"run/1"_s)
                .isUnclean);
    {
        const auto store = openStore(m_path);
        QVERIFY(store && (*store)->readOnlyReason().isEmpty());
        QVERIFY(enterValue(*store, 10));
        QCOMPARE(markCount(), u"1"_s);
    }
    QCOMPARE(markCount(), u"0"_s);
}

// As a window is opened while a command imports for longer than a lock is waited for.
void OpenMarkTest::opensWhileAnotherProgramHoldsTheWriteLock() // R8
{
    auto other = Connection::open({m_path, OpenMode::ReadWrite});
    QVERIFY(other);
    StorePointer store;
    {
        const auto lock = Transaction::begin(**other);
        QVERIFY(lock);
        auto opened = openStore(m_path);
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().detail));
        store = *opened;
        QVERIFY(store->readOnlyReason().isEmpty());
        QCOMPARE(countOf(store), 3);
    }
    QVERIFY(enterValue(store, 10));
    QCOMPARE(countOf(store), 4);
}

void OpenMarkTest::onlyTheFirstWriteMakesAStoreKeepALog() // R6
{
    {
        auto connection = Connection::open({m_path, OpenMode::ReadWrite});
        QVERIFY((*connection)->execute(u"PRAGMA journal_mode = DELETE"_s, "test"_L1));
    }
    const QByteArray before = fileHash(m_path);
    {
        const auto store = openStore(m_path);
        QVERIFY(store);
        QCOMPARE(countOf(*store), 3);
    }
    QCOMPARE(fileHash(m_path), before);
    const auto store = openStore(m_path);
    QVERIFY(store);
    const auto entered = enterValue(*store, 10);
    QVERIFY2(entered, qPrintable(entered ? QString() : entered.error().detail));
    QCOMPARE(countOf(*store), 4);
    QCOMPARE(scalar(u"PRAGMA journal_mode"_s), u"wal"_s);
}

// A command that ends beside a window empties the log, into which the window then goes on writing.
void OpenMarkTest::readsWithTheLogWhileAnotherProgramWrites() // R7, Z6
{
    const auto window = openStore(m_path);
    QVERIFY(window && enterValue(*window, 10));
    int values = 4;
    do { // a reader that is just being opened may keep it from that
        const auto command = openStore(m_path);
        QVERIFY(command && enterValue(*command, 7 + values++));
    } while (QFileInfo(m_path + u"-wal"_s).size() > 0 && values < 9);
    QVERIFY(QFileInfo::exists(m_path + u"-wal"_s));
    QCOMPARE(QFileInfo(m_path + u"-wal"_s).size(), 0);
    OpenOptions options = openOptions(m_path);
    options.readOnly = true;
    const auto reader = answer(LocalStore::open(options));
    QVERIFY(reader);
    QCOMPARE(countOf(*reader), values);
    for (int i = 20; i < 40; ++i) {
        QVERIFY(enterValue(*window, i));
        QCOMPARE(countOf(*reader), values + i - 19);
    }
    QVERIFY(answer((*reader)->ports().admin->check())->isSound());
}

// Another program holds the lock while the store is closed.
void OpenMarkTest::aMarkThatCannotBeRemovedDiesWithItsOpening() // R8, R9
{
    auto other = Connection::open({m_path, OpenMode::ReadWrite});
    QVERIFY(other);
    {
        const auto store = openStore(m_path);
        QVERIFY(store && enterValue(*store, 10));
        const auto lock = Transaction::begin(**other);
        QVERIFY(lock);
        QVERIFY(answer((*store)->close()));
        QVERIFY(openMarks(**other)->isUnclean);
    }
    QCOMPARE(markCount(), u"1"_s);
    {
        const auto store = openStore(m_path);
        QVERIFY(store && enterValue(*store, 11));
        QCOMPARE(markCount(), u"1"_s); // that of the opening before is gone
        QVERIFY(openMarks(**other)->isOpen);
    }
    QCOMPARE(markCount(), u"0"_s);
}

// A write may be asked for between the writer's last work and the end of its lane.
void OpenMarkTest::nothingPassesAfterTheGateIsClosed() // R8
{
    auto connection = Connection::open({m_path, OpenMode::ReadWrite});
    QVERIFY(connection);
    for (const bool hasPassed : {false, true}) {
        StoreGate gate(true);
        if (hasPassed)
            QVERIFY(gate.pass(**connection));
        QVERIFY(gate.close(**connection, false));
        const auto late = gate.pass(**connection);
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Cancelled);
        QCOMPARE(markCount(), u"0"_s);
    }
}

TIDEMARK_TEST(OpenMarkTest)
#include "open_mark_test.moc"
