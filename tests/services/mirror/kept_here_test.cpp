// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/series_store.h"
#include "tests/services/mirror/mirror_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What a fetch does not take away or turn back.
class KeptHereTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void aMetricWithSamplesStaysWhenItGoesThere();
    void whatIsDetachedWhileOffIsSent();
    void whatIsDetachedWhileOffIsNoAgreement();
    void filesChangedWhileOffAreSent();
    void aRemovalUndoneWhileOffIsSentAgain();
    void undoingTheirsGivesTheSourceOurs();
    void undoingTheirDescriptionGivesTheSourceOurs();
    void anotherOrganisationTakesNothingAway();
    void aPersonSaysWhatAnotherOrganisationMeans_data();
    void aPersonSaysWhatAnotherOrganisationMeans();
    void aNamedOrganisationIsNotAskedFor();

private:
    [[nodiscard]] QStringList devicesHere(const QString &uid) const
    {
        return m_bench->session(uid).value_or(Session()).devices;
    }

    std::unique_ptr<MirrorBench> m_bench;
};

void KeptHereTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<MirrorBench>();
    QVERIFY(m_bench->store && m_bench->source.id.isValid());
}

void KeptHereTest::aMetricWithSamplesStaysWhenItGoesThere()
{
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"m"_s, uid, 1);
    m_bench->publish(u"n"_s, uid, 2);
    QVERIFY(m_bench->fetch()->isComplete);
    const MetricId metric = m_bench->definition(u"m"_s)->id;
    const auto series = answer(m_bench->ports.series->open({metric, {}}));
    QVERIFY(answer(m_bench->ports.series->append({{series->id, {7}, {3.5}}})));
    m_bench->remote.change([](RemoteState &state) {
        for (const QString &name : {u"m"_s, u"n"_s}) {
            state.definitions.erase(name);
            state.sessions.begin()->second.records.erase(name);
        }
    });
    const auto fetched = m_bench->fetch();
    QVERIFY(fetched->isComplete);
    QVERIFY(!m_bench->definition(u"n"_s));
    QVERIFY(m_bench->definition(u"m"_s));
    QCOMPARE(m_bench->conflicts().size(), 1U);
    QCOMPARE(m_bench->conflicts().front().key.kind, OutboxKind::Definition);
}

void KeptHereTest::whatIsDetachedWhileOffIsSent() // R5
{
    QVERIFY(m_bench->addSession(u"ss_a"_s, QStringList{u"a"_s, u"b"_s}));
    QVERIFY(m_bench->drain());
    m_bench->setLevel(PublishLevel::Off);
    QVERIFY(answer(m_bench->ports.sessions->detachDevice(u"ss_a"_s, u"a"_s)));
    m_bench->setLevel(PublishLevel::Detailed);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->devices, QSet<QString>{u"b"_s});
}

// Only its name was changed there; that is not to bring the device back later.
void KeptHereTest::whatIsDetachedWhileOffIsNoAgreement()
{
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->changeSession(uid, [](RemoteState::StoredSession &stored) {
        stored.devices = {u"a"_s, u"b"_s};
    });
    m_bench->setLevel(PublishLevel::Off);
    QVERIFY(m_bench->fetch()->isComplete);
    QVERIFY(answer(m_bench->ports.sessions->detachDevice(uid, u"a"_s)));
    m_bench->changeSession(
        uid, [](RemoteState::StoredSession &stored) { stored.session.name = u"other"_s; });
    QVERIFY(m_bench->fetch()->isComplete);
    QVERIFY(m_bench->fetchAll()->isComplete);
    QCOMPARE(devicesHere(uid), QStringList{u"b"_s});
    QCOMPARE(m_bench->conflicts().size(), 1U);
}

void KeptHereTest::filesChangedWhileOffAreSent()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s, QStringList()));
    const ClosedRange wide{Timestamp(10), Timestamp(50)};
    QVERIFY(answer(m_bench->ports.files->add(u"ss_a"_s, {{u"fl_a"_s, wide}, {u"fl_b"_s, wide}})));
    QVERIFY(m_bench->drain());
    m_bench->setLevel(PublishLevel::Off);
    QVERIFY(answer(m_bench->ports.files->remove(u"ss_a"_s, {u"fl_b"_s}))); // the times stay
    m_bench->setLevel(PublishLevel::Detailed);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->files.size(), 1U);
}

