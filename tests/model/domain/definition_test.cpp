// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/definition.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class DefinitionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void everyKindHasAKeyAndALabelOfItsOwn();
    void kindKeysAreExact();
    void everyFunctionHasAKeyAndALabelOfItsOwn();
    void functionKeysAreExact();
    void settingsComeBackFromJson();
    void emptySettingsAreAnEmptyObject();
    void unknownKeysAreKept();
    void wrongTypesAreIgnoredButKept_data();
    void wrongTypesAreIgnoredButKept();
    void aSetMemberReplacesAWrongOne();
    void kindChoosesTheDefaultFunction_data();
    void kindChoosesTheDefaultFunction();
    void chosenFunctionWinsOverTheKind();
    void anAbsentChangeIsEmpty();
};

void DefinitionTest::everyKindHasAKeyAndALabelOfItsOwn()
{
    QSet<QString> keys;
    QSet<QString> labels;
    for (const MetricKind kind : kMetricKinds) {
        QCOMPARE(kindFromKey(kindKey(kind)), std::optional(kind));
        keys.insert(kindKey(kind));
        labels.insert(kindLabel(kind));
    }
    QCOMPARE(keys,
             (QSet<QString>{u"gauge"_s, u"counter"_s, u"histogram"_s, u"timer"_s, u"rate"_s}));
    QCOMPARE(labels.size(), 5);
    QVERIFY(!labels.contains(QString()));
}

void DefinitionTest::kindKeysAreExact()
{
    QVERIFY(!kindFromKey(u"Gauge"));
    QVERIFY(!kindFromKey(u" gauge"));
    QVERIFY(!kindFromKey(u""));
}

void DefinitionTest::everyFunctionHasAKeyAndALabelOfItsOwn()
{
    QSet<QString> keys;
    QSet<QString> labels;
    for (const AggregateFunction function : kAggregateFunctions) {
        QCOMPARE(functionFromKey(functionKey(function)), std::optional(function));
        keys.insert(functionKey(function));
        labels.insert(functionLabel(function));
    }
    QCOMPARE(keys, (QSet<QString>{u"sum"_s, u"mean"_s, u"min"_s, u"max"_s, u"count"_s}));
    QCOMPARE(labels.size(), 5);
    QVERIFY(!labels.contains(QString()));
}

void DefinitionTest::functionKeysAreExact()
{
    QVERIFY(!functionFromKey(u"Mean"));
    QVERIFY(!functionFromKey(u"average"));
    QVERIFY(!functionFromKey(u""));
}

void DefinitionTest::settingsComeBackFromJson()
{
    DefinitionSettings settings;
    settings.defaultFunction = AggregateFunction::Max;
    settings.decimals = 3;
    settings.validMin = -0.1;
    settings.validMax = 1e300;
    settings.replaces = {u"mt_1"_s, u"an old name"_s};
    const QByteArray text = QJsonDocument(toJson(settings)).toJson(QJsonDocument::Compact);
    QCOMPARE(definitionSettingsFromJson(QJsonDocument::fromJson(text).object()), settings);
}

void DefinitionTest::emptySettingsAreAnEmptyObject()
{
    QVERIFY(toJson(DefinitionSettings()).isEmpty());
    QCOMPARE(definitionSettingsFromJson({}), DefinitionSettings());
}

void DefinitionTest::unknownKeysAreKept()
{
    const QJsonObject object{{u"decimals"_s, 2},
                             {u"goal"_s, QJsonObject{{u"above"_s, 0.5}}},
                             {u"colours"_s, QJsonArray{1, u"two"_s, QJsonValue()}}};
    const DefinitionSettings settings = definitionSettingsFromJson(object);
    QCOMPARE(settings.decimals, std::optional(2));
    QCOMPARE(settings.other.keys(), (QStringList{u"colours"_s, u"goal"_s}));
    QCOMPARE(toJson(settings), object);
}

void DefinitionTest::wrongTypesAreIgnoredButKept_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("function as a number") << u"default_function"_s << QJsonValue(1);
    QTest::newRow("function of a newer version") << u"default_function"_s << QJsonValue(u"p95"_s);
    QTest::newRow("decimals as text") << u"decimals"_s << QJsonValue(u"2"_s);
    QTest::newRow("decimals below 0") << u"decimals"_s << QJsonValue(-1);
    QTest::newRow("decimals above 12") << u"decimals"_s << QJsonValue(13);
    QTest::newRow("decimals in fractions") << u"decimals"_s << QJsonValue(1.5);
    QTest::newRow("border as text") << u"valid_min"_s << QJsonValue(u"0"_s);
    QTest::newRow("names as text") << u"replaces"_s << QJsonValue(u"old"_s);
    QTest::newRow("names among numbers") << u"replaces"_s << QJsonValue(QJsonArray{u"old"_s, 1});
    QTest::newRow("border as null") << u"valid_max"_s << QJsonValue(QJsonValue::Null);
}

void DefinitionTest::wrongTypesAreIgnoredButKept()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    const QJsonObject object{{key, value}};
    const DefinitionSettings settings = definitionSettingsFromJson(object);
    QVERIFY(!settings.defaultFunction && !settings.decimals);
    QVERIFY(!settings.validMin && !settings.validMax);
    QVERIFY(settings.replaces.isEmpty());
    QCOMPARE(settings.other, object);
    QCOMPARE(toJson(settings), object);
}

void DefinitionTest::aSetMemberReplacesAWrongOne()
{
    DefinitionSettings settings =
        definitionSettingsFromJson(QJsonObject{{u"decimals"_s, u"many"_s}});
    settings.decimals = 12;
    QCOMPARE(toJson(settings), (QJsonObject{{u"decimals"_s, 12}}));
}

void DefinitionTest::kindChoosesTheDefaultFunction_data()
{
    QTest::addColumn<MetricKind>("kind");
    QTest::addColumn<AggregateFunction>("function");
    QTest::newRow("counter adds up") << MetricKind::Counter << AggregateFunction::Sum;
    QTest::newRow("gauge") << MetricKind::Gauge << AggregateFunction::Mean;
    QTest::newRow("histogram") << MetricKind::Histogram << AggregateFunction::Mean;
    QTest::newRow("timer") << MetricKind::Timer << AggregateFunction::Mean;
    QTest::newRow("rate") << MetricKind::Rate << AggregateFunction::Mean;
}

void DefinitionTest::kindChoosesTheDefaultFunction()
{
    QFETCH(MetricKind, kind);
    QFETCH(AggregateFunction, function);
    Definition definition;
    definition.kind = kind;
    QCOMPARE(defaultFunction(definition), function);
}

void DefinitionTest::chosenFunctionWinsOverTheKind()
{
    Definition definition;
    definition.kind = MetricKind::Counter;
    definition.settings.defaultFunction = AggregateFunction::Min;
    QCOMPARE(defaultFunction(definition), AggregateFunction::Min);
}

void DefinitionTest::anAbsentChangeIsEmpty()
{
    DefinitionChange change;
    QVERIFY(change.isEmpty());
    change.description = std::optional<QString>(); // clears it
    QVERIFY(!change.isEmpty());
}

TIDEMARK_TEST(DefinitionTest)
#include "definition_test.moc"
