// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/mirror/mirror_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What was changed here and there (R4).
class MirrorConflictTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void values_data() { addWays(); }
    void values();
    void valuesEditedMeanwhile_data() { addWays(); }
    void valuesEditedMeanwhile();
    void valuesCorrectedBackMeanwhile();
    void definitions_data() { addWays(); }
    void definitions();
    void sessions_data() { addWays(); }
    void sessions();
    void sessionsRemovedThere_data() { addWays(); }
    void sessionsRemovedThere();
    void definitionsRemovedThere_data() { addWays(); }
    void definitionsRemovedThere();
    void valuesRemovedThere_data() { addWays(); }
    void valuesRemovedThere();
    void valuesRemovedHere_data() { addWays(); }
    void valuesRemovedHere();
    void sessionsRemovedHereComeBack();
    void definitionsRemovedHereComeBack();
    void metricsOfBothSidesMeet();
    void otherSourcesKeepTheirNumbers();

private:
    static void addWays()
    {
        QTest::addColumn<bool>("keepsMine");
        QTest::addColumn<bool>("isPublishing");
        for (const bool keepsMine : {true, false}) {
            for (const bool isPublishing : {true, false})
                QTest::addRow("%s, publishing %s", keepsMine ? "keep mine" : "take theirs",
                              isPublishing ? "on" : "off")
                    << keepsMine << isPublishing;
        }
    }
    // A fetched session with a value in each of two metrics.
    void fetchOne()
    {
        QFETCH(bool, isPublishing);
        m_bench->setLevel(isPublishing ? PublishLevel::Detailed : PublishLevel::Off);
        m_uid = m_bench->makeSession(u"run"_s, 100, 200);
        m_bench->describe(u"m"_s, u"first"_s);
        m_bench->publish(u"m"_s, m_uid, 1);
        m_bench->publish(u"n"_s, m_uid, 10);
        QVERIFY(m_bench->fetch()->isComplete);
    }
    // Fetches, looks for one conflict, and resolves it.
    void resolve(OutboxKind kind, OutboxItem *seen = nullptr)
    {
        QFETCH(bool, keepsMine);
        for (int i = 0; i < 2; ++i) { // it is found once more, and stays one
            const auto fetched = m_bench->fetchAll();
            QVERIFY(fetched);
            QVERIFY(fetched->isComplete);
            QCOMPARE(fetched->conflicts, 1);
            QCOMPARE(m_bench->conflicts().size(), 1U);
        }
        const OutboxItem item = m_bench->conflicts().front();
        QCOMPARE(item.key.kind, kind);
        QVERIFY(item.theirs.has_value());
        QVERIFY(!item.error.message.isEmpty());
        if (seen)
            *seen = item;
        if (keepsMine) {
            QCOMPARE(
                answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {item.id})).value_or(0),
                1);
        } else {
            const auto taken =
                answer(m_bench->ports.outbox->takeTheirs(m_bench->source.id, item.id));
            QVERIFY2(taken, qPrintable(taken ? QString() : taken.error().message));
        }
        QVERIFY(m_bench->conflicts().empty());
        m_bench->setLevel(PublishLevel::Detailed); // now at the latest what waits is sent
        QVERIFY(m_bench->drain());
        const auto quiet = m_bench->fetchAll();
        QVERIFY(quiet && quiet->isComplete);
        QCOMPARE(quiet->conflicts, 0);
        QVERIFY(waiting(m_bench->ports, m_bench->source.id).isEmpty());
    }

    std::unique_ptr<MirrorBench> m_bench;
    QString m_uid;
};

void MirrorConflictTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<MirrorBench>();
    QVERIFY(m_bench->store);
}

void MirrorConflictTest::values()
{
    fetchOne();
    QVERIFY(m_bench->correct(m_bench->keyOf(u"m"_s, m_uid), 2));
    m_bench->publish(u"m"_s, m_uid, 3, u"rig"_s);
    OutboxItem seen;
    resolve(OutboxKind::Record, &seen);
    QCOMPARE(seen.value, std::optional(2.0));
    QCOMPARE(seen.theirs->value, std::optional(3.0));
    QCOMPARE(seen.theirs->device, std::optional(u"rig"_s));
    QFETCH(bool, keepsMine);
    QCOMPARE(m_bench->valueThere(u"m"_s, m_uid), std::optional(keepsMine ? 2.0 : 3.0));
    QCOMPARE(m_bench->values().front(),
             MirrorBench::textOf(u"m"_s, m_uid, keepsMine ? 2 : 3,
                                 keepsMine ? std::optional<QString>() : u"rig"_s));
}

