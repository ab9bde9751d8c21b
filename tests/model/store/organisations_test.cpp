// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/compensated_sum.h"
#include "model/ports/access_store.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/change_journal.h"
#include "model/ports/device_store.h"
#include "model/ports/file_contributions.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "model/ports/store_events.h"
#include "tests/model/core/random_numbers.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

#include <array>
#include <map>
#include <set>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// What one organisation was told to hold, kept beside the store in plain maps.
struct PlainOrg
{
    struct PlainSession
    {
        std::optional<std::int64_t> start_ns;
        std::optional<std::int64_t> end_ns;
        std::set<QString> devices;
        std::map<QString, std::pair<std::int64_t, std::int64_t>> files;
        std::map<QString, double> values; ///< by metric
        SessionId id;
        bool isEntry = false;
    };
    std::map<QString, MetricId> metrics;
    std::set<QString> devices;
    std::map<QString, PlainSession> sessions;
    std::vector<ChangeId> changes;
};

/// One organisation's ports under random operations with names that both use.
class RandomOrg
{
public:
    RandomOrg(const DataPorts &ports, RandomNumbers &numbers, QString author)
        : m_ports(ports)
        , m_numbers(numbers)
        , m_author(std::move(author))
    {}

    [[nodiscard]] const DataPorts &ports() const { return m_ports; }
    [[nodiscard]] const PlainOrg &plain() const { return m_plain; }

    void act()
    {
        switch (m_numbers.integer(0, 9)) {
        case 0:
            return createMetric();
        case 1:
            return removeMetric();
        case 2:
        case 3:
            return createSession();
        case 4:
            return removeSession();
        case 5:
            return addFile();
        case 6:
            return enter();
        case 7:
            return undoAndRedo();
        default:
            return publish();
        }
    }
    /// Every port shows exactly what the plain maps hold.
    void check();
    /// The ids of the other one mean nothing here.
    void refuseForeign(const PlainOrg &other);

private:
    QString metricName() { return u"metric.%1"_s.arg(m_numbers.integer(0, 4)); }
    QString deviceName() { return u"device %1"_s.arg(m_numbers.integer(0, 3)); }
    QString sessionUid() { return u"ss_%1"_s.arg(m_numbers.integer(0, 5)); }
    std::int64_t time() { return std::int64_t{m_numbers.integer(-50, 50)} * 3'600'000'000'000; }

