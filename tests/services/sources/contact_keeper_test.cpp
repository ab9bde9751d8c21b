// SPDX-License-Identifier: GPL-3.0-or-later
// When each address was contacted last, from run to run (Q3).
#include "services/sources/contact_keeper.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ContactKeeperTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        m_folder = std::make_unique<QTemporaryDir>();
    }
    void keepsTheTimeToTheNanosecond();
    void theNewestTimeOfTwoProgramsStays();
    void keepsTheNewestTwoHundred();
    void writesWhileItRuns();
    void takesAnyFile_data();
    void takesAnyFile();
    void withoutAFileNothingIsKept();

private:
    /// One run of a program that has these contacts with hosts.
    void run(const std::vector<std::pair<QString, std::int64_t>> &contacts) const
    {
        net::ContactLog log;
        const ContactKeeper keeper(file(), log);
        for (const auto &[host, at_ns] : contacts)
            log.note({u"https"_s, host, 443}, Timestamp(at_ns));
    }
    /// What the next run knows of a host, once it has read the file; absent: nothing.
    [[nodiscard]] std::optional<std::int64_t> known(const QString &host) const
    {
        for (const SourceContact &contact : all()) {
            if (contact.address.contains(host))
                return contact.last.posixNs();
        }
        return std::nullopt;
    }
    [[nodiscard]] std::vector<SourceContact> all() const
    {
        net::ContactLog log;
        const ContactKeeper keeper(file(), log);
        if (!QTest::qWaitFor([&] { return !keeper.contacts().empty(); }))
            return {};
        return keeper.contacts();
    }
    [[nodiscard]] QString file() const { return m_folder->filePath(u"state/contacts.json"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ContactKeeperTest::keepsTheTimeToTheNanosecond()
{
    constexpr std::int64_t kAt_ns = 1'795'000'000'123'456'789;
    run({{u"one.example"_s, kAt_ns}});
    QCOMPARE(known(u"one.example"_s), std::optional(kAt_ns));
    run({});
    QCOMPARE(known(u"one.example"_s), std::optional(kAt_ns));
    QCOMPARE(QFile(file()).permissions() & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void ContactKeeperTest::theNewestTimeOfTwoProgramsStays()
{
    run({{u"before.example"_s, 1}});
    net::ContactLog log;
    {
        const ContactKeeper window(file(), log);
        QTRY_COMPARE(window.contacts().size(),
                     1U); // its first reading is over: it writes nothing now
        log.note({u"https"_s, u"two.example"_s, 443}, Timestamp(500));
        run({{u"two.example"_s, 900}, {u"three.example"_s, 100}}); // a command meanwhile
    }
    QCOMPARE(known(u"two.example"_s), std::optional(std::int64_t{900}));
    QCOMPARE(known(u"three.example"_s), std::optional(std::int64_t{100}));
}

void ContactKeeperTest::keepsTheNewestTwoHundred()
{
    std::vector<std::pair<QString, std::int64_t>> many;
    for (int i = 0; i < 250; ++i)
        many.emplace_back(u"h%1.example"_s.arg(i), 1'000'000 + i);
    run(many);
    QCOMPARE(all().size(), 200U);
    QVERIFY(known(u"h249.example"_s));
    QVERIFY(!known(u"//h0.example"_s));
}

// A kill takes no more than the last seconds.
void ContactKeeperTest::writesWhileItRuns()
{
    run({{u"before.example"_s, 1}});
    net::ContactLog log;
    const ContactKeeper keeper(file(), log);
    QTRY_COMPARE(keeper.contacts().size(), 1U); // the first reading is over
    log.note({u"https"_s, u"four.example"_s, 443}, Timestamp(5));
    const auto isWritten = [this] {
        QFile kept(file());
        return kept.open(QIODevice::ReadOnly) && kept.readAll().contains("four.example");
    };
    QTRY_VERIFY_WITH_TIMEOUT(isWritten(), 20'000);
}

void ContactKeeperTest::takesAnyFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("\x00\xff{", 3);
    QTest::newRow("a list") << QByteArray("[1]");
    QTest::newRow("other members")
        << QByteArray(R"({"contacts":[1,{"address":7},{"last_ns":"x"}]})");
    QTest::newRow("a time too large")
        << QByteArray(R"({"contacts":[{"address":"a","last_ns":"99999999999999999999"}]})");
}

void ContactKeeperTest::takesAnyFile()
{
    QFETCH(const QByteArray, content);
    run({{u"five.example"_s, 1}}); // makes the folder
    writeFile(file(), content);
    run({{u"five.example"_s, 7}});
    QCOMPARE(all().size(), 1U);
    QCOMPARE(known(u"five.example"_s), std::optional(std::int64_t{7}));
}

void ContactKeeperTest::withoutAFileNothingIsKept()
{
    net::ContactLog log;
    const ContactKeeper keeper(QString(), log);
    log.note({u"https"_s, u"six.example"_s, 443}, Timestamp(6));
    QCOMPARE(keeper.contacts().size(), 1U);
    QCOMPARE(keeper.contacts().front().last, Timestamp(6));
}

TIDEMARK_TEST(ContactKeeperTest)
#include "contact_keeper_test.moc"
