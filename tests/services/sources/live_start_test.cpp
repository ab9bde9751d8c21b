// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/sources/live_bench.h"
#include "tests/support/test_registry.h"

#include <QPromise>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// A keyring that says what it holds, nothing as a rule, when it is told to; before, it waits for
/// its password.
class SlowSecrets final : public SecretStore
{
public:
    SlowSecrets()
    {
        m_kept.start();
        m_removed.start();
    }

    void answerNow(const std::optional<Secret> &kept = {})
    {
        m_kept.addResult(Result<std::optional<Secret>>(kept));
        m_kept.finish();
        m_removed.addResult(Result<void>());
        m_removed.finish();
    }

    [[nodiscard]] SecretPlace place() const noexcept override { return SecretPlace::Keyring; }
    [[nodiscard]] QFuture<bool> isAvailable() override { return QtFuture::makeReadyFuture(true); }
    [[nodiscard]] QFuture<Result<void>> set(QString, Secret) override
    {
        return QtFuture::makeReadyFuture(Result<void>());
    }
    [[nodiscard]] QFuture<Result<std::optional<Secret>>> get(QString) override
    {
        return m_kept.future();
    }
    [[nodiscard]] QFuture<Result<void>> remove(QString) override { return m_removed.future(); }

private:
    QPromise<Result<std::optional<Secret>>> m_kept;
    QPromise<Result<void>> m_removed;
};

} // namespace

/// What the sources of a store say of themselves right after a start of the program.
class LiveStartTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<LiveBench>(); }
    void cleanup() { m_bench.reset(); }
    void isReadOnceItsTokenWasLookedFor();
    void aKeyringThatWaitsIsTold();
    void aTokenForTheSessionNeedsNoKeyring();
    void aFetchStopsWhileTheKeyringWaits();
    void aFetchEndsWithItsSourceWhileTheKeyringWaits();
    void tellsTheContactsOfEarlierRuns();

private:
    /// As after a start of the program that keeps contacts in this file.
    void beginWith(const QString &contactsFile) const
    {
        m_bench->live.reset();
        m_bench->ending.reset();
        m_bench->remotes.reset(); // writes
        m_bench->remotes = std::make_unique<RobotoRemotes>(contactsFile);
        m_bench->ending = std::make_unique<EndingSources>();
        m_bench->parts.remotes = m_bench->remotes.get();
        m_bench->parts.ending = m_bench->ending.get();
        m_bench->begin();
    }

    /// Why the source is paused: the detail of its error.
    [[nodiscard]] QString pausedBy(SourceId source) const
    {
        const auto link = m_bench->live->link(source);
        const bool isPaused = link && link->delivery.state == DeliveryState::Paused;
        return isPaused && link->delivery.error ? link->delivery.error->detail : QString();
    }

    /// As after a start beside a keyring that answers when it is told to.
    struct SlowStart
    {
        explicit SlowStart(LiveBench &which)
            : bench(which)
            , tokens(keyring, which.session)
        {
            bench.live.reset();
            bench.live = std::make_unique<LiveSources>(bench.parts, tokens);
        }
        ~SlowStart() { bench.live.reset(); } // before the tokens that it uses
        Q_DISABLE_COPY_MOVE(SlowStart)

        LiveBench &bench;
        SlowSecrets keyring;
        SourceTokens tokens;
    };

    std::unique_ptr<LiveBench> m_bench;
};

// S8: a source that needs a token was so before the start; its state is no news of a change.
void LiveStartTest::isReadOnceItsTokenWasLookedFor()
{
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    SlowStart start(*m_bench);
    QList<DeliveryState> states; // as far as they are read
    connect(m_bench->live.get(), &SourceLinks::linkChanged, this, [&](SourceId id) {
        const SourceLink link = *m_bench->live->link(id);
        if (link.isRead)
            states << link.delivery.state;
    });
    QTRY_VERIFY(m_bench->live->link(source.id) &&
                m_bench->live->link(source.id)->delivery.counts.waiting == 3);
    QVERIFY(!m_bench->live->link(source.id)->isRead);
    QVERIFY(states.isEmpty());
    start.keyring.answerNow();
    QTRY_VERIFY(m_bench->live->link(source.id)->isRead);
    QTRY_COMPARE(states.size(), 1);
    QCOMPARE(states.front(), DeliveryState::Paused);
}

