// SPDX-License-Identifier: GPL-3.0-or-later
// Guesses and honest programs that come at once (S12), and who may send a body (S2).
#include "model/ports/access_store.h"
#include "services/roboto/server/caller_gate.h"
#include "tests/support/test_registry.h"

#include <QPromise>
#include <QTest>

#include <map>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::roboto;

namespace {

/// Keeps each question for a secret until it is answered.
class HeldAccess final : public AccessStore
{
public:
    QFuture<Result<Principal>> authenticate(QString secret) override
    {
        auto promise = std::make_unique<QPromise<Result<Principal>>>();
        promise->start();
        auto future = promise->future();
        m_asked.emplace(secret, std::move(promise));
        return future;
    }
    QFuture<Result<Organisation>> createOrganisation(NewOrganisation /*wanted*/) override
    {
        return {};
    }
    QFuture<Result<std::vector<Organisation>>> organisations() override { return {}; }
    QFuture<Result<IssuedToken>> createToken(NewToken /*wanted*/) override { return {}; }
    QFuture<Result<void>> tryToken(NewToken /*wanted*/) override { return {}; }
    QFuture<Result<std::vector<Token>>> tokens() override { return {}; }
    QFuture<Result<Token>> revokeToken(TokenId /*token*/) override { return {}; }

    [[nodiscard]] std::size_t asked() const { return m_asked.size(); }
    void answerAll(const Result<Principal> &result)
    {
        for (auto &[secret, promise] : std::exchange(m_asked, {})) {
            promise->addResult(result);
            promise->finish();
        }
    }

private:
    std::multimap<QString, std::unique_ptr<QPromise<Result<Principal>>>> m_asked;
};

Result<Principal> wrong()
{
    return failure(
        Error{ErrorCode::PermissionDenied, u"The token is not taken."_s, {}, ErrorSubject::Token});
}

Result<Principal> right()
{
    return Principal();
}

http::HttpRequest from(const QByteArray &token, const QString &address = u"127.0.0.1"_s)
{
    http::HttpRequest request;
    request.peerAddress = address;
    if (!token.isEmpty())
        request.headers.add("Authorization", "Bearer " + token);
    return request;
}

} // namespace

class CallerGateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void guessesAtOnceAreAsSlowAsOneByOne();
    void aRightTokenGivesItsAttemptBack();
    void oneTokenAtOnceIsOneGuess();
    void oneTokenAgainIsOneGuess();
    void aTokenThatWasRightIsNoGuess();
    void aWrongTokenIsLookedAtAgainAfterAWhile();
    void aFaultOfTheStoreIsNoGuess_data();
    void aFaultOfTheStoreIsNoGuess();
    void aBodyNeedsAToken();
    void aLargeBodyNeedsARightToken();

private:
    /// Sends that many different tokens; how many the gate refused at once.
    int guess(int count, const QByteArray &prefix);
    [[nodiscard]] int count(int status) const { return m_statuses.value(status); }

    http::LoginThrottle::Instant m_now{1h};
    std::unique_ptr<HeldAccess> m_access;
    std::unique_ptr<CallerGate> m_gate;
    QMap<int, int> m_statuses; ///< how often each was answered; 200 for a right token
};

void CallerGateTest::init()
{
    tidemark::test::failOnUnexpectedWarnings();
    m_gate.reset();
    m_access = std::make_unique<HeldAccess>();
    m_gate = std::make_unique<CallerGate>(*m_access, [this] { return m_now; });
    m_statuses.clear();
}

int CallerGateTest::guess(int count, const QByteArray &prefix)
{
    const int before = m_statuses.value(429);
    for (int i = 0; i < count; ++i)
        m_gate->identify(from(prefix + QByteArray::number(i)), [this](const GateAnswer &answer) {
            ++m_statuses[answer ? 200 : answer.error().error.status];
        });
    return m_statuses.value(429) - before;
}

void CallerGateTest::guessesAtOnceAreAsSlowAsOneByOne()
{
    QCOMPARE(guess(64, "a"), 54);
    QCOMPARE(m_access->asked(), std::size_t{10});
    m_access->answerAll(wrong());
    QCOMPARE(count(401), 10);
    QCOMPARE(guess(64, "b"), 64); // the first penalty
    for (const auto penalty : {1s, 2s, 4s, 8s}) {
        m_now += penalty;
        // One is looked at after each.
        QCOMPARE(guess(64, "c" + QByteArray::number(qint64{penalty.count()}) + '-'), 63);
        m_access->answerAll(wrong());
    }
    QCOMPARE(count(401), 14);
    // Others are not slowed down.
    bool isAsked = false;
    m_gate->identify(from("d", u"192.0.2.1"_s), [&](const GateAnswer &) { isAsked = true; });
    m_access->answerAll(right());
    QVERIFY(isAsked);
}

void CallerGateTest::aRightTokenGivesItsAttemptBack()
{
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(guess(10, "right" + QByteArray::number(i)), 0);
        m_access->answerAll(right());
    }
    QCOMPARE(count(200), 200);
    guess(10, "wrong");
    m_access->answerAll(wrong());
    QCOMPARE(guess(1, "other"), 1);
    QCOMPARE(guess(10, "right0"), 0); // they were right before
    m_access->answerAll(right());
    QCOMPARE(count(200), 210);
}