// Once more here, between the conflict and the choice.
void MirrorConflictTest::valuesEditedMeanwhile()
{
    fetchOne();
    const RecordKey key = m_bench->keyOf(u"m"_s, m_uid);
    QVERIFY(m_bench->correct(key, 2));
    m_bench->publish(u"m"_s, m_uid, 3);
    QCOMPARE(m_bench->fetch()->conflicts, 1);
    QVERIFY(m_bench->correct(key, 4));
    QCOMPARE(m_bench->conflicts().size(), 1U);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->valueThere(u"m"_s, m_uid), std::optional(3.0)); // not decided yet
    OutboxItem seen;
    resolve(OutboxKind::Record, &seen);
    QCOMPARE(seen.value, std::optional(4.0));
    QCOMPARE(seen.theirs->value, std::optional(3.0));
    QFETCH(bool, keepsMine);
    QCOMPARE(m_bench->valueThere(u"m"_s, m_uid), std::optional(keepsMine ? 4.0 : 3.0));
    QCOMPARE(m_bench->values().front(), MirrorBench::textOf(u"m"_s, m_uid, keepsMine ? 4 : 3, {}));
}

// Then only the other side has changed it: its value is not lost, and comes with the next fetch.
void MirrorConflictTest::valuesCorrectedBackMeanwhile()
{
    m_bench->setLevel(PublishLevel::Detailed);
    m_uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"m"_s, m_uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    const auto edit = m_bench->correct(m_bench->keyOf(u"m"_s, m_uid), 2);
    QVERIFY(edit);
    m_bench->publish(u"m"_s, m_uid, 3);
    QCOMPARE(m_bench->fetch()->conflicts, 1);
    QVERIFY(answer(m_bench->ports.journal->undo(*edit)));
    QCOMPARE(m_bench->conflicts().size(), 1U);
    QCOMPARE(m_bench->conflicts().front().theirs->value, std::optional(3.0));
    QCOMPARE(m_bench->fetchAll()->conflicts, 0);
    QVERIFY(m_bench->conflicts().empty());
    QCOMPARE(m_bench->values(), QStringList(u"m %1 3"_s.arg(m_uid)));
}

void MirrorConflictTest::definitions()
{
    fetchOne();
    DefinitionChange change;
    change.description = std::optional(u"mine"_s);
    QVERIFY(answer(m_bench->ports.catalog->update(m_bench->definition(u"m"_s)->id, change)));
    m_bench->describe(u"m"_s, {}); // cleared there
    OutboxItem seen;
    resolve(OutboxKind::Definition, &seen);
    QVERIFY(!seen.theirs->fields.contains(u"description"_s));
    QFETCH(bool, keepsMine);
    const auto wanted = keepsMine ? std::optional(u"mine"_s) : std::nullopt;
    QCOMPARE(m_bench->definition(u"m"_s)->description, wanted);
    QCOMPARE(m_bench->remote.state().definitions.at(u"m"_s).description, wanted);
}

