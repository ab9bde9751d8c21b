// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/mirror_store.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Sources as the store keeps them.
class SourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void keepsASource();
    void cleansAddresses_data();
    void cleansAddresses();
    void refusesWhatIsNoPin();
    void refusesATakenName();
    void removesItOnlyWithItsQueue();
    void anUnusedSourceMovesFreely();
    void anotherPlaceSaysWhatItMeans_data();
    void anotherPlaceSaysWhatItMeans();
    void theSameServiceElsewhereKeepsWhatIsKnown();
    void anotherServiceIsMetAsANewOne();
    void nothingOfTheOldServiceArrivesLater();

private:
    [[nodiscard]] EntryOutcome enter(double value, std::int64_t at_ns) const
    {
        ValueEntry entry;
        entry.metric = u"m"_s;
        entry.value = value;
        entry.at = Timestamp(at_ns);
        return answer(m_ports.records->enter(entry)).value_or(EntryOutcome());
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
    DataPorts m_ports;
};

void SourceTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    const auto store = openStore(m_folder->filePath(u"store.tidemark"_s));
    QVERIFY(store);
    m_store = *store;
    m_ports = m_store->ports();
}

void SourceTest::keepsASource()
{
    NewSource wanted;
    wanted.name = u" far "_s;
    wanted.endpoint = u"HTTPS://Metrics.Example:8443/base/"_s;
    wanted.organisation = u"og_1"_s;
    wanted.caFile = u"/etc/ssl/own.pem"_s;
    wanted.pinnedCertificate = u"AB:"_s.repeated(31) + u"cd"_s;
    wanted.level = PublishLevel::Summary;
    wanted.interval = Timedelta(5'000'000'000);
    const auto made = answer(m_ports.sources->create(wanted));
    QVERIFY(made);
    QCOMPARE(made->name, u"far"_s);
    QCOMPARE(made->endpoint, u"https://metrics.example:8443/base"_s);
    QCOMPARE(made->pinnedCertificate, u"ab"_s.repeated(31) + u"cd"_s);
    QVERIFY(made->uid.startsWith("sr_"_L1));
    QCOMPARE(made->createdBy, u"ana"_s);
    QCOMPARE(answer(m_ports.sources->find(made->id)), *made);
    SourceChange change;
    change.name = u"near"_s;
    const auto changed = answer(m_ports.sources->update(made->id, change));
    QCOMPARE(changed->name, u"near"_s);
    QCOMPARE(changed->endpoint, made->endpoint);
    QCOMPARE(answer(m_ports.sources->sources()), (std::vector<Source>{*changed}));
}

void SourceTest::cleansAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("stored"); // empty: refused
    QTest::newRow("plain") << u"http://127.0.0.1:8765"_s << u"http://127.0.0.1:8765"_s;
    QTest::newRow("slashes") << u"https://a.example//"_s << u"https://a.example"_s;
    QTest::newRow("file") << u"file:///etc/passwd"_s << QString();
    QTest::newRow("ftp") << u"ftp://a.example"_s << QString();
    QTest::newRow("credentials") << u"https://user:s3cret@a.example"_s << QString();
    QTest::newRow("query") << u"https://a.example?token=x"_s << QString();
    QTest::newRow("no host") << u"https://"_s << QString();
    QTest::newRow("no scheme") << u"a.example"_s << QString();
    QTest::newRow("empty") << QString() << QString();
}

void SourceTest::cleansAddresses() // C5
{
    QFETCH(QString, text);
    QFETCH(QString, stored);
    const auto endpoint = storableEndpoint(text);
    QCOMPARE(endpoint.has_value(), !stored.isEmpty());
    if (endpoint) {
        QCOMPARE(*endpoint, stored);
    } else {
        QCOMPARE(endpoint.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!endpoint.error().message.contains("s3cret"_L1));
    }
}