void KeptHereTest::aRemovalUndoneWhileOffIsSentAgain() // R5
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    const auto removal = answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s));
    QVERIFY(removal);
    QVERIFY(m_bench->drain());
    QVERIFY(!m_bench->sentValue(entry.saved->sessionUid));
    m_bench->setLevel(PublishLevel::Off);
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    m_bench->setLevel(PublishLevel::Detailed);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid), std::optional(1.0));
}

void KeptHereTest::undoingTheirsGivesTheSourceOurs()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    m_bench->remote.change(
        [](RemoteState &state) { state.sessions.begin()->second.records[u"m"_s].value = 9; });
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->conflicts().size(), 1U);
    const auto taken = answer(
        m_bench->ports.outbox->takeTheirs(m_bench->source.id, m_bench->conflicts().front().id));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid), std::optional(9.0));
    QVERIFY(answer(m_bench->ports.journal->undo(*taken)));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid), std::optional(2.0));
    QVERIFY(answer(m_bench->ports.journal->redo(*taken)));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid), std::optional(9.0));
}

void KeptHereTest::undoingTheirDescriptionGivesTheSourceOurs()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    m_bench->remote.change(
        [](RemoteState &state) { state.definitions[u"m"_s].description = u"theirs"_s; });
    DefinitionChange described;
    described.description = std::optional(u"mine"_s);
    QVERIFY(answer(m_bench->ports.catalog->update(entry.saved->key.metric, described)));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->conflicts().size(), 1U);
    const auto taken = answer(
        m_bench->ports.outbox->takeTheirs(m_bench->source.id, m_bench->conflicts().front().id));
    QVERIFY(answer(m_bench->ports.journal->undo(*taken)));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.state().definitions.at(u"m"_s).description, std::optional(u"mine"_s));
}

// A token of somebody else: all that is known would look as if it had been removed there.
void KeptHereTest::anotherOrganisationTakesNothingAway()
{
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    const QStringList before = m_bench->values();
    const RemoteState own = m_bench->remote.state();
    m_bench->remote.setOrganisation(u"og_other"_s, {});
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched);
    QVERIFY(!fetched->isComplete);
    QCOMPARE(fetched->error->code, ErrorCode::PermissionDenied);
    QVERIFY(fetched->error->message.contains(u"og_other"_s));
    QVERIFY(fetched->error->message.contains(u"og_far"_s));
    QVERIFY(m_bench->definition(u"m"_s));
    QCOMPARE(m_bench->values(), before);
    QVERIFY(m_bench->attention().empty());
    m_bench->remote.setOrganisation(u"og_far"_s, own);
    QVERIFY(m_bench->fetchAll()->isComplete);
    QCOMPARE(m_bench->values(), before);
}

void KeptHereTest::aPersonSaysWhatAnotherOrganisationMeans_data()
{
    QTest::addColumn<bool>("isSame");
    QTest::newRow("the same service") << true;
    QTest::newRow("another service") << false;
}

void KeptHereTest::aPersonSaysWhatAnotherOrganisationMeans()
{
    QFETCH(const bool, isSame);
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    m_bench->remote.setOrganisation(u"og_other"_s, {});
    QVERIFY(!m_bench->fetch()->isComplete);
    SourceChange said;
    said.organisation = u"og_other"_s;
    QCOMPARE(answer(m_bench->ports.sources->update(m_bench->source.id, said)).error().detail,
             QString(kUnsaidMove));
    said.move = isSame ? SourceMove::SameService : SourceMove::OtherService;
    const auto moved = answer(m_bench->ports.sources->update(m_bench->source.id, said));
    QVERIFY(moved);
    m_bench->source = *moved;
    QVERIFY(m_bench->fetchAll()->isComplete);
    QCOMPARE(m_bench->definition(u"m"_s).has_value(), !isSame);
}

void KeptHereTest::aNamedOrganisationIsNotAskedFor()
{
    SourceChange named;
    named.organisation = u"og_far"_s;
    QVERIFY(answer(m_bench->ports.sources->update(m_bench->source.id, named)));
    QVERIFY(m_bench->fetch()->isComplete);
    QVERIFY(!m_bench->remote.requests().contains(u"whoami"_s));
}

TIDEMARK_TEST(KeptHereTest)
#include "kept_here_test.moc"
