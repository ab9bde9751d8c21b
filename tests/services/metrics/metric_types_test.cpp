// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/metric_types.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <set>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class MetricTypesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void typesAreTheirTexts();
    void unitsAreTheirTexts();
    void unitsOfOneKindConvert();
    void tagsHaveNoOrder();
    void tagsAreCutBetweenCharacters();
    void tooManyTagsAreLeftOut();
    void givenTagsAreCompared();
};

void MetricTypesTest::typesAreTheirTexts()
{
    std::set<std::string_view> texts;
    for (int i = 0; i <= static_cast<int>(MetricType::Rate); ++i) {
        const auto type = static_cast<MetricType>(i);
        QCOMPARE(metricTypeOf(textOf(type)), std::optional(type));
        texts.insert(textOf(type));
    }
    QVERIFY(
        (texts == std::set<std::string_view>{"counter", "gauge", "histogram", "timer", "rate"}));
    QVERIFY(!metricTypeOf("Counter"));
    QVERIFY(!metricTypeOf(""));
}

void MetricTypesTest::unitsAreTheirTexts()
{
    std::set<std::string_view> texts;
    for (int i = 0; i <= static_cast<int>(MetricUnit::OperationsPerSecond); ++i) {
        const auto unit = static_cast<MetricUnit>(i);
        QCOMPARE(metricUnitOf(textOf(unit)), std::optional(unit));
        texts.insert(textOf(unit));
    }
    QVERIFY((texts == std::set<std::string_view>{"seconds", "milliseconds", "microseconds", "bytes",
                                                 "kilobytes", "megabytes", "count", "percent",
                                                 "ops/sec"}));
    for (const auto &[text, unit] :
         {std::pair<std::string_view, MetricUnit>{"ms", MetricUnit::Milliseconds},
          {"µs", MetricUnit::Microseconds},
          {"kB", MetricUnit::Kilobytes},
          {"%", MetricUnit::Percent},
          {"1", MetricUnit::Count},
          {"hz", MetricUnit::OperationsPerSecond}})
        QCOMPARE(metricUnitOf(text), std::optional(unit));
    QVERIFY(!metricUnitOf("furlongs"));
}

void MetricTypesTest::unitsOfOneKindConvert()
{
    QCOMPARE(conversion(MetricUnit::Seconds, MetricUnit::Milliseconds), std::optional(1e3));
    QCOMPARE(conversion(MetricUnit::Megabytes, MetricUnit::Kilobytes), std::optional(1e3));
    QCOMPARE(conversion(MetricUnit::Percent, MetricUnit::Percent), std::optional(1.0));
    QVERIFY(!conversion(MetricUnit::Seconds, MetricUnit::Bytes));
    QVERIFY(!conversion(MetricUnit::Count, MetricUnit::Percent));
}

void MetricTypesTest::tagsHaveNoOrder()
{
    const Tags one{{"a", "1"}, {"b", "2"}};
    QVERIFY((one == Tags{{"b", "2"}, {"a", "1"}}));
    QVERIFY((one != Tags{{"a", "1"}}));
    QVERIFY((Tags{{"a", ""}} != Tags()));
    QCOMPARE(*one.find("b"), std::string("2"));
    QVERIFY(!one.find("c"));
    const Tags twice{{"a", "1"}, {"", "nothing"}, {"a", "3"}};
    QCOMPARE(twice.size(), std::size_t{1});
    QCOMPARE(*twice.find("a"), std::string("3"));
}

void MetricTypesTest::tagsAreCutBetweenCharacters()
{
    const std::string long65 = std::string(63, 'k') + "é"; // two bytes, the second beyond
    const std::string long257 = std::string(255, 'v') + "€";
    const TagView given{long65, long257};
    QVERIFY(Tags::isTooMuch({&given, 1}));
    const Tags tags{given};
    QCOMPARE(tags.begin()->first, std::string(63, 'k'));
    QCOMPARE(tags.begin()->second, std::string(255, 'v'));
    QCOMPARE(cutText("€", 2), std::string_view());
    QCOMPARE(cutText("a€", 4), std::string_view("a€"));
}

void MetricTypesTest::tooManyTagsAreLeftOut()
{
    std::vector<std::string> keys;
    for (int i = 0; i < 40; ++i)
        keys.push_back(std::to_string(i));
    std::vector<TagView> given;
    for (const std::string &key : keys)
        given.emplace_back(key, "v");
    QVERIFY(Tags::isTooMuch(given));
    QCOMPARE(Tags(given).size(), Tags::kMost);
    QVERIFY(!Tags::isTooMuch(TagViews(given).first(32)));
}

void MetricTypesTest::givenTagsAreCompared()
{
    const Tags tags{{"a", "1"}, {"b", "2"}};
    const auto isSame = [&tags](std::initializer_list<TagView> given) {
        return tags.isSameAs(TagViews(given.begin(), given.size()));
    };
    QVERIFY(isSame({{"a", "1"}, {"b", "2"}}));
    QVERIFY(isSame({{"b", "2"}, {"a", "1"}}));
    QVERIFY(!isSame({{"a", "1"}}));
    QVERIFY(!isSame({{"a", "1"}, {"b", "3"}}));
    QVERIFY(!isSame({{"a", "1"}, {"a", "1"}})); // b is missing
    QVERIFY(!isSame({{"a", "1"}, {"c", "2"}}));
}

} // namespace

TIDEMARK_TEST(MetricTypesTest)
#include "metric_types_test.moc"
