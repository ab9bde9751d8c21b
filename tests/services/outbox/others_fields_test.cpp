// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// What others said of a session or metric stays, and what both sides changed is a conflict (R4).
class OthersFieldsTest : public QObject, private WithOutboxBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { closeBench(); }
    void whatOthersAddedToASessionStays_data();
    void whatOthersAddedToASessionStays();
    void whatOthersAddedStaysWhenItsMakingWasLost();
    void aMemberThatBothSidesChangedIsAConflict_data();
    void aMemberThatBothSidesChangedIsAConflict();
    void theSameChangeOnBothSidesIsNone();
    void aLevelThatSaysLessTakesNothing();
    void aDescriptionThatOthersClearedIsAConflict_data();
    void aDescriptionThatOthersClearedIsAConflict();

private:
    void change(const SessionChange &change)
    {
        QVERIFY(answer(m_bench->ports.sessions->updateSession(*m_session, change)));
    }
    // Their additions, and one change.
    void addThere()
    {
        m_bench->remote.change([](RemoteState &state) {
            RemoteSession &session = state.sessions.begin()->second.session;
            session.metadata.insert(u"theirs"_s, 1);
            session.labels.append(u"theirs"_s);
            session.customFields.insert(u"theirs"_s, 1);
        });
    }
    [[nodiscard]] RemoteSession there() const
    {
        return m_bench->remote.sessionOf(u"ss_a"_s)->session;
    }
    [[nodiscard]] static SessionChange ours()
    {
        SessionChange change;
        change.metadata = QJsonObject{{u"a"_s, 2}, {u"c"_s, 3}};
        change.labels = QStringList{u"two"_s};
        change.customFields = QJsonObject{{u"x"_s, 2}};
        return change;
    }
    void compareBoth() const
    {
        QCOMPARE(there().metadata, (QJsonObject{{u"a"_s, 2}, {u"c"_s, 3}, {u"theirs"_s, 1}}));
        QCOMPARE(there().labels, (QStringList{u"theirs"_s, u"two"_s}));
        QCOMPARE(there().customFields, (QJsonObject{{u"x"_s, 2}, {u"theirs"_s, 1}}));
    }

    std::optional<SessionId> m_session;
};

void OthersFieldsTest::init()
{
    openBench();
    m_session = m_bench->addSession(u"ss_a"_s, u"name"_s);
    SessionChange said;
    said.metadata = QJsonObject{{u"a"_s, 1}, {u"b"_s, 1}};
    said.labels = QStringList{u"one"_s};
    said.customFields = QJsonObject{{u"x"_s, 1}, {u"y"_s, 1}};
    change(said);
}

void OthersFieldsTest::whatOthersAddedToASessionStays_data()
{
    QTest::addColumn<bool>("isLost");
    QTest::newRow("answered") << false;
    QTest::newRow("after a lost answer") << true;
}

void OthersFieldsTest::whatOthersAddedToASessionStays()
{
    QFETCH(const bool, isLost);
    QVERIFY(m_bench->drain());
    addThere();
    change(ours());
    if (isLost) {
        m_bench->failAll(u"update session"_s, Fault::LostAfter);
        (void)m_bench->wave();
        m_bench->remote.setFaults({});
    }
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    compareBoth();
    SessionChange name; // what was left alone is not taken for ours later
    name.name = std::optional(u"other"_s);
    change(name);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    compareBoth();
}

void OthersFieldsTest::whatOthersAddedStaysWhenItsMakingWasLost()
{
    m_bench->failAll(u"create session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    addThere();
    change(ours());
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    compareBoth();
}

void OthersFieldsTest::aMemberThatBothSidesChangedIsAConflict_data()
{
    QTest::addColumn<bool>("keepsMine");
    QTest::newRow("keep mine") << true;
    QTest::newRow("take theirs") << false;
}

void OthersFieldsTest::aMemberThatBothSidesChangedIsAConflict()
{
    QFETCH(const bool, keepsMine);
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) {
        state.sessions.begin()->second.session.metadata.insert(u"a"_s, 9);
    });
    change(ours());
    QVERIFY(m_bench->drain());
    QCOMPARE(there().metadata, (QJsonObject{{u"a"_s, 9}, {u"b"_s, 1}}));
    QCOMPARE(there().labels, QStringList{u"one"_s});
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items.front().reason, AttentionReason::Conflict);
    QCOMPARE(items.front().theirs->fields.value("metadata"_L1).toObject().value(u"a"_s), 9);
    if (keepsMine)
        QCOMPARE(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {items[0].id})), 1);
    else
        QVERIFY(answer(m_bench->ports.outbox->takeTheirs(m_bench->source.id, items[0].id)));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    const auto here = answer(m_bench->ports.sessions->findSession(u"ss_a"_s));
    QVERIFY(here);
    const SessionChange wanted = ours();
    QCOMPARE(there().metadata,
             keepsMine ? *wanted.metadata : (QJsonObject{{u"a"_s, 9}, {u"b"_s, 1}}));
    QCOMPARE(here->metadata, there().metadata);
    QCOMPARE(here->labels, there().labels);
    QCOMPARE(here->customFields, there().customFields);
}

void OthersFieldsTest::theSameChangeOnBothSidesIsNone()
{
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) {
        state.sessions.begin()->second.session.metadata = {{u"a"_s, 2}, {u"c"_s, 3}};
    });
    change(ours());
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(there().metadata, *ours().metadata);
    QCOMPARE(there().labels, *ours().labels);
}

void OthersFieldsTest::aLevelThatSaysLessTakesNothing()
{
    m_bench->setLevel(PublishLevel::Summary);
    QVERIFY(m_bench->drain());
    addThere();
    SessionChange renamed = ours();
    renamed.name = std::optional(u"other"_s);
    change(renamed);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(there().name, std::optional(u"other"_s));
    QCOMPARE(there().metadata, (QJsonObject{{u"theirs"_s, 1}}));
    QCOMPARE(there().labels, QStringList{u"theirs"_s});
}

void OthersFieldsTest::aDescriptionThatOthersClearedIsAConflict_data()
{
    aMemberThatBothSidesChangedIsAConflict_data();
}

void OthersFieldsTest::aDescriptionThatOthersClearedIsAConflict()
{
    QFETCH(const bool, keepsMine);
    NewDefinition wanted;
    wanted.name = u"m"_s;
    wanted.description = u"first"_s;
    const auto made = answer(m_bench->ports.catalog->create(wanted));
    QVERIFY(m_bench->drain());
    m_bench->remote.change(
        [](RemoteState &state) { state.definitions[u"m"_s].description.reset(); });
    DefinitionChange described;
    described.description = std::optional(u"mine"_s);
    QVERIFY(answer(m_bench->ports.catalog->update(made->definition.id, described)));
    QVERIFY(m_bench->drain());
    QVERIFY(!m_bench->remote.state().definitions.at(u"m"_s).description);
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items.front().reason, AttentionReason::Conflict);
    if (keepsMine)
        QCOMPARE(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {items[0].id})), 1);
    else
        QVERIFY(answer(m_bench->ports.outbox->takeTheirs(m_bench->source.id, items[0].id)));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    const auto kept = keepsMine ? std::optional(u"mine"_s) : std::nullopt;
    QCOMPARE(m_bench->remote.state().definitions.at(u"m"_s).description, kept);
    QCOMPARE(answer(m_bench->ports.catalog->find(u"m"_s))->description, kept);
}

TIDEMARK_TEST(OthersFieldsTest)
#include "others_fields_test.moc"
