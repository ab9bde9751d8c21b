// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "tests/model/store/exchange_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// Strange names and texts through the store, a CSV file and the store again (hardening tests V6
/// and C8): they come back unharmed, or the sentence says what is wrong with them.
class NamesStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void keepsStrangeNames_data();
    void keepsStrangeNames();
    void refusesNamesAndStoresNothing_data();
    void refusesNamesAndStoresNothing();
    void takesNamesThatAreEqualInNfcAsOneMetric();
    void guardsTextThatSpreadsheetsRun_data();
    void guardsTextThatSpreadsheetsRun();
    void findsANameAgainAfterManyOthers();

private:
    QTemporaryDir m_folder;
};

void NamesStoreTest::keepsStrangeNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("emoji") << u"load \U0001F680\U0001F468\u200D\U0001F469\u200D\U0001F467"_s;
    QTest::newRow("right to left") << u"\u0645\u062A\u0631\u064A\u0643 \u05E9\u05DC\u05D5\u05DD"_s;
    QTest::newRow("combining marks") << u"a\u0315\u0300\u05AE\u0327b"_s;
    QTest::newRow("255 bytes") << QString(255, u'x');
    QTest::newRow("255 bytes of three each") << QString(85, QChar(0x20AC));
    QTest::newRow("path") << u"../../etc/passwd"_s;
    QTest::newRow("SQL") << u"'; DROP TABLE record; --"_s;
    QTest::newRow("quotes") << u"\"a\" 'b' `c` \\\" \\"_s;
    QTest::newRow("separators") << u"a,b;c|d"_s;
    QTest::newRow("place holders") << u"%1 %s %n {0} ? :name @p"_s;
    QTest::newRow("missing word") << u"NULL"_s;
    QTest::newRow("number") << u"12.5"_s;
    QTest::newRow("wild cards") << u"%_*"_s;
    for (const char *sign : {"=1+1", "+1", "-1", "@SUM(A1)", "'=1", "'quoted", "#comment"})
        QTest::newRow(sign) << QString::fromLatin1(sign);
}

void NamesStoreTest::keepsStrangeNames()
{
    QFETCH(const QString, name);
    const QString stored = name.normalized(QString::NormalizationForm_C);
    const StorePointer store = newStore(m_folder);
    const DataPorts ports = store->ports();
    QVERIFY(answer(ports.records->enter({u"other"_s, {}, 1, Timestamp(1)})));
    ValueEntry entry{name, u"ms"_s, 2.5, Timestamp(2)};
    entry.device = name;
    entry.note = name + u"\n\"second, line\"; \r\n\tthird"_s;
    entry.tags = {{name, name}, {u"a=b;c\\d"_s, u"=;\\"_s}};
    const auto entered = answer(ports.records->enter(entry));
    QVERIFY2(entered, qPrintable(entered ? QString() : entered.error().message));
    QCOMPARE(entered->saved->metricName, stored);
    const auto found = answer(ports.catalog->find(name));
    QVERIFY(found);
    QCOMPARE(found->name, stored);
    const std::vector<Record> records = recordsOf(store);
    QCOMPARE(records.size(), 2U);
    for (const bool isGuarded : {true, false}) {
        ExportOptions options;
        options.formulaGuard = isGuarded;
        const StorePointer second = newStore(m_folder);
        import(second, exported(store, options));
        const std::vector<Record> again = recordsOf(second);
        QCOMPARE(again.size(), records.size());
        for (std::size_t i = 0; i < records.size(); ++i)
            QCOMPARE(textOf(again[i]), textOf(records[i]));
    }
}

void NamesStoreTest::refusesNamesAndStoresNothing_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("256 bytes") << QString(256, u'x');
    QTest::newRow("256 bytes in UTF-8") << QString(QString(85, QChar(0x20AC)) + u'x');
    QTest::newRow("1 MB") << QString(1'000'000, u'x');
    QTest::newRow("NUL") << QString(u"a"_s + QChar(u'\0') + u"b"_s);
    QTest::newRow("line end") << u"a\nb"_s;
    QTest::newRow("tab") << u"a\tb"_s;
    QTest::newRow("empty") << QString();
    QTest::newRow("spaces") << u"  \u00A0"_s;
    QTest::newRow("half a character") << QString(QChar(0xD800));
}

