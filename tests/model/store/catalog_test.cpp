// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/store_test_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class CatalogTest : public StoreTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void createsAndFindsADefinition();
    void namesAreUniqueAndCompareInTheirNormalForm();
    void refusesNamesThatCannotBe_data();
    void refusesNamesThatCannotBe();
    void ensuresSeveralAsOneStep();
    void ensuringRefusesAllForOneBadName();
    void updatesInThreeWays();
    void anEmptyChangeChangesNothing();
    void renameKeepsRecordsAndRefusesATakenName();
    void removesTheMetricWithItsRecordsAndEntries();
    void removedTwiceIsNotFound();
    void removesAndArchivesSeveralAsOneStep();
    void theStepOfAnUpdateNamesAllThatItDid_data();
    void theStepOfAnUpdateNamesAllThatItDid();
    void removedMetricComesBackUnderItsId();
    void pagesInCodePointOrder();

private:
    [[nodiscard]] MetricCatalog &catalog() { return *m_store->ports().catalog; }
    [[nodiscard]] Definition made(const QString &name)
    {
        return answer(catalog().create({name})).value_or(DefinitionOutcome()).definition;
    }
};

void CatalogTest::createsAndFindsADefinition()
{
    NewDefinition wanted;
    wanted.name = u"  cpu.load "_s;
    wanted.description = u"Highest load"_s;
    wanted.unit = u"%"_s;
    wanted.kind = MetricKind::Counter;
    wanted.tags = {{u"team"_s, u"core"_s}};
    wanted.settings.decimals = 2;
    wanted.settings.validMax = 100;
    const auto outcome = answer(catalog().create(wanted));
    QVERIFY(outcome);
    QVERIFY(outcome->change.isValid());
    QCOMPARE(outcome->definition.name, u"cpu.load"_s);
    QVERIFY(outcome->definition.uid.startsWith(u"mt_"_s));
    QCOMPARE(outcome->definition.createdBy, u"ana"_s);
    const auto found = answer(catalog().find(u"cpu.load"_s));
    QVERIFY(found);
    QVERIFY(*found == outcome->definition);
    QCOMPARE(answer(catalog().find(u"CPU.load"_s)).error().code, ErrorCode::NotFound);
}

void CatalogTest::namesAreUniqueAndCompareInTheirNormalForm()
{
    QVERIFY(made(u"caf\u00e9"_s).id.isValid());
    const auto again = answer(catalog().create({u"cafe\u0301"_s}));
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QVERIFY(again.error().message.contains(u"caf\u00e9"_s));
    QVERIFY(made(u"'; DROP TABLE metric; --"_s).id.isValid());
    QCOMPARE(answer(catalog().definitions())->size(), 2U);
}

void CatalogTest::refusesNamesThatCannotBe_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << QString();
    QTest::newRow("spaces") << u"   "_s;
    QTest::newRow("line break") << u"a\nb"_s;
    QTest::newRow("NUL") << (u"a"_s + QChar(u'\0') + u"b"_s);
    QTest::newRow("256 bytes") << QString(256, u'a');
    QTest::newRow("half a character") << QString(QChar(0xd800));
}