void MirrorConflictTest::sessions()
{
    fetchOne();
    SessionChange change;
    change.name = std::optional(u"mine"_s);
    change.labels = QStringList{u"here"_s};
    change.start = std::optional(Timestamp(90'000'000'000));
    QVERIFY(answer(m_bench->ports.sessions->updateSession(m_bench->session(m_uid)->id, change)));
    m_bench->changeSession(m_uid, [](RemoteState::StoredSession &stored) {
        stored.session.name = u"theirs"_s;
        stored.session.customFields = {{u"there"_s, true}};
        stored.devices = {u"rig"_s};
        stored.files[u"fl_of_others"_s] =
            ClosedRange{Timestamp(110'000'000'000), Timestamp(210'000'000'000)};
    });
    OutboxItem seen;
    resolve(OutboxKind::Session, &seen);
    QCOMPARE(seen.name, u"mine"_s);
    QCOMPARE(seen.theirs->fields.value(u"name"_s).toString(), u"theirs"_s);
    QFETCH(bool, keepsMine);
    const auto here = m_bench->session(m_uid);
    const RemoteState::StoredSession there = m_bench->remote.state().sessions.at(m_uid);
    QCOMPARE(here->name, there.session.name);
    QCOMPARE(here->name, std::optional(keepsMine ? u"mine"_s : u"theirs"_s));
    QCOMPARE(here->labels, there.session.labels);
    QCOMPARE(here->customFields, there.session.customFields);
    QCOMPARE(here->devices.size(), there.devices.size());
    QCOMPARE(here->labels.isEmpty(), !keepsMine);
    QCOMPARE(here->customFields.isEmpty(), keepsMine);
    if (!keepsMine) {
        QCOMPARE(here->start, std::optional(Timestamp(110'000'000'000)));
        QCOMPARE(here->end, std::optional(Timestamp(210'000'000'000)));
        QCOMPARE(here->devices, QStringList(u"rig"_s));
    }
}

void MirrorConflictTest::sessionsRemovedThere()
{
    fetchOne();
    QVERIFY(m_bench->correct(m_bench->keyOf(u"m"_s, m_uid), 2)); // of a value, not of itself
    m_bench->remote.change([this](RemoteState &state) { state.sessions.erase(m_uid); });
    OutboxItem seen;
    resolve(OutboxKind::Session, &seen);
    QVERIFY(seen.theirs->fields.value(kGoneField).toBool());
    QFETCH(bool, keepsMine);
    QCOMPARE(m_bench->session(m_uid).has_value(), keepsMine);
    const RemoteState there = m_bench->remote.state();
    QCOMPARE(there.sessions.size(), keepsMine ? 1U : 0U);
    if (keepsMine) {
        QCOMPARE(m_bench->values().size(), 2);
        QCOMPARE(there.sessions.begin()->second.session.key, m_uid);
        QCOMPARE(there.sessions.begin()->second.records.at(u"m"_s).value, 2.0);
        QCOMPARE(there.sessions.begin()->second.records.at(u"n"_s).value, 10.0);
    }
}

void MirrorConflictTest::definitionsRemovedThere()
{
    fetchOne();
    QVERIFY(m_bench->correct(m_bench->keyOf(u"m"_s, m_uid), 2));
    m_bench->remote.change([this](RemoteState &state) {
        state.definitions.erase(u"m"_s);
        state.sessions[m_uid].records.erase(u"m"_s);
    });
    OutboxItem seen;
    resolve(OutboxKind::Definition, &seen);
    QCOMPARE(seen.name, u"m"_s);
    QFETCH(bool, keepsMine);
    QCOMPARE(m_bench->definition(u"m"_s).has_value(), keepsMine);
    QCOMPARE(m_bench->valueThere(u"m"_s, m_uid), keepsMine ? std::optional(2.0) : std::nullopt);
    QCOMPARE(m_bench->values().size(), keepsMine ? 2 : 1);
}

void MirrorConflictTest::valuesRemovedThere()
{
    fetchOne();
    QVERIFY(m_bench->correct(m_bench->keyOf(u"m"_s, m_uid), 2));
    m_bench->remote.change(
        [this](RemoteState &state) { state.sessions[m_uid].records.erase(u"m"_s); });
    resolve(OutboxKind::Record);
    QFETCH(bool, keepsMine);
    QCOMPARE(m_bench->valueThere(u"m"_s, m_uid), keepsMine ? std::optional(2.0) : std::nullopt);
    QCOMPARE(m_bench->values().size(), keepsMine ? 2 : 1);
}

void MirrorConflictTest::valuesRemovedHere()
{
    fetchOne();
    QVERIFY(answer(m_bench->ports.records->remove({m_bench->keyOf(u"m"_s, m_uid)}, u"remove"_s)));
    m_bench->publish(u"m"_s, m_uid, 3);
    QVERIFY(m_bench->fetch()->isComplete);
    QCOMPARE(m_bench->conflicts().size(), 1U);
    const OutboxItem item = m_bench->conflicts().front();
    QVERIFY(item.isRemoval);
    QCOMPARE(item.theirs->value, std::optional(3.0));
    QFETCH(bool, keepsMine);
    if (keepsMine) {
        QVERIFY(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {item.id})));
        QCOMPARE(m_bench->values().size(), 1);
        QCOMPARE(m_bench->fetchAll()->conflicts, 0); // decided
    } else {
        QVERIFY(answer(m_bench->ports.outbox->takeTheirs(m_bench->source.id, item.id)));
        QCOMPARE(m_bench->values().front(), u"m %1 3"_s.arg(m_uid));
        QVERIFY(m_bench->conflicts().empty());
    }
    QCOMPARE(m_bench->valueThere(u"m"_s, m_uid), std::optional(3.0)); // it cannot be taken back
}

void MirrorConflictTest::sessionsRemovedHereComeBack()
{
    m_bench->setLevel(PublishLevel::Off);
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    QVERIFY(answer(m_bench->ports.sessions->removeSessions({m_bench->session(uid)->id})));
    m_bench->changeSession(uid, [](auto &stored) { stored.session.name = u"renamed"_s; });
    QCOMPARE(m_bench->fetch()->conflicts, 1);
    const OutboxItem item = m_bench->conflicts().at(0);
    QVERIFY(item.isRemoval);
    QVERIFY(answer(m_bench->ports.outbox->takeTheirs(m_bench->source.id, item.id)));
    QCOMPARE(m_bench->session(uid)->name, std::optional(u"renamed"_s));
    QCOMPARE(m_bench->fetch()->records.added, 1);
    QCOMPARE(m_bench->values(), QStringList(u"m %1 1"_s.arg(uid)));
    QVERIFY(m_bench->conflicts().empty());
}

void MirrorConflictTest::definitionsRemovedHereComeBack()
{
    m_bench->setLevel(PublishLevel::Off);
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    QVERIFY(answer(m_bench->ports.catalog->remove(m_bench->definition(u"m"_s)->id)));
    m_bench->describe(u"m"_s, u"changed"_s);
    QCOMPARE(m_bench->fetch()->conflicts, 1);
    QVERIFY(answer(
        m_bench->ports.outbox->takeTheirs(m_bench->source.id, m_bench->conflicts().at(0).id)));
    QCOMPARE(m_bench->definition(u"m"_s)->description, std::optional(u"changed"_s));
    QCOMPARE(m_bench->fetch()->records.added, 1);
    QVERIFY(m_bench->conflicts().empty());
}

// Made on both sides before they knew each other.
void MirrorConflictTest::metricsOfBothSidesMeet()
{
    m_bench->setLevel(PublishLevel::Off);
    const auto create = [this](const QString &name, const std::optional<QString> &description) {
        NewDefinition wanted;
        wanted.name = name;
        wanted.description = description;
        QVERIFY(answer(m_bench->ports.catalog->create(wanted)));
    };
    create(u"only mine said"_s, u"mine"_s);
    create(u"only theirs said"_s, {});
    create(u"both"_s, u"mine"_s);
    create(u"same"_s, u"same"_s);
    m_bench->describe(u"only mine said"_s, {});
    m_bench->describe(u"only theirs said"_s, u"theirs"_s);
    m_bench->describe(u"both"_s, u"theirs"_s);
    m_bench->describe(u"same"_s, u"same"_s);
    const auto fetched = m_bench->fetch();
    QCOMPARE(fetched->definitions.added, 0);
    QCOMPARE(fetched->conflicts, 1);
    QCOMPARE(m_bench->conflicts().at(0).name, u"both"_s);
    QCOMPARE(m_bench->definition(u"only mine said"_s)->description, std::optional(u"mine"_s));
    QCOMPARE(m_bench->definition(u"only theirs said"_s)->description, std::optional(u"theirs"_s));
    QCOMPARE(m_bench->definition(u"both"_s)->description, std::optional(u"mine"_s));
}

// What is fetched from one source waits for the other, in the page of a conflict as well.
void MirrorConflictTest::otherSourcesKeepTheirNumbers()
{
    const auto other = addSource(m_bench->ports, u"other"_s, PublishLevel::Detailed);
    QVERIFY(other);
    m_bench->setLevel(PublishLevel::Off);
    m_bench->describe(u"a"_s, u"first"_s);
    m_bench->describe(u"b"_s, u"first"_s);
    QVERIFY(m_bench->fetch()->isComplete);
    for (int round = 0; round < 2; ++round) { // with a new conflict, and one that is there
        DefinitionChange change;
        change.description = std::optional(u"mine %1"_s.arg(round));
        QVERIFY(answer(m_bench->ports.catalog->update(m_bench->definition(u"a"_s)->id, change)));
        m_bench->describe(u"a"_s, u"theirs %1"_s.arg(round));
        for (int i = 0; i < 3; ++i)
            m_bench->describe(u"new %1 %2"_s.arg(round).arg(i), u"made there"_s);
        const auto fetched = m_bench->fetchAll();
        QVERIFY(fetched && fetched->isComplete);
        QCOMPARE(fetched->conflicts, 1);
        QCOMPARE(waiting(m_bench->ports, other->id).size(), 5 + 6 * round);
        // The next number is free.
        QVERIFY(m_bench->enter(u"own %1"_s.arg(round), 1, round).saved);
    }
    QVERIFY(deliverAll(m_bench->ports, other->id));
    QVERIFY(waiting(m_bench->ports, other->id).isEmpty());
}

TIDEMARK_TEST(MirrorConflictTest)
#include "mirror_conflict_test.moc"