void NamesStoreTest::refusesNamesAndStoresNothing()
{
    QFETCH(const QString, name);
    const StorePointer store = newStore(m_folder);
    const auto entered = answer(store->ports().records->enter({name, {}, 1, Timestamp(1)}));
    QVERIFY(!entered);
    QCOMPARE(entered.error().code, ErrorCode::InvalidArgument);
    QVERIFY(entered.error().message.endsWith(u'.'));
    const auto created = answer(store->ports().catalog->create({name}));
    QVERIFY(!created);
    QCOMPARE(created.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(answer(store->ports().catalog->definitions())->size(), 0U);
    QCOMPARE(recordsOf(store).size(), 0U);
}

void NamesStoreTest::takesNamesThatAreEqualInNfcAsOneMetric()
{
    const StorePointer store = newStore(m_folder);
    const DataPorts ports = store->ports();
    QVERIFY(answer(ports.records->enter({u"caf\u00E9"_s, {}, 1, Timestamp(1)})));
    const auto second = answer(ports.records->enter({u"cafe\u0301"_s, {}, 2, Timestamp(2)}));
    QVERIFY(second);
    QVERIFY(!second->createdDefinition);
    QCOMPARE(answer(ports.catalog->definitions())->size(), 1U);
    const auto created = answer(ports.catalog->create({u"cafe\u0301"_s}));
    QVERIFY(!created);
    QCOMPARE(created.error().code, ErrorCode::AlreadyExists);
}

void NamesStoreTest::guardsTextThatSpreadsheetsRun_data()
{
    QTest::addColumn<QString>("note");
    QTest::addColumn<QByteArray>("guarded");
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("equals") << u"=cmd"_s << QByteArray(",'=cmd,") << QByteArray(",=cmd,");
    QTest::newRow("plus") << u"+1"_s << QByteArray(",'+1,") << QByteArray(",+1,");
    QTest::newRow("minus") << u"-1"_s << QByteArray(",'-1,") << QByteArray(",-1,");
    QTest::newRow("at") << u"@a"_s << QByteArray(",'@a,") << QByteArray(",@a,");
    QTest::newRow("tab") << u"\ta"_s << QByteArray("'\ta") << QByteArray("\ta");
    QTest::newRow("carriage return") << u"\ra"_s << QByteArray("\"'\ra\"") << QByteArray("\"\ra\"");
    QTest::newRow("plain") << u"a"_s << QByteArray(",a,") << QByteArray(",a,");
}

void NamesStoreTest::guardsTextThatSpreadsheetsRun()
{
    QFETCH(const QString, note);
    QFETCH(const QByteArray, guarded);
    QFETCH(const QByteArray, raw);
    const StorePointer store = newStore(m_folder);
    ValueEntry entry{u"m"_s, {}, -5, Timestamp(1)};
    entry.note = note;
    QVERIFY(answer(store->ports().records->enter(entry)));
    for (const bool isGuarded : {true, false}) {
        ExportOptions options;
        options.formulaGuard = isGuarded;
        const QByteArray csv = exported(store, options);
        const QByteArray &cell = isGuarded ? guarded : raw;
        QVERIFY2(csv.contains(cell), csv.constData());
        QVERIFY2(csv.contains(",-5,"), csv.constData()); // a number is no text
    }
}

// More names than one change keeps in mind.
void NamesStoreTest::findsANameAgainAfterManyOthers()
{
    constexpr int kNames = 10'500;
    const StorePointer store = newStore(m_folder);
    std::vector<ImportRow> rows;
    for (int i = 0; i < kNames + 10; ++i) {
        ImportRow row;
        row.metric = u"m"_s;
        row.value = i;
        row.start = row.end = Timestamp(i);
        row.invocation = u"iv_%1"_s.arg(i % kNames);
        row.device = u"d%1"_s.arg(i % kNames);
        rows.push_back(row);
    }
    const auto added = answer(store->ports().records->importRows(
        std::make_shared<VectorSource>(std::move(rows)), {}, {}, {}));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    Selection selection;
    selection.invocations = IdFilter::oneOf({u"iv_3"_s});
    selection.devices = IdFilter::oneOf({u"d3"_s});
    QCOMPARE(answer(store->ports().records->count(selection)).value_or(-1), 2);
}

} // namespace

TIDEMARK_TEST(NamesStoreTest)
#include "names_store_test.moc"
