// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/access_store.h"
#include "model/ports/change_journal.h"
#include "model/ports/store_admin.h"
#include "model/store/backup.h"
#include "model/store/token_secret.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QSet>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

namespace {

/// A clock that a test sets.
class SetClock final : public Clock
{
public:
    [[nodiscard]] Timestamp now() const override { return Timestamp(m_now_ns); }
    void set(std::int64_t second) { m_now_ns = second * 1'000'000'000; }

private:
    std::atomic<std::int64_t> m_now_ns = 1'700'000'040'000'000'000; // a whole minute
};

constexpr std::int64_t kMinute_s = 1'700'000'040;

} // namespace

/// Organisations and tokens.
class AccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void aStoreHasItsLocalOrganisation();
    void createsOrganisationsWithUniqueNames();
    void aTokenLetsItsUserInAndIsNowhereInTheFile();
    void refusesTokensThatCannotBe();
    void refusesSecretsWithOneSentence();
    void revokingIsFinal();
    void manyAtOnceAreEachAnswered();
    void aTokenRevokedElsewhereLetsNobodyIn();
    void closingAnswersThoseWhoAsk();
    void notesUseByTheMinute();
    void secretsAreRandomAndCompareWhole();
    void backupsHoldWhoIsLetIn();

private:
    [[nodiscard]] AccessStore &access() { return *m_access; }
    [[nodiscard]] IssuedToken issued(const NewToken &wanted)
    {
        return answer(access().createToken(wanted)).value_or(IssuedToken());
    }
    [[nodiscard]] Result<StorePointer> open()
    {
        OpenOptions options = openOptions(m_folder->filePath(u"s.tidemark"_s));
        options.clock = &m_clock;
        return answer(LocalStore::open(options));
    }

    SetClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
    AccessStore *m_access = nullptr;
};

void AccessTest::init()
{
    failOnUnexpectedWarnings();
    m_clock.set(kMinute_s);
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = open().value_or(nullptr);
    QVERIFY(m_store);
    m_access = &m_store->access();
}

void AccessTest::aStoreHasItsLocalOrganisation()
{
    const auto all = answer(access().organisations());
    QVERIFY(all);
    QCOMPARE(all->size(), 1U);
    QCOMPARE(all->at(0).uid, QString::fromLatin1(kLocalOrgUid));
    QCOMPARE(all->at(0).status, OrganisationStatus::Active);
    QVERIFY(all->at(0).created > Timestamp(0));
    for (const OrganisationStatus status :
         {OrganisationStatus::Provisioning, OrganisationStatus::Active,
          OrganisationStatus::Deprovisioning})
        QCOMPARE(organisationStatusFromKey(organisationStatusKey(status)), std::optional(status));
    QVERIFY(!organisationStatusFromKey(u"gone"_s));
}

void AccessTest::createsOrganisationsWithUniqueNames()
{
    const auto made = answer(access().createOrganisation({u" Lab é "_s}));
    QVERIFY(made);
    QCOMPARE(made->name, u"Lab é"_s);
    QVERIFY(made->uid.startsWith(u"og_"_s));
    QCOMPARE(made->created, m_clock.now());
    const auto again = answer(access().createOrganisation({u"Lab e\u0301"_s}));
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(again.error().subject, ErrorSubject::Organisation);
    QCOMPARE(answer(access().createOrganisation({u"x"_s, u"og_local"_s})).error().code,
             ErrorCode::AlreadyExists);
    QCOMPARE(answer(access().createOrganisation({u"a\nb"_s})).error().code,
             ErrorCode::InvalidArgument);
    const auto all = answer(access().organisations());
    QVERIFY(all);
    QCOMPARE(all->size(), 2U);
    QVERIFY(std::find(all->begin(), all->end(), *made) != all->end());
}

void AccessTest::aTokenLetsItsUserInAndIsNowhereInTheFile()
{
    QVERIFY(answer(access().createOrganisation({u"b"_s, u"og_b"_s})));
    const IssuedToken made =
        issued({u"robot"_s, u"bea"_s, {u"og_local"_s, u"og_b"_s, u"og_b"_s}, {}});
    QVERIFY(made.secret.startsWith(u"tdm_"_s));
    QCOMPARE(made.secret.size(), 47);
    QCOMPARE(made.token.organisations, QStringList({u"og_b"_s, u"og_local"_s}));
    const auto principal = answer(access().authenticate(made.secret));
    QVERIFY(principal);
    QCOMPARE(principal->token, made.token.id);
    QCOMPARE(principal->user, u"bea"_s);
    QCOMPARE(principal->organisations.size(), 2U);
    QCOMPARE(principal->organisations[0].name, u"b"_s);
    const auto all = answer(access().tokens());
    QVERIFY(all);
    QCOMPARE(all->size(), 1U);
    QCOMPARE(all->at(0).id, made.token.id);
    m_store.reset();
    const QStringList names = QDir(m_folder->path()).entryList(QDir::Files);
    for (const QString &name : names) {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains(made.secret.mid(4, 20).toLatin1()));
    }
    m_store = open().value_or(nullptr); // it is good after the next start
    QVERIFY(m_store);
    QVERIFY(answer(m_store->access().authenticate(made.secret)));
}