    void note(ChangeId change)
    {
        if (change.isValid())
            m_plain.changes.push_back(change);
    }
    void learnMetrics()
    {
        const auto definitions = answer(m_ports.catalog->definitions());
        QVERIFY(definitions);
        m_plain.metrics.clear();
        for (const Definition &definition : *definitions)
            m_plain.metrics[definition.name] = definition.id;
    }
    void createMetric()
    {
        const QString name = metricName();
        const auto made = answer(m_ports.catalog->create({name}));
        QCOMPARE(made.has_value(), !m_plain.metrics.contains(name));
        if (!made)
            return;
        m_plain.metrics[name] = made->definition.id;
        note(made->change);
    }
    void removeMetric()
    {
        const QString name = metricName();
        const auto found = answer(m_ports.catalog->find(name));
        QCOMPARE(found.has_value(), m_plain.metrics.contains(name));
        if (!found)
            return;
        const auto removed = answer(m_ports.catalog->remove(found->id));
        QVERIFY(removed);
        note(*removed);
        m_plain.metrics.erase(name);
        for (auto session = m_plain.sessions.begin(); session != m_plain.sessions.end();) {
            session->second.values.erase(name);
            const bool isGone = session->second.isEntry && session->second.values.empty();
            session = isGone ? m_plain.sessions.erase(session) : std::next(session);
        }
    }
    void createSession()
    {
        NewSession wanted;
        wanted.uid = sessionUid();
        wanted.start = wanted.end = Timestamp(time());
        wanted.devices = {deviceName()};
        const auto made = answer(m_ports.sessions->createSession(wanted));
        QCOMPARE(made.has_value(), !m_plain.sessions.contains(wanted.uid));
        if (!made)
            return;
        PlainOrg::PlainSession &session = m_plain.sessions[wanted.uid];
        session.start_ns = session.end_ns = wanted.start->posixNs();
        session.devices = {wanted.devices.constFirst()};
        session.id = made->session.id;
        m_plain.devices.insert(wanted.devices.constFirst());
        note(made->change);
    }
    void removeSession()
    {
        const auto found = m_plain.sessions.find(sessionUid());
        if (found == m_plain.sessions.end())
            return;
        const auto removed = answer(m_ports.sessions->removeSessions({found->second.id}));
        QVERIFY(removed);
        note(*removed);
        m_plain.sessions.erase(found);
    }
    void addFile()
    {
        const QString uid = sessionUid();
        const std::int64_t a = time();
        const std::int64_t b = time();
        const auto range = std::minmax(a, b);
        const QString file = u"fl_%1"_s.arg(m_numbers.integer(0, 2));
        const auto added = answer(m_ports.files->add(
            uid, {{file, ClosedRange{Timestamp(range.first), Timestamp(range.second)}}}));
        const auto found = m_plain.sessions.find(uid);
        QCOMPARE(added.has_value(), found != m_plain.sessions.end());
        if (!added)
            return;
        note(added->change);
        PlainOrg::PlainSession &session = found->second;
        session.files[file] = {range.first, range.second};
        session.start_ns = session.end_ns = std::nullopt;
        for (const auto &[name, each] : session.files) {
            session.start_ns = std::min(session.start_ns.value_or(each.first), each.first);
            session.end_ns = std::max(session.end_ns.value_or(each.second), each.second);
        }
    }
    void enter()
    {
        ValueEntry entry{metricName(), {}, m_numbers.integer(0, 1000) / 8.0, Timestamp(time())};
        entry.duplicates = DuplicatePolicy::KeepBoth;
        entry.device = deviceName();
        const auto done = answer(m_ports.records->enter(entry));
        QVERIFY(done && done->saved);
        QCOMPARE(done->createdDefinition, !m_plain.metrics.contains(entry.metric));
        QCOMPARE(done->saved->publishedBy, m_author);
        note(done->change);
        PlainOrg::PlainSession &session = m_plain.sessions[done->saved->sessionUid];
        session.start_ns = session.end_ns = entry.at.posixNs();
        session.values[entry.metric] = entry.value;
        session.id = done->saved->key.session;
        session.isEntry = true;
        m_plain.devices.insert(*entry.device);
        m_plain.metrics[entry.metric] = done->saved->key.metric;
    }
    void publish()
    {
        PublishRequest request;
        request.sessionUid = sessionUid();
        for (int i = m_numbers.integer(1, 3); i > 0; --i)
            request.items.push_back({metricName(), m_numbers.integer(0, 1000) / 8.0});
        const auto done = answer(m_ports.records->publish(request));
        const auto found = m_plain.sessions.find(request.sessionUid);
        QCOMPARE(done.has_value(), found != m_plain.sessions.end());
        if (!done)
            return;
        note(done->change);
        for (const Record &record : done->succeeded) {
            QCOMPARE(record.publishedBy, m_author);
            found->second.values[record.metricName] = record.value;
            m_plain.metrics[record.metricName] = record.key.metric;
        }
    }
    void undoAndRedo() // leaves all as it was
    {
        if (m_plain.changes.empty())
            return;
        const auto undone = answer(m_ports.journal->undo(m_plain.changes.back()));
        QVERIFY2(undone, undone ? "" : qPrintable(undone.error().message));
        QVERIFY(answer(m_ports.journal->redo(m_plain.changes.back())));
    }

    void checkRecords();
    void checkSessions();
    void checkAggregates();

    DataPorts m_ports;
    RandomNumbers &m_numbers;
    QString m_author;
    PlainOrg m_plain;
};

