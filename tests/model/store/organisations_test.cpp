// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/access_store.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "model/ports/store_events.h"
#include "tests/model/store/random_organisation.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Two organisations in one store never meet.
class OrganisationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void eachSeesExactlyItsOwn();
    void sharesWhatTwoWhoWriteForOneOrganisation();
    void tellsOnlyOfItsOwnChanges();
    void tellsOfOtherProcessesToo();
    void anUnknownOrganisationIsNotFound();
    void filtersByNameStayInside();

private:
    [[nodiscard]] DataPorts portsOf(const QString &org, const QString &author)
    {
        return m_store->portsFor({org, author});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
};

void OrganisationsTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(m_folder->filePath(u"s.tidemark"_s)).value_or(nullptr);
    QVERIFY(m_store);
    QVERIFY(answer(m_store->access().createOrganisation({u"second"_s, u"og_b"_s})));
}

void OrganisationsTest::eachSeesExactlyItsOwn()
{
    RandomNumbers numbers("OrganisationsTest");
    RandomOrg local(m_store->ports(), numbers, u"ana"_s);
    RandomOrg other(portsOf(u"og_b"_s, u"bea"_s), numbers, u"bea"_s);
    for (int round = 0; round < 12; ++round) {
        for (int i = 0; i < 20; ++i) {
            (numbers.integer(0, 1) == 0 ? local : other).act();
            if (QTest::currentTestFailed())
                return;
        }
        for (RandomOrg *each : {&local, &other}) {
            each->check();
            each->refuseForeign((each == &local ? other : local).plain());
            if (QTest::currentTestFailed())
                return;
        }
    }
    local.check(); // nothing of what was refused left a trace
    other.check();
    const auto report = answer(m_store->ports().admin->check());
    QVERIFY(report);
    QVERIFY(report->isSound());
}

void OrganisationsTest::sharesWhatTwoWhoWriteForOneOrganisation()
{
    const DataPorts bea = portsOf(u"og_b"_s, u"bea"_s);
    const DataPorts cem = portsOf(u"og_b"_s, u"cem"_s);
    QCOMPARE(portsOf(u"og_b"_s, u"bea"_s).records, bea.records); // the same for the same scope
    QVERIFY(cem.records != bea.records);
    QCOMPARE(cem.events, bea.events);
    QVERIFY(answer(bea.records->enter({u"load"_s, {}, 1, Timestamp(1)})));
    const auto changed = answer(cem.records->enter({u"load"_s, {}, 2, Timestamp(2)}));
    QVERIFY(changed);
    QVERIFY(!changed->createdDefinition);
    const auto page = answer(bea.records->page({}, SortOrder::Ascending, {}, 10));
    QVERIFY(page);
    QCOMPARE(page->records.size(), 2U);
    QCOMPARE(page->records[0].publishedBy, u"bea"_s);
    QCOMPARE(page->records[1].publishedBy, u"cem"_s);
    QVERIFY(answer(bea.journal->undo(changed->change))); // one history for both
    QVERIFY(answer(m_store->ports().catalog->definitions())->empty());
}

void OrganisationsTest::tellsOnlyOfItsOwnChanges()
{
    const DataPorts local = m_store->ports();
    const DataPorts other = portsOf(u"og_b"_s, u"bea"_s);
    QVERIFY(local.events != other.events);
    QCOMPARE(other.events->thread(), QThread::currentThread());
    QSignalSpy toLocal(local.events, &StoreEvents::changed);
    QSignalSpy toOther(other.events, &StoreEvents::changed);
    const auto entered = answer(other.records->enter({u"load"_s, {}, 1, Timestamp(1)}));
    QVERIFY(entered);
    QVERIFY(toOther.wait());
    QVERIFY(toOther.at(0).at(0).value<StoreChange>().touches(entered->saved->key.metric));
    QVERIFY(answer(local.records->enter({u"load"_s, {}, 1, Timestamp(1)})));
    QVERIFY(toLocal.wait());
    QCOMPARE(toLocal.size(), 1);
    QVERIFY(!toLocal.at(0).at(0).value<StoreChange>().touches(entered->saved->key.metric));
    QCOMPARE(toOther.size(), 1);
}