void AccessTest::refusesTokensThatCannotBe()
{
    const auto codeOf = [this](const NewToken &wanted) {
        const auto made = answer(access().createToken(wanted));
        return made ? ErrorCode::Internal : made.error().code;
    };
    QCOMPARE(codeOf({u""_s, u"bea"_s, {u"og_local"_s}, {}}), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf({u"a"_s, u""_s, {u"og_local"_s}, {}}), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf({u"a"_s, u"bea"_s, {}, {}}), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf({u"a"_s, u"bea"_s, {u"og_local"_s}, m_clock.now()}),
             ErrorCode::InvalidArgument);
    QCOMPARE(codeOf({u"a"_s, u"bea"_s, {u"og_local"_s, u"og_none"_s}, {}}), ErrorCode::NotFound);
    QVERIFY(answer(access().tokens())->empty()); // all or nothing
}

void AccessTest::refusesSecretsWithOneSentence()
{
    const IssuedToken dated =
        issued({u"a"_s, u"bea"_s, {u"og_local"_s}, Timestamp((kMinute_s + 10) * 1'000'000'000)});
    QVERIFY(answer(access().authenticate(dated.secret)));
    const IssuedToken revoked = issued({u"b"_s, u"bea"_s, {u"og_local"_s}, {}});
    QVERIFY(answer(access().revokeToken(revoked.token.id)));
    m_clock.set(kMinute_s + 10); // the first instant after its end
    QString flipped = dated.secret;
    flipped[10] = flipped[10] == u'A' ? u'B' : u'A';
    QSet<QString> sentences;
    QSet<QString> details;
    const QStringList secrets{dated.secret,      revoked.secret,          flipped,
                              QString(),         u"robo_pat_1"_s,         dated.secret + u"x"_s,
                              u"tdm_' OR 1=1"_s, QString(1'000'000, u'x')};
    for (const QString &secret : secrets) {
        const auto refused = answer(access().authenticate(secret));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
        sentences.insert(refused.error().message);
        details.insert(refused.error().detail);
        QVERIFY(secret.isEmpty() || !refused.error().detail.contains(secret));
    }
    QCOMPARE(sentences.size(), 1);
    QCOMPARE(details.size(), 4); // expired, revoked, unknown, not one of ours
}

void AccessTest::revokingIsFinal()
{
    const IssuedToken made = issued({u"a"_s, u"bea"_s, {u"og_local"_s}, {}});
    const auto revoked = answer(access().revokeToken(made.token.id));
    QVERIFY(revoked);
    QCOMPARE(revoked->revoked, std::optional(m_clock.now()));
    QVERIFY(!answer(access().authenticate(made.secret)));
    m_clock.set(kMinute_s + 600);
    QCOMPARE(answer(access().revokeToken(made.token.id))->revoked, revoked->revoked);
    QVERIFY(answer(m_store->ports().journal->changes(10))->empty()); // nothing to undo
    const auto none = answer(access().revokeToken(TokenId(99)));
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::NotFound);
    QCOMPARE(none.error().subject, ErrorSubject::Token);
}

void AccessTest::manyAtOnceAreEachAnswered()
{
    constexpr int kThreads = 4;
    constexpr int kRounds = 100;
    const IssuedToken ana = issued({u"a"_s, u"ana"_s, {u"og_local"_s}, {}});
    const IssuedToken bea = issued({u"b"_s, u"bea"_s, {u"og_local"_s}, {}});
    const QString wrong = newTokenSecret();
    std::atomic<int> right = 0;
    std::atomic<int> refused = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back([&] {
                for (int round = 0; round < kRounds; ++round) {
                    const auto one = access().authenticate(ana.secret);
                    const auto none = access().authenticate(wrong);
                    const auto other = access().authenticate(bea.secret);
                    right += answer(one).value_or(Principal()).user == u"ana"_s ? 1 : 0;
                    right += answer(other).value_or(Principal()).user == u"bea"_s ? 1 : 0;
                    refused += answer(none) ? 0 : 1;
                }
            });
    }
    QCOMPARE(right.load(), 2 * kThreads * kRounds);
    QCOMPARE(refused.load(), kThreads * kRounds);
}

// Another handle of the store stands for another program; others keep asking meanwhile.
void AccessTest::aTokenRevokedElsewhereLetsNobodyIn()
{
    const StorePointer elsewhere = open().value_or(nullptr);
    QVERIFY(elsewhere);
    const IssuedToken busy = issued({u"b"_s, u"bea"_s, {u"og_local"_s}, {}});
    const std::jthread asking([&](const std::stop_token &stop) {
        while (!stop.stop_requested())
            (void)answer(access().authenticate(busy.secret));
    });
    for (int round = 0; round < 50; ++round) {
        const IssuedToken made = issued({u"a"_s, u"ana"_s, {u"og_local"_s}, {}});
        QVERIFY(answer(access().authenticate(made.secret)));
        QVERIFY(answer(elsewhere->access().revokeToken(made.token.id)));
        QVERIFY(!answer(access().authenticate(made.secret)));
    }
}

void AccessTest::closingAnswersThoseWhoAsk()
{
    const IssuedToken made = issued({u"a"_s, u"ana"_s, {u"og_local"_s}, {}});
    std::vector<QFuture<Result<Principal>>> asked;
    for (int i = 0; i < 200; ++i)
        asked.push_back(access().authenticate(made.secret));
    m_store.reset();
    for (const auto &each : asked) {
        const auto principal = answer(each);
        QVERIFY(principal ? principal->user == u"ana"_s
                          : principal.error().code == ErrorCode::Cancelled);
    }
}

void AccessTest::notesUseByTheMinute()
{
    const IssuedToken made = issued({u"a"_s, u"bea"_s, {u"og_local"_s}, {}});
    const auto lastUsed = [this] { return answer(access().tokens())->at(0).lastUsed; };
    // Asked for after what was noted: the writer does all in order.
    const auto settle = [this] {
        QVERIFY(answer(access().revokeToken(TokenId(99))).error().code == ErrorCode::NotFound);
    };
    QVERIFY(!lastUsed());
    const Timestamp first = m_clock.now();
    m_clock.set(kMinute_s + 59);
    for (int i = 0; i < 20; ++i)
        QVERIFY(answer(access().authenticate(made.secret)));
    settle();
    QCOMPARE(lastUsed(), std::optional(first));
    m_clock.set(kMinute_s + 60);
    QVERIFY(answer(access().authenticate(made.secret)));
    settle();
    QCOMPARE(lastUsed(), std::optional(first + Timedelta(60'000'000'000)));
    m_clock.set(kMinute_s); // a clock that was set back
    QVERIFY(answer(access().authenticate(made.secret)));
    settle();
    QCOMPARE(lastUsed(), std::optional(first + Timedelta(60'000'000'000)));
}

void AccessTest::secretsAreRandomAndCompareWhole()
{
    QSet<QString> seen;
    for (int i = 0; i < 1000; ++i) {
        const QString secret = newTokenSecret();
        QVERIFY(isTokenSecret(secret));
        seen.insert(secret);
    }
    QCOMPARE(seen.size(), 1000);
    QCOMPARE(tokenHash(u"abc"_s), // FIPS 180-2, appendix B.1
             u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s);
    QVERIFY(isEqualInConstantTime("abc", "abc"));
    QVERIFY(!isEqualInConstantTime("abc", "abd"));
    QVERIFY(!isEqualInConstantTime("abc", "ab"));
    QVERIFY(isEqualInConstantTime("", ""));
}

void AccessTest::backupsHoldWhoIsLetIn()
{
    QVERIFY(answer(access().createOrganisation({u"b"_s, u"og_b"_s})));
    const IssuedToken made = issued({u"a"_s, u"bea"_s, {u"og_b"_s}, {}});
    const QString backup = m_folder->filePath(u"copy.tidemark"_s);
    QVERIFY(answer(m_store->ports().admin->backupTo(backup, false)));
    const auto refused =
        answer(m_store->portsFor({u"og_b"_s, u"bea"_s}).admin->backupTo(backup, true));
    QVERIFY(!refused); // a copy holds the rows of all organisations
    QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
    m_store.reset();
    const QString path = m_folder->filePath(u"s.tidemark"_s);
    QVERIFY(restoreBackup(backup, path));
    m_store = open().value_or(nullptr);
    QVERIFY(m_store);
    QCOMPARE(answer(m_store->access().organisations())->size(), 2U);
    const auto principal = answer(m_store->access().authenticate(made.secret));
    QVERIFY(principal);
    QCOMPARE(principal->organisations.at(0).uid, u"og_b"_s);
}

TIDEMARK_TEST(AccessTest)
#include "access_test.moc"