void RandomOrg::check()
{
    const std::map<QString, MetricId> known = m_plain.metrics;
    learnMetrics();
    QVERIFY(known == m_plain.metrics);
    const auto info = answer(m_ports.admin->info());
    QVERIFY(info);
    QCOMPARE(info->metricCount, static_cast<std::int64_t>(m_plain.metrics.size()));
    QCOMPARE(info->sessionCount, static_cast<std::int64_t>(m_plain.sessions.size()));
    const auto changes = answer(m_ports.journal->changes(100'000));
    QVERIFY(changes);
    QCOMPARE(changes->size(), m_plain.changes.size());
    for (const ChangeEntry &change : *changes)
        QCOMPARE(change.who, m_author);
    const auto devices = answer(m_ports.sessions->devices());
    QVERIFY(devices);
    QCOMPARE(std::set<QString>(devices->begin(), devices->end()), m_plain.devices);
    const auto page = answer(m_ports.devices->page({}, 100));
    QVERIFY(page);
    QCOMPARE(page->devices.size(), m_plain.devices.size());
    for (const Device &device : page->devices)
        QCOMPARE(device.createdBy, m_author);
    checkSessions();
    checkRecords();
    checkAggregates();
}

void RandomOrg::checkSessions()
{
    const auto all = answer(m_ports.sessions->sessionsByUid({}, 10'000));
    QVERIFY(all);
    QCOMPARE(all->sessions.size(), m_plain.sessions.size());
    SessionQuery query;
    query.includeEntries = true;
    QCOMPARE(answer(m_ports.sessions->count(query)).value_or(-1),
             static_cast<std::int64_t>(m_plain.sessions.size()));
    query.text = u"s"_s; // in every uid
    const auto searched = answer(m_ports.sessions->sessions(query, {}, 10'000));
    QVERIFY(searched);
    QCOMPARE(searched->sessions.size(), m_plain.sessions.size());
    for (const Session &session : all->sessions) {
        const auto found = m_plain.sessions.find(session.uid);
        QVERIFY(found != m_plain.sessions.end());
        QCOMPARE(session.id, found->second.id);
        QCOMPARE(session.createdBy, m_author);
        QVERIFY((session.start ? std::optional(session.start->posixNs()) : std::nullopt) ==
                found->second.start_ns);
        const std::set<QString> devices(session.devices.begin(), session.devices.end());
        QCOMPARE(devices, found->second.devices);
        QCOMPARE(answer(m_ports.files->page(session.uid, {}, 100))->files.size(),
                 found->second.files.size());
        QCOMPARE(answer(m_ports.sessions->recordsOf(session.uid, 100))->size(),
                 found->second.values.size());
    }
    for (const QString &name : m_plain.devices) {
        std::size_t expected = 0;
        for (const auto &[uid, session] : m_plain.sessions)
            expected += session.devices.contains(name) ? 1U : 0U;
        QCOMPARE(answer(m_ports.devices->sessionsOf(name, {}, 1000))->sessions.size(), expected);
    }
}

void RandomOrg::checkRecords()
{
    std::size_t expected = 0;
    for (const auto &[uid, session] : m_plain.sessions)
        expected += session.values.size();
    QCOMPARE(answer(m_ports.admin->info())->recordCount, static_cast<std::int64_t>(expected));
    const auto page = answer(m_ports.records->page({}, SortOrder::Ascending, {}, 10'000));
    QVERIFY(page);
    QCOMPARE(page->records.size(), expected); // every session has times here
    QCOMPARE(answer(m_ports.records->count({})).value_or(-1), static_cast<std::int64_t>(expected));
    for (const Record &record : page->records) {
        const auto session = m_plain.sessions.find(record.sessionUid);
        QVERIFY(session != m_plain.sessions.end());
        QCOMPARE(record.value, session->second.values.at(record.metricName));
        QCOMPARE(record.publishedBy, m_author);
    }
}

void RandomOrg::checkAggregates()
{
    const auto summaries = answer(m_ports.catalog->summaries({}, 0));
    QVERIFY(summaries);
    QCOMPARE(summaries->size(), m_plain.metrics.size());
    double whole = 0;
    std::int64_t count = 0;
    for (const MetricSummary &summary : *summaries) {
        double sum = 0;
        std::int64_t records = 0;
        for (const auto &[uid, session] : m_plain.sessions) {
            const auto value = session.values.find(summary.definition.name);
            if (value == session.values.end())
                continue;
            sum += value->second; // eighths: exact
            ++records;
        }
        QCOMPARE(summary.recordCount, records);
        AggregateQuery query;
        query.selection.metrics = {summary.definition.id};
        const auto series = answer(m_ports.aggregates->aggregate(query));
        QVERIFY(series);
        QCOMPARE(total(*series).sum.value(), sum);
        QCOMPARE(total(*series).count, static_cast<std::uint64_t>(records));
        QCOMPARE(answer(m_ports.records->lastValues(summary.definition.id, 1000))->size(),
                 static_cast<std::size_t>(records));
        whole += sum;
        count += records;
    }
    const auto all = answer(m_ports.aggregates->total({}));
    QVERIFY(all);
    QCOMPARE(all->sum.value(), whole);
    QCOMPARE(all->count, static_cast<std::uint64_t>(count));
    const auto extent = answer(m_ports.aggregates->extent({}, TimeFilter::SessionEnd));
    QVERIFY(extent);
    QCOMPARE(extent->has_value(), count > 0);
}

void RandomOrg::refuseForeign(const PlainOrg &other)
{
    for (const auto &[name, metric] : other.metrics) {
        DefinitionChange change;
        change.unit = u"ms"_s;
        QCOMPARE(answer(m_ports.catalog->update(metric, change)).error().code, ErrorCode::NotFound);
        QCOMPARE(answer(m_ports.catalog->remove(metric)).error().code, ErrorCode::NotFound);
        QCOMPARE(answer(m_ports.catalog->archive({metric}, true)).error().code,
                 ErrorCode::NotFound);
        AggregateQuery query;
        query.selection.metrics = {metric};
        QCOMPARE(answer(m_ports.aggregates->aggregate(query)).error().code, ErrorCode::NotFound);
        QCOMPARE(answer(m_ports.aggregates->total(query.selection))->count, 0U);
        QVERIFY(!answer(m_ports.aggregates->extent({metric}, TimeFilter::SessionEnd))->has_value());
        QCOMPARE(answer(m_ports.records->count(query.selection)).value_or(-1), 0);
        QVERIFY(answer(m_ports.records->page(query.selection, SortOrder::Ascending, {}, 10))
                    ->records.empty());
        QVERIFY(answer(m_ports.records->lastValues(metric, 10))->empty());
    }
    for (const auto &[uid, session] : other.sessions) {
        SessionChange change;
        change.note = u"mine"_s;
        QCOMPARE(answer(m_ports.sessions->updateSession(session.id, change)).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(answer(m_ports.sessions->removeSessions({session.id})).error().code,
                 ErrorCode::NotFound);
        QVERIFY(answer(m_ports.sessions->recordsOf(session.id))->empty());
        for (const auto &[name, value] : session.values) {
            RecordEdit edit;
            edit.key = {other.metrics.at(name), session.id};
            edit.value = 1;
            QCOMPARE(answer(m_ports.records->edit({edit}, u"edit"_s)).error().code,
                     ErrorCode::NotFound);
            QCOMPARE(answer(m_ports.records->remove({edit.key}, u"remove"_s)).error().code,
                     ErrorCode::NotFound);
            QVERIFY(answer(m_ports.records->history(edit.key))->empty());
        }
    }
    for (const ChangeId change : other.changes)
        QCOMPARE(answer(m_ports.journal->undo(change)).error().code, ErrorCode::NotFound);
}

} // namespace

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
