// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/kpl_names.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class KplNamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void thereAreFifteenNamesAndTwoAliases();
    void unitsLevelsAndDimensionsAreTheLibrarys();
    void shardsHaveOneSpelling();
    void levelsAreTheirTexts();
};

void KplNamesTest::thereAreFifteenNamesAndTwoAliases()
{
    std::set<std::string_view> names;
    std::set<std::string_view> aliases;
    for (const KplName &known : kplNames()) {
        names.insert(known.name);
        if (!known.alias.empty())
            aliases.insert(known.alias);
        QVERIFY(!known.meaning.empty());
        QVERIFY(known.hasStream);
        QCOMPARE(kplNameOf(known.name), &known);
    }
    QVERIFY(
        (names == std::set<std::string_view>{
                      "UserRecordsReceived", "UserRecordsPending", "UserRecordsPut",
                      "UserRecordsDataPut", "KinesisRecordsPut", "KinesisRecordsDataPut",
                      "ErrorsByCode", "AllErrors", "RetriesPerRecord", "UserRecordExpired",
                      "BufferingTime", "RequestTime", "UserRecordsPerKinesisRecord",
                      "KinesisRecordsPerPutRecordsRequest", "UserRecordsPerPutRecordsRequest"}));
    QCOMPARE(kplNames().size(), std::size_t{15});
    QVERIFY((aliases == std::set<std::string_view>{"BufferedTime", "ExpiredRecords"}));
    QCOMPARE(kplNameOf("BufferedTime")->name, std::string_view("BufferingTime"));
    QCOMPARE(kplNameOf("ExpiredRecords")->name, std::string_view("UserRecordExpired"));
    QVERIFY(!kplNameOf("bufferingtime"));
    QVERIFY(!kplNameOf(""));
}

void KplNamesTest::unitsLevelsAndDimensionsAreTheLibrarys()
{
    std::set<std::string_view> bytes;
    std::set<std::string_view> milliseconds;
    std::set<std::string_view> summary;
    std::set<std::string_view> withoutShard;
    for (const KplName &known : kplNames()) {
        if (known.unit == MetricUnit::Bytes)
            bytes.insert(known.name);
        else if (known.unit == MetricUnit::Milliseconds)
            milliseconds.insert(known.name);
        else
            QCOMPARE(known.unit, MetricUnit::Count);
        if (known.level == MetricsLevel::Summary)
            summary.insert(known.name);
        if (!known.hasShard)
            withoutShard.insert(known.name);
        QCOMPARE(known.hasErrorCode, known.name == "ErrorsByCode");
    }
    using Names = std::set<std::string_view>;
    QVERIFY((bytes == Names{"UserRecordsDataPut", "KinesisRecordsDataPut"}));
    QVERIFY((milliseconds == Names{"BufferingTime", "RequestTime"}));
    QVERIFY((summary == Names{"UserRecordsPut", "KinesisRecordsPut", "ErrorsByCode", "AllErrors",
                              "UserRecordExpired", "BufferingTime"}));
    QVERIFY((withoutShard == Names{"UserRecordsReceived", "UserRecordsPending", "RequestTime",
                                   "KinesisRecordsPerPutRecordsRequest",
                                   "UserRecordsPerPutRecordsRequest"}));
}

void KplNamesTest::shardsHaveOneSpelling()
{
    for (const auto &[given, shown] : std::initializer_list<std::pair<const char *, const char *>>{
             {"shardId-000000000007", "7"},
             {"shardId-000000000000", "0"},
             {"shardId-000000000120", "120"},
             {"shardId-9", "9"},
             {"7", "7"},
             {"007", "007"},
             {"shardId-", "shardId-"},
             {"shardId-00x7", "shardId-00x7"},
             {"xshardId-0007", "xshardId-0007"},
             {"", ""}})
        QCOMPARE(normalisedShard(given), std::string_view(shown));
}

void KplNamesTest::levelsAreTheirTexts()
{
    for (const auto level : {MetricsLevel::None, MetricsLevel::Summary, MetricsLevel::Detailed})
        QCOMPARE(metricsLevelOf(textOf(level)), std::optional(level));
    QCOMPARE(textOf(MetricsLevel::Summary), std::string_view("summary"));
    QVERIFY(!metricsLevelOf("all"));
}

} // namespace

TIDEMARK_TEST(KplNamesTest)
#include "kpl_names_test.moc"