// A program that begins with many connections has the same token on all of them.
void CallerGateTest::oneTokenAtOnceIsOneGuess()
{
    for (int i = 0; i < 200; ++i)
        QCOMPARE(guess(1, "same"), 0);
    QCOMPARE(m_access->asked(), std::size_t{200});
    m_access->answerAll(wrong());
    QCOMPARE(count(401), 200);
    QCOMPARE(guess(9, "other"), 0);
    m_access->answerAll(wrong());
    QCOMPARE(guess(1, "more"), 1);
}

// A 429 would have a program repeat what is wrong for good, and others wait for it.
void CallerGateTest::oneTokenAgainIsOneGuess()
{
    for (int i = 0; i < 50; ++i) {
        QCOMPARE(guess(1, "stale"), 0);
        m_access->answerAll(wrong());
    }
    QCOMPARE(count(401), 50);
    QCOMPARE(guess(1, "fresh"), 0);
    QCOMPARE(m_access->asked(), std::size_t{1});
    m_access->answerAll(right());
    QCOMPARE(count(200), 1);
    guess(9, "guess");
    m_access->answerAll(wrong());
    QCOMPARE(guess(1, "other"), 1);
    QCOMPARE(guess(1, "stale"), 0); // told the same while its address has to wait
    QCOMPARE(count(401), 60);
    bool isAsked = false;
    m_gate->identify(from("stale0", u"192.0.2.1"_s), [&](const GateAnswer &answer) {
        isAsked = !answer && answer.error().error.status == 401;
    });
    QVERIFY(isAsked);
    QCOMPARE(m_access->asked(), std::size_t{0});
}

void CallerGateTest::aTokenThatWasRightIsNoGuess()
{
    for (int i = 0; i < 40; i += 10) {
        guess(10, "t" + QByteArray::number(i) + '-');
        m_access->answerAll(right());
    }
    for (int i = 0; i < 40; i += 10)
        QCOMPARE(guess(10, "t" + QByteArray::number(i) + '-'), 0);
    m_access->answerAll(wrong());
    QCOMPARE(count(401), 40);
    QCOMPARE(guess(10, "new"), 0);
    m_access->answerAll(right());
    QCOMPARE(count(200), 50);
}

// A backup that is restored, or a clock that is set, makes it right again.
void CallerGateTest::aWrongTokenIsLookedAtAgainAfterAWhile()
{
    guess(1, "a");
    m_access->answerAll(wrong());
    for (int i = 0; i < 60; ++i) {
        m_now += 9s;
        guess(1, "a");
        QCOMPARE(m_access->asked(), std::size_t{0});
        m_now += 1s;
        guess(1, "a");
        guess(1, "a"); // the first is on its way
        QCOMPARE(m_access->asked(), std::size_t{1});
        m_access->answerAll(wrong());
    }
    QCOMPARE(count(429), 0);
    m_now += 10s;
    guess(1, "a");
    m_access->answerAll(right());
    QCOMPARE(count(200), 1);
    guess(1, "a");
    m_access->answerAll(right());
    QCOMPARE(count(200), 2);
}

void CallerGateTest::aFaultOfTheStoreIsNoGuess_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("it closes") << ErrorCode::Cancelled;
    QTest::newRow("its file cannot be opened") << ErrorCode::PermissionDenied;
}

void CallerGateTest::aFaultOfTheStoreIsNoGuess()
{
    QFETCH(ErrorCode, code);
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(guess(10, "a"), 0);
        m_access->answerAll(failure(code, u"The store closes."_s));
    }
    QCOMPARE(count(401), 0);
    QCOMPARE(count(429), 0);
}

void CallerGateTest::aBodyNeedsAToken()
{
    for (const bool isSmall : {true, false}) {
        std::optional<GateRefusal> refusal;
        m_gate->admit(from({}), isSmall, [&](const auto &told) { refusal = told; });
        QVERIFY(refusal);
        QCOMPARE(refusal->error.status, 401);
    }
    int admitted = 0;
    m_gate->admit(from("a"), true, [&](const auto &told) { admitted += told ? 0 : 1; });
    QCOMPARE(admitted, 1); // looked at when the request is whole
    QCOMPARE(m_access->asked(), std::size_t{0});
}

void CallerGateTest::aLargeBodyNeedsARightToken()
{
    QList<int> told;
    const auto ask = [&](const QByteArray &token) {
        m_gate->admit(from(token), false, [&told](const std::optional<GateRefusal> &refusal) {
            told.append(refusal ? refusal->error.status : 200);
        });
    };
    ask("a");
    QCOMPARE(told, QList<int>());
    m_access->answerAll(wrong());
    ask("b");
    m_access->answerAll(right());
    ask("b"); // at once, since it was right before
    QCOMPARE(told, (QList<int>{401, 200, 200}));
    QCOMPARE(m_access->asked(), std::size_t{0});
    for (int i = 0; i < 64; ++i)
        ask("c" + QByteArray::number(i));
    m_access->answerAll(wrong());
    QCOMPARE(told.count(401), 10); // with the first
    QCOMPARE(told.count(429), 55);
}

TIDEMARK_TEST(CallerGateTest)
#include "caller_gate_test.moc"
