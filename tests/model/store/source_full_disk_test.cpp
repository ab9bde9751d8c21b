// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/outbox_fixture.h"
#include "tests/support/filling_disk.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// A source is given another address while the disk of its store is full: it stays where it was,
/// with all that waits and all that is known of it, and it moves once there is space (R3, R4).
class SourceFullDiskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void cleanup();
    void aMoveThatDoesNotFitLeavesTheSourceAsItWas_data();
    void aMoveThatDoesNotFitLeavesTheSourceAsItWas();

private:
    static constexpr int kValues = 2000;

    [[nodiscard]] Result<ImportSummary> addRows(int first) const;
    void fill();
    [[nodiscard]] static QStringList publishingRows(const QString &path);

    std::unique_ptr<FillingDisk> m_disk;
    StorePointer m_store;
    DataPorts m_ports;
};

void SourceFullDiskTest::cleanup()
{
    m_store.reset();
    m_disk.reset();
}

Result<ImportSummary> SourceFullDiskTest::addRows(int first) const
{
    std::vector<ImportRow> rows;
    for (int i = 0; i < kValues; ++i) {
        ImportRow row;
        row.metric = u"m%1"_s.arg(i % 3);
        row.value = 0.5 * i;
        row.start = row.end = Timestamp(first + i);
        row.isEntry = true;
        rows.push_back(row);
    }
    return answer(
        m_ports.records->importRows(std::make_shared<VectorSource>(rows), {u"import"_s}, {}, {}));
}

// Until not even one more value fits.
void SourceFullDiskTest::fill()
{
    m_disk->fill();
    Result<EntryOutcome> entered = EntryOutcome{};
    for (int i = 0; entered && i < 100'000; ++i) {
        ValueEntry entry{u"m0"_s, {}, 1, Timestamp(10'000'000 + i)};
        entry.note = QString(8000, u'n');
        entered = answer(m_ports.records->enter(entry));
    }
    QVERIFY(!entered);
    QCOMPARE(entered.error().code, ErrorCode::DiskFull);
}

// What is stored of sources, of what waits for them, and of what they have.
QStringList SourceFullDiskTest::publishingRows(const QString &path)
{
    QStringList rows;
    auto connection = store::Connection::open({path, store::OpenMode::ReadOnly});
    if (!connection)
        return {connection.error().detail};
    for (const QString &text :
         {u"SELECT id || ' ' || uid || ' ' || endpoint || ' ' || modified_ns FROM source "
          "ORDER BY id"_s,
          u"SELECT source_id || ' ' || id || ' ' || kind || ' ' || key1 || ' ' || key2 || ' ' || "
          "state || ' ' || version FROM outbox ORDER BY id"_s,
          u"SELECT source_id || ' ' || kind || ' ' || key1 || ' ' || key2 || ' ' || "
          "coalesce(remote_uid, '') || ' ' || coalesce(value, '') FROM mirror "
          "ORDER BY source_id, kind, key1, key2"_s}) {
        store::Statement select = (*connection)->prepare("rows"_L1, text);
        if (auto done = select.run(); !done)
            return {done.error().detail};
        while (select.next().value_or(false))
            rows.append(select.text(0));
    }
    return rows;
}

void SourceFullDiskTest::aMoveThatDoesNotFitLeavesTheSourceAsItWas_data()
{
    QTest::addColumn<bool>("isMounted");
    QTest::newRow("simulated") << false;
    QTest::newRow("mounted") << true;
}

void SourceFullDiskTest::aMoveThatDoesNotFitLeavesTheSourceAsItWas()
{
    QFETCH(const bool, isMounted);
    m_disk = std::make_unique<FillingDisk>(isMounted);
    if (!m_disk->isThere())
        QSKIP("needs the right to mount a tmpfs; the simulated disk is tested without it");
    const QString path = m_disk->filePath(u"moving.tidemark"_s);
    m_store = openStore(path).value_or(nullptr);
    QVERIFY(m_store);
    m_ports = m_store->ports();
    const auto source = addSource(m_ports, u"far"_s);
    QVERIFY(source);
    QVERIFY(addRows(0));
    QVERIFY(deliverAll(m_ports, source->id)); // is known there
    QVERIFY(addRows(kValues));                // and waits
    fill();
    const QStringList before = publishingRows(path);
    QVERIFY(before.size() > qsizetype{4} * kValues);

    SourceChange change;
    change.endpoint = u"https://other.example"_s;
    change.move = SourceMove::OtherService;
    for (int i = 0; i < 2; ++i) { // as often as it is tried
        const auto refused = answer(m_ports.sources->update(source->id, change));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::DiskFull);
        QVERIFY2(refused.error().message.contains(u"moving"_s),
                 qPrintable(refused.error().message));
        QVERIFY2(refused.error().message.contains(u"Free some disk space"_s),
                 qPrintable(refused.error().message));
        QCOMPARE(answer(m_ports.sources->sources()), std::vector{*source});
        QCOMPARE(publishingRows(path), before);
    }

    QVERIFY(m_disk->freeSpace());
    const auto waits = answer(m_ports.outbox->counts(source->id));
    const auto moved = answer(m_ports.sources->update(source->id, change));
    QVERIFY2(moved, moved ? "" : qPrintable(moved.error().detail));
    QCOMPARE(moved->endpoint, *change.endpoint);
    // Its metrics are not there any more, nor is anything else.
    QCOMPARE(answer(m_ports.outbox->counts(moved->id))->waiting, waits->waiting + 3);
}

TIDEMARK_TEST(SourceFullDiskTest)
#include "source_full_disk_test.moc"