void SourceTest::refusesWhatIsNoPin()
{
    QVERIFY(!storablePin(u"ab:cd"_s));
    QVERIFY(!storablePin(u"zz"_s.repeated(32)));
    QCOMPARE(storablePin({}), QString());
    QVERIFY(!storableInterval(Timedelta(-1)));
    QVERIFY(!storableInterval(kMaxPublishInterval + Timedelta(1)));
    QVERIFY(storableInterval(kMaxPublishInterval));
}

void SourceTest::refusesATakenName()
{
    QVERIFY(addSource(m_ports, u"far"_s));
    QCOMPARE(addSource(m_ports, u"far"_s).error().code, ErrorCode::AlreadyExists);
}

void SourceTest::removesItOnlyWithItsQueue()
{
    const auto source = addSource(m_ports, u"far"_s);
    QVERIFY(source);
    ValueEntry entry;
    entry.metric = u"m"_s;
    QVERIFY(answer(m_ports.records->enter(entry)));
    QCOMPARE(answer(m_ports.sources->remove(source->id, false)).error().code, ErrorCode::Conflict);
    QVERIFY(answer(m_ports.sources->remove(source->id, true)));
    QCOMPARE(answer(m_ports.sources->find(source->id)).error().code, ErrorCode::NotFound);
    QVERIFY(answer(m_ports.records->enter(entry))); // and nothing is queued for it any more
}

void SourceTest::anUnusedSourceMovesFreely()
{
    const auto source = addSource(m_ports, u"far"_s);
    QVERIFY(enter(1, 100).saved); // it waits, but nothing of it went anywhere
    SourceChange change;
    change.endpoint = u"https://other.example"_s;
    const auto moved = answer(m_ports.sources->update(source->id, change));
    QVERIFY2(moved, moved ? "" : qPrintable(moved.error().message));
    QCOMPARE(moved->id, source->id);
    QCOMPARE(waiting(m_ports, source->id).size(), 3);
}

void SourceTest::anotherPlaceSaysWhatItMeans_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("organisation");
    QTest::addColumn<bool>("isMove");
    const QString at = u"https://metrics.example"_s;
    QTest::newRow("the same") << at << QString() << false;
    QTest::newRow("its own port") << u"https://Metrics.example:443/"_s << QString() << false;
    QTest::newRow("host") << u"https://other.example"_s << QString() << true;
    QTest::newRow("port") << u"https://metrics.example:8443"_s << QString() << true;
    QTest::newRow("scheme") << u"http://metrics.example"_s << QString() << true;
    QTest::newRow("path") << u"https://metrics.example/base"_s << QString() << true;
    QTest::newRow("organisation") << at << u"og_2"_s << true;
}

