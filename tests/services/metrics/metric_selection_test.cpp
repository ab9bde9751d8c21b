// SPDX-License-Identifier: GPL-3.0-or-later
// Which metrics are found by tags, and which are the top.
#include "tests/services/metrics/aggregator_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class MetricSelectionTest : public AggregatorCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void filtersMustAllHold();
    void filtersKnowOtherWords();
    void theTopIsInOrder();
    void ratesAreDerived();

private:
    [[nodiscard]] static QStringList namesOf(const std::vector<MetricValue> &values)
    {
        QStringList names;
        for (const MetricValue &value : values) {
            QString name = QString::fromStdString(value.name);
            for (const auto &[key, tag] : value.tags)
                name += QLatin1Char(' ') + QString::fromStdString(tag);
            names.append(name);
        }
        return names;
    }
    [[nodiscard]] QStringList byTags(const std::map<std::string, std::string> &filter) const
    {
        const auto found = m_rig->aggregator.byTags(filter);
        return found ? namesOf(*found) : QStringList{QStringLiteral("error")};
    }
};

// Check 44.
void MetricSelectionTest::filtersMustAllHold()
{
    m_rig->collector.increment("b", {{"host", "one"}, {"zone", "x"}});
    m_rig->collector.increment("b", {{"host", "two"}, {"zone", "x"}});
    m_rig->collector.recordGauge("a", 1, {{"host", "one"}});
    using Names = QStringList;
    const auto name = [](const char *text) { return QString::fromLatin1(text); };
    QCOMPARE(byTags({}), (Names{name("a one"), name("b one x"), name("b two x")}));
    QCOMPARE(byTags({{"host", "one"}}), (Names{name("a one"), name("b one x")}));
    QCOMPARE(byTags({{"host", "one"}, {"zone", "x"}}), (Names{name("b one x")}));
    QCOMPARE(byTags({{"host", "three"}}), Names());
}

void MetricSelectionTest::filtersKnowOtherWords()
{
    m_rig->collector.increment("c", {{"code", "200"}});
    m_rig->collector.increment("c", {{"code", "404"}});
    m_rig->collector.increment("d");
    const auto name = [](const char *text) { return QString::fromLatin1(text); };
    QCOMPARE(byTags({{"code", "*"}}), (QStringList{name("c 200"), name("c 404")}));
    QCOMPARE(byTags({{"code", "!200"}}), (QStringList{name("c 404"), name("d")}));
    QCOMPARE(byTags({{"code", "~4.."}}), (QStringList{name("c 404")}));
    QCOMPARE(byTags({{"code", "~4."}}), QStringList()); // the whole text
    const auto wrong = m_rig->aggregator.byTags({{"code", "~("}});
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().fault, Fault::InvalidArgument);
}

void MetricSelectionTest::theTopIsInOrder()
{
    const auto name = [](const char *text) { return QString::fromLatin1(text); };
    m_rig->collector.recordGauge("b", 5);
    m_rig->collector.recordGauge("a", 5);
    m_rig->collector.recordGauge("nan", std::nan(""));
    m_rig->collector.recordGauge("large", 50);
    m_rig->collector.recordGauge("small", -1);
    const auto top = [this](int limit) {
        return namesOf(m_rig->aggregator.top(MetricType::Gauge, limit));
    };
    QCOMPARE(top(10),
             (QStringList{name("large"), name("a"), name("b"), name("small"), name("nan")}));
    QCOMPARE(top(2), (QStringList{name("large"), name("a")}));
    m_rig->collector.recordGauge("a", 5, {{"of", "y"}}); // then by tags, none first
    m_rig->collector.recordGauge("a", 5, {{"of", "x"}});
    QStringList tags;
    for (const auto &metric : m_rig->aggregator.top(MetricType::Gauge, 4)) {
        if (metric.name == "a")
            tags << (metric.tags.isEmpty() ? QString()
                                           : QString::fromStdString(metric.tags.begin()->second));
    }
    QCOMPARE(tags, (QStringList{QString(), name("x"), name("y")}));
    QCOMPARE(top(0), QStringList());
    QCOMPARE(top(-3), QStringList());
    for (int i = 0; i < 100; ++i) { // by p95: rare long ones do not make the first
        m_rig->collector.recordTimer("steady", 50);
        m_rig->collector.recordTimer("rare", i == 0 ? 5'000 : 1);
    }
    QCOMPARE(namesOf(m_rig->aggregator.top(MetricType::Timer)),
             (QStringList{name("steady"), name("rare")}));
}

void MetricSelectionTest::ratesAreDerived()
{
    for (int i = 0; i < 60; ++i) {
        m_rig->collector.recordCounter("fast", 10);
        m_rig->collector.recordCounter("slow", 1);
        passAndTick(1);
    }
    const auto rates = m_rig->aggregator.top(MetricType::Rate);
    QCOMPARE(rates.size(), std::size_t{2});
    QCOMPARE(rates[0].name, std::string("fast"));
    QCOMPARE(toReal(rates[0].value), 10.0);
    QCOMPARE(rates[0].unit, MetricUnit::OperationsPerSecond);
    QCOMPARE(toReal(rates[1].value), 1.0);
}

} // namespace

TIDEMARK_TEST(MetricSelectionTest)
#include "metric_selection_test.moc"