void CatalogTest::refusesNamesThatCannotBe()
{
    QFETCH(const QString, name);
    const auto refused = answer(catalog().create({name}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!refused.error().message.isEmpty());
    QVERIFY(answer(catalog().definitions())->empty());
}

void CatalogTest::ensuresSeveralAsOneStep()
{
    const Definition old = made(u"caf\u00e9"_s);
    NewDefinition fresh{u" b "_s};
    fresh.unit = u"%"_s;
    const auto ensured = answer(catalog().ensure({{u"cafe\u0301"_s}, fresh, {u"b"_s}}));
    QVERIFY(ensured);
    QCOMPARE(ensured->definitions.size(), 3U);
    QCOMPARE(ensured->definitions[0].id, old.id);
    QCOMPARE(ensured->definitions[1].unit, u"%"_s);
    QCOMPARE(ensured->definitions[2].id, ensured->definitions[1].id); // named twice, made once
    QCOMPARE(answer(catalog().definitions())->size(), 2U);
    QVERIFY(answer(m_store->ports().journal->undo(ensured->change)));
    QCOMPARE(answer(catalog().definitions())->size(), 1U);
    const auto again = answer(catalog().ensure({{u"caf\u00e9"_s}}));
    QVERIFY(again);
    QVERIFY(!again->change.isValid());
}

void CatalogTest::ensuringRefusesAllForOneBadName()
{
    const auto refused = answer(catalog().ensure({{u"good"_s}, {u" "_s}}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(answer(catalog().definitions())->empty());
}

void CatalogTest::updatesInThreeWays()
{
    const Definition before = made(u"load"_s);
    DefinitionChange change;
    change.description = std::optional(u"text"_s);
    auto outcome = answer(catalog().update(before.id, change));
    QVERIFY(outcome);
    QCOMPARE(outcome->definition.description, std::optional(u"text"_s)); // set
    QVERIFY(outcome->definition.modified > before.modified);
    DefinitionChange other;
    other.unit = u"ms"_s;
    outcome = answer(catalog().update(before.id, other));
    QCOMPARE(outcome->definition.description, std::optional(u"text"_s)); // absent: left alone
    QCOMPARE(outcome->definition.unit, u"ms"_s);
    change.description = std::optional<QString>();
    outcome = answer(catalog().update(before.id, change));
    QVERIFY(!outcome->definition.description.has_value()); // cleared
    QCOMPARE(answer(catalog().update(MetricId(99), change)).error().code, ErrorCode::NotFound);
}

void CatalogTest::anEmptyChangeChangesNothing()
{
    const Definition before = made(u"load"_s);
    const auto outcome = answer(catalog().update(before.id, {}));
    QVERIFY(outcome);
    QVERIFY(!outcome->change.isValid());
    QVERIFY(outcome->definition == before);
    QCOMPARE(answer(m_store->ports().journal->changes(10))->size(), 1U);
}

void CatalogTest::renameKeepsRecordsAndRefusesATakenName()
{
    const Definition load = made(u"load"_s);
    const Definition heat = made(u"heat"_s);
    QVERIFY(answer(m_store->ports().records->enter({u"load"_s, {}, 1.5, Timestamp(7)})));
    DefinitionChange change;
    change.name = u"heat"_s;
    QCOMPARE(answer(catalog().update(load.id, change)).error().code, ErrorCode::AlreadyExists);
    change.name = u"load.mean"_s;
    const auto renamed = answer(catalog().update(load.id, change));
    QVERIFY(renamed);
    QCOMPARE(renamed->definition.id, load.id);
    const auto page = answer(m_store->ports().records->page({}, SortOrder::Ascending, {}, 5));
    QCOMPARE(page->records.at(0).metricName, u"load.mean"_s);
    QVERIFY(made(u"load"_s).id != load.id);
    Q_UNUSED(heat)
}

void CatalogTest::removesTheMetricWithItsRecordsAndEntries()
{
    const DataPorts ports = m_store->ports();
    NewSession wanted;
    wanted.uid = u"ss_run"_s;
    wanted.start = wanted.end = Timestamp(50);
    QVERIFY(answer(ports.sessions->createSession(wanted)));
    const auto alone = answer(ports.records->enter({u"load"_s, {}, 1.5, Timestamp(7)}));
    ValueEntry inSession{u"load"_s, {}, 2.5, Timestamp(), u"ss_run"_s};
    QVERIFY(alone && answer(ports.records->enter(inSession)));
    const QByteArray before = contentDump(m_store->path());
    const auto removed = answer(catalog().remove(alone->saved->key.metric));
    QVERIFY(removed && removed->isValid());
    QCOMPARE(answer(ports.records->count({}, {})).value_or(-1), 0);
    SessionQuery all;
    all.includeEntries = true;
    const auto sessions = answer(ports.sessions->sessions(all, {}, 10));
    QCOMPARE(sessions->sessions.size(), 1U); // the entry went, the session stays
    QCOMPARE(sessions->sessions.at(0).session.uid, u"ss_run"_s);
    QVERIFY(answer(ports.journal->undo(*removed)));
    QCOMPARE(contentDump(m_store->path()), before);
}

void CatalogTest::removedTwiceIsNotFound()
{
    const Definition load = made(u"load"_s);
    QVERIFY(answer(catalog().remove(load.id)));
    QCOMPARE(answer(catalog().remove(load.id)).error().code, ErrorCode::NotFound);
}

void CatalogTest::removesAndArchivesSeveralAsOneStep()
{
    const DataPorts ports = m_store->ports();
    QVERIFY(answer(ports.records->enter({u"load"_s, {}, 1.5, Timestamp(7)})));
    QVERIFY(answer(ports.records->enter({u"heat"_s, {}, 2.5, Timestamp(8)})));
    const std::vector both{answer(catalog().find(u"load"_s))->id,
                           answer(catalog().find(u"heat"_s))->id};
    const QByteArray before = contentDump(m_store->path());
    const auto steps = [&] { return answer(ports.journal->changes(20))->size(); };
    const std::size_t atFirst = steps();

    const auto archived = answer(catalog().archive(both, true));
    QVERIFY(archived && archived->isValid());
    QCOMPARE(steps(), atFirst + 1);
    QVERIFY(answer(catalog().find(u"load"_s))->isArchived);
    QVERIFY(answer(catalog().find(u"heat"_s))->isArchived);
    const auto again = answer(catalog().archive(both, true));
    QVERIFY(again && !again->isValid()); // nothing had to change
    QVERIFY(answer(ports.journal->undo(*archived)));
    QCOMPARE(contentDump(m_store->path()), before);

    QCOMPARE(answer(catalog().remove({both[0], MetricId(99)})).error().code, ErrorCode::NotFound);
    QCOMPARE(contentDump(m_store->path()), before); // all or none
    const std::size_t beforeRemoval = steps();
    const auto removed = answer(catalog().remove(both));
    QVERIFY(removed && removed->isValid());
    QCOMPARE(steps(), beforeRemoval + 1);
    QVERIFY(answer(catalog().definitions())->empty());
    QVERIFY(answer(ports.journal->undo(*removed)));
    QCOMPARE(contentDump(m_store->path()), before);
}

void CatalogTest::theStepOfAnUpdateNamesAllThatItDid_data()
{
    QTest::addColumn<DefinitionChange>("change");
    QTest::addColumn<QString>("label");
    DefinitionChange change;
    change.name = u" cpu.load "_s;
    QTest::newRow("name") << change << u"rename metric to cpu.load"_s;
    change.unit = u"%"_s;
    QTest::newRow("name and unit") << change << u"edit metric cpu.load"_s;
    change.name.reset();
    QTest::newRow("unit") << change << u"edit metric load"_s;
    change.isArchived = true;
    QTest::newRow("unit and archiving") << change << u"edit metric load"_s;
    change.unit.reset();
    QTest::newRow("archiving") << change << u"archive metric load"_s;
}

void CatalogTest::theStepOfAnUpdateNamesAllThatItDid()
{
    QFETCH(const DefinitionChange, change);
    QFETCH(const QString, label);
    QVERIFY(answer(catalog().update(made(u"load"_s).id, change)));
    QCOMPARE(answer(m_store->ports().journal->changes(1))->front().label, label);
}

void CatalogTest::removedMetricComesBackUnderItsId()
{
    const Definition load = made(u"load"_s);
    const auto removed = answer(catalog().remove(load.id));
    const Definition other = made(u"load"_s);
    QVERIFY(other.id != load.id && other.uid != load.uid);
    QCOMPARE(answer(m_store->ports().journal->undo(*removed)).error().code, ErrorCode::Conflict);
    QVERIFY(answer(catalog().remove(other.id)));
    QVERIFY(answer(m_store->ports().journal->undo(*removed)));
    QVERIFY(*answer(catalog().find(u"load"_s)) == load);
}

void CatalogTest::pagesInCodePointOrder()
{
    QStringList names;
    for (int i = 0; i < 250; ++i)
        names.append(u"m.%1"_s.arg(i));
    names += {u"M"_s, u"m/1 +"_s, u"é"_s, u"\uFF5E"_s, u"\U0001F916"_s};
    for (const QString &name : names)
        QVERIFY(made(name).id.isValid());
    QVERIFY(answer(catalog().archive({answer(catalog().find(u"m.7"_s))->id}, true)));
    std::sort(names.begin(), names.end(),
              [](const QString &a, const QString &b) { return a.toUcs4() < b.toUcs4(); });
    for (const int limit : {1, 7, 100, 255, 256, 10'000}) {
        QStringList listed;
        std::optional<QString> after;
        do {
            const auto page = answer(catalog().page(after, limit));
            QVERIFY(page);
            for (const Definition &definition : page->definitions)
                listed.append(definition.name);
            after = page->next;
        } while (after);
        QCOMPARE(listed, names);
    }
    QVERIFY(!answer(catalog().page({}, 255))->next);
    // A name that is gone, or was never there, is a place all the same.
    QCOMPARE(answer(catalog().page(u"m.249x"_s, 1))->definitions.at(0).name, u"m.25"_s);
    for (const int limit : {0, -1, 10'001})
        QCOMPARE(answer(catalog().page({}, limit)).error().code, ErrorCode::InvalidArgument);
}

TIDEMARK_TEST(CatalogTest)
#include "catalog_test.moc"