void SourceTest::anotherPlaceSaysWhatItMeans() // R4
{
    QFETCH(QString, endpoint);
    QFETCH(QString, organisation);
    QFETCH(bool, isMove);
    const auto source = addSource(m_ports, u"far"_s);
    QVERIFY(enter(1, 100).saved);
    QVERIFY(deliverAll(m_ports, source->id));
    SourceChange change;
    change.endpoint = endpoint;
    change.organisation = organisation;
    const auto unsaid = answer(m_ports.sources->update(source->id, change));
    QCOMPARE(unsaid.has_value(), !isMove);
    if (isMove) {
        QCOMPARE(unsaid.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(unsaid.error().detail, QString(kUnsaidMove));
        QCOMPARE(answer(m_ports.sources->find(source->id)), *source);
    }
    change.move = SourceMove::OtherService;
    const auto said = answer(m_ports.sources->update(source->id, change));
    QVERIFY(said);
    QCOMPARE(said->id != source->id, isMove);
}

void SourceTest::theSameServiceElsewhereKeepsWhatIsKnown()
{
    const auto source = addSource(m_ports, u"far"_s);
    QVERIFY(enter(1, 100).saved);
    QVERIFY(deliverAll(m_ports, source->id));
    FetchMarks marks;
    marks.fetched = Timestamp(7);
    marks.organisation = u"og_far"_s;
    QVERIFY(answer(m_ports.mirror->noteMarks(source->id, marks)));
    QCOMPARE(answer(m_ports.mirror->marks(source->id))->organisation, marks.organisation);
    SourceChange change;
    change.endpoint = u"https://other.example"_s;
    change.move = SourceMove::SameService;
    const auto moved = answer(m_ports.sources->update(source->id, change));
    QVERIFY(moved);
    const auto kept = answer(m_ports.mirror->marks(source->id));
    QCOMPARE(kept->fetched, marks.fetched);
    QVERIFY(!kept->organisation); // the new address tells it
    QCOMPARE(moved->id, source->id);
    QCOMPARE(moved->endpoint, *change.endpoint);
    QVERIFY(enter(2, 200).saved); // its metric is there
    QCOMPARE(waiting(m_ports, source->id), (QStringList{u"session"_s, u"record m = 2"_s}));
}

void SourceTest::anotherServiceIsMetAsANewOne()
{
    const auto source = addSource(m_ports, u"far"_s);
    const auto first = enter(1, 100);
    const auto second = enter(2, 200);
    QVERIFY(first.saved && second.saved);
    QVERIFY(deliverAll(m_ports, source->id));
    RecordEdit edit;
    edit.key = second.saved->key;
    edit.value = 3;
    QVERIFY(answer(m_ports.records->edit({edit}, u"edit"_s)));
    QVERIFY(answer(m_ports.records->remove({first.saved->key}, u"remove"_s)));
    QVERIFY(waiting(m_ports, source->id).contains(u"-record m"_s));
    SourceChange change;
    change.endpoint = u"https://other.example"_s;
    change.level = PublishLevel::Summary;
    change.move = SourceMove::OtherService;
    const auto moved = answer(m_ports.sources->update(source->id, change));
    QVERIFY2(moved, moved ? "" : qPrintable(moved.error().detail));
    QCOMPARE(moved->uid, source->uid);
    QCOMPARE(moved->name, source->name);
    QCOMPARE(moved->level, PublishLevel::Summary);
    QCOMPARE(answer(m_ports.sources->sources()), (std::vector<Source>{*moved}));
    QStringList texts = waiting(m_ports, moved->id);
    texts.sort();
    QCOMPARE(texts, (QStringList{u"definition m"_s, u"record m = 3"_s, u"session"_s}));
    const auto batch = answer(m_ports.outbox->next(moved->id, 100));
    QVERIFY(batch && batch->records.size() == 1);
    QVERIFY(!batch->records.front().head.mirror);
    QVERIFY(deliverAll(m_ports, moved->id));
    QVERIFY(waiting(m_ports, moved->id).isEmpty());
    QCOMPARE(answer(m_ports.records->count({}, {})), 1);
}

void SourceTest::nothingOfTheOldServiceArrivesLater()
{
    const auto source = addSource(m_ports, u"far"_s);
    QVERIFY(enter(1, 100).saved);
    QVERIFY(deliverAll(m_ports, source->id));
    QVERIFY(enter(2, 200).saved);
    const auto batch = answer(m_ports.outbox->next(source->id, 100)); // on its way
    QVERIFY(batch && batch->records.size() == 1);
    SourceChange change;
    change.endpoint = u"https://other.example"_s;
    change.move = SourceMove::OtherService;
    const auto moved = answer(m_ports.sources->update(source->id, change));
    QVERIFY(moved);
    const OutboxHead &head = batch->records.front().head;
    OutboxOutcome outcome;
    outcome.id = head.id;
    outcome.key = head.key;
    outcome.version = head.version;
    outcome.change = head.change;
    outcome.kind = OutboxOutcome::Kind::Settled;
    outcome.mirror = Mirror{{}, {}};
    QCOMPARE(answer(m_ports.outbox->finish(source->id, {outcome})).error().code,
             ErrorCode::NotFound);
    QVERIFY(waiting(m_ports, moved->id).contains(u"record m = 2"_s));
}

TIDEMARK_TEST(SourceTest)
#include "source_test.moc"