// S5: with what to do, and for as long as it is so.
void LiveStartTest::aKeyringThatWaitsIsTold()
{
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Summary);
    SlowStart start(*m_bench);
    QTRY_COMPARE(pausedBy(source.id), QString(kKeyringWaits));
    const SourceLink waiting = *m_bench->live->link(source.id);
    QVERIFY2(waiting.delivery.error->message.contains(u"Unlock the keyring"_s),
             qPrintable(waiting.delivery.error->message));
    QVERIFY(!waiting.isRead); // no news that is told in a message
    start.keyring.answerNow();
    QTRY_COMPARE(pausedBy(source.id), QString(kNoToken));
}

// The keyring, which may hold an older one, answers only when all is sent.
void LiveStartTest::aTokenForTheSessionNeedsNoKeyring()
{
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    SlowStart start(*m_bench);
    QTRY_COMPARE(pausedBy(source.id), QString(kKeyringWaits));
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(m_bench->live->link(source.id)->delivery.counts.waiting, 0);
    start.keyring.answerNow(); // that it has none is no news of what is used
    auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    QVERIFY(fetch.result());
    QCOMPARE(m_bench->live->link(source.id)->tokenPlace, std::optional(SecretPlace::Session));
    QCOMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
}

void LiveStartTest::aFetchStopsWhileTheKeyringWaits() // P1
{
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Off);
    SlowStart start(*m_bench);
    QTRY_VERIFY(m_bench->live->link(source.id));
    auto fetch = m_bench->live->fetch({source.id});
    const auto progress = m_bench->live->link(source.id)->fetching;
    QVERIFY(progress);
    QCOMPARE(progress->phase, FetchPhase::Token);
    auto second = m_bench->live->fetch({source.id});
    QTRY_VERIFY(second.isFinished());
    QCOMPARE(second.result().error().code, ErrorCode::Conflict);
    m_bench->live->stopFetch(source.id);
    QVERIFY(fetch.isFinished());
    const Result<FetchSummary> stopped = fetch.result();
    QVERIFY(stopped && !stopped->isComplete && !stopped->error);
    QVERIFY(!m_bench->live->link(source.id)->fetching);
    // What was unlocked after that fetches nothing by itself.
    start.keyring.answerNow(Secret::fromText(m_bench->remote.newToken()));
    QTRY_VERIFY(m_bench->live->link(source.id)->tokenPlace);
    const SourceLink link = *m_bench->live->link(source.id);
    QVERIFY(!link.fetching && !link.lastFetch);
    auto again = m_bench->live->fetch({source.id});
    QTRY_VERIFY(again.isFinished());
    QVERIFY(again.result() && again.result()->isComplete);
}

void LiveStartTest::aFetchEndsWithItsSourceWhileTheKeyringWaits()
{
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Off);
    SlowStart start(*m_bench);
    QTRY_VERIFY(m_bench->live->link(source.id));
    auto fetch = m_bench->live->fetch({source.id});
    QVERIFY(answer(m_bench->parts.ports.sources->remove(source.id, true)));
    QTRY_VERIFY(fetch.isFinished());
    QCOMPARE(fetch.resultCount(), 1);
    QCOMPARE(fetch.result().error().code, ErrorCode::NotFound);
}

void LiveStartTest::tellsTheContactsOfEarlierRuns() // Q3
{
    const QString file = m_bench->folder.filePath(u"state/contacts.json"_s);
    beginWith(file);
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Off);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    const auto before = m_bench->live->link(source.id)->lastContact;
    QVERIFY(before);
    beginWith(file);
    QTRY_VERIFY(m_bench->live->link(source.id) && m_bench->live->link(source.id)->lastContact);
    QCOMPARE(m_bench->live->link(source.id)->lastContact, before);
    QCOMPARE(m_bench->live->contacts().size(), 1U);
    QCOMPARE(m_bench->live->contacts().front().address, m_bench->url());
}

TIDEMARK_TEST(LiveStartTest)
#include "live_start_test.moc"