void OrganisationsTest::tellsOfOtherProcessesToo()
{
    const DataPorts local = m_store->ports();
    const DataPorts other = portsOf(u"og_b"_s, u"bea"_s);
    QSignalSpy toOther(other.events, &StoreEvents::changed);
    QSignalSpy toLocal(local.events, &StoreEvents::changed);
    const auto second = openStore(m_store->path()); // as another program would
    QVERIFY(second);
    const DataPorts theirs = (*second)->portsFor({u"og_b"_s, u"cem"_s});
    const auto entered = answer(theirs.records->enter({u"load"_s, {}, 1, Timestamp(1)}));
    QVERIFY(entered);
    QTRY_VERIFY(!toOther.isEmpty());
    QVERIFY(toOther.at(0).at(0).value<StoreChange>().touches(entered->saved->key.metric));
    QVERIFY(answer((*second)->ports().records->enter({u"load"_s, {}, 1, Timestamp(1)})));
    QTRY_VERIFY(!toLocal.isEmpty());
    for (const auto &told : toLocal)
        QVERIFY(!told.at(0).value<StoreChange>().touches(entered->saved->key.metric));
    // Caches of one process follow what the other one writes.
    QCOMPARE(answer(other.catalog->summaries({}, 0))->at(0).recordCount, 1);
    QVERIFY(answer(theirs.records->enter({u"load"_s, {}, 2, Timestamp(2)})));
    QCOMPARE(answer(other.catalog->summaries({}, 0))->at(0).recordCount, 2);
}

void OrganisationsTest::anUnknownOrganisationIsNotFound()
{
    const DataPorts ports = portsOf(u"og_new"_s, u"bea"_s);
    const auto read = answer(ports.catalog->definitions());
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::NotFound);
    QCOMPARE(read.error().subject, ErrorSubject::Organisation);
    const auto written = answer(ports.records->enter({u"load"_s, {}, 1, Timestamp(1)}));
    QVERIFY(!written);
    QCOMPARE(written.error().subject, ErrorSubject::Organisation);
    QCOMPARE(answer(ports.journal->undo(ChangeId(1))).error().subject, ErrorSubject::Organisation);
    QCOMPARE(answer(ports.admin->check()).error().subject, ErrorSubject::Organisation);
    // Made later, it is there.
    QVERIFY(answer(m_store->access().createOrganisation({u"new"_s, u"og_new"_s})));
    QVERIFY(answer(ports.records->enter({u"load"_s, {}, 1, Timestamp(1)})));
    QCOMPARE(answer(ports.catalog->definitions())->size(), 1U);
}

void OrganisationsTest::filtersByNameStayInside()
{
    const DataPorts local = m_store->ports();
    const DataPorts other = portsOf(u"og_b"_s, u"bea"_s);
    for (const DataPorts &ports : {local, other}) {
        NewSession wanted;
        wanted.uid = u"ss_1"_s;
        wanted.start = wanted.end = Timestamp(5);
        wanted.devices = {u"rig"_s};
        wanted.tags = {{u"env"_s, u"prod"_s}};
        QVERIFY(answer(ports.sessions->createSession(wanted)));
        PublishRequest request;
        request.sessionUid = u"ss_1"_s;
        request.invocation = u"iv_1"_s;
        request.items = {{u"load"_s, ports.records == local.records ? 1.0 : 2.0}};
        QVERIFY(answer(ports.records->publish(request)));
    }
    for (int i = 0; i < 4; ++i) {
        Selection selection;
        if (i == 0)
            selection.sessions = QStringList{u"ss_1"_s};
        if (i == 1)
            selection.devices = IdFilter::oneOf({u"rig"_s});
        if (i == 2)
            selection.invocations = IdFilter::oneOf({u"iv_1"_s});
        if (i == 3)
            selection.tags = {{u"env"_s, u"prod"_s}};
        QCOMPARE(answer(local.aggregates->total(selection))->sum.value(), 1.0);
        QCOMPARE(answer(other.aggregates->total(selection))->sum.value(), 2.0);
        QCOMPARE(answer(local.records->count(selection)).value_or(-1), 1);
        const auto page = answer(other.records->page(selection, SortOrder::Descending, {}, 10));
        QVERIFY(page);
        QCOMPARE(page->records.size(), 1U);
        QCOMPARE(page->records[0].value, 2.0);
    }
}

TIDEMARK_TEST(OrganisationsTest)
#include "organisations_test.moc"
