// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/definition.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonValue>

#include <cmath>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kDefaultFunction = "default_function"_L1;
constexpr auto kDecimals = "decimals"_L1;
constexpr auto kValidMin = "valid_min"_L1;
constexpr auto kValidMax = "valid_max"_L1;
constexpr auto kReplaces = "replaces"_L1;
constexpr int kMaxDecimals = 12;

std::optional<AggregateFunction> readFunction(const QJsonValue &value)
{
    return value.isString() ? functionFromKey(value.toString()) : std::nullopt;
}

std::optional<int> readDecimals(const QJsonValue &value)
{
    const double number = value.toDouble(-1);
    if (number < 0 || number > kMaxDecimals || std::floor(number) != number)
        return std::nullopt;
    return static_cast<int>(number);
}

std::optional<double> readNumber(const QJsonValue &value)
{
    if (!value.isDouble() || !std::isfinite(value.toDouble()))
        return std::nullopt;
    return value.toDouble();
}

std::optional<QStringList> readTexts(const QJsonValue &value)
{
    if (!value.isArray())
        return std::nullopt;
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &each : array) {
        if (!each.isString())
            return std::nullopt;
        texts.append(each.toString());
    }
    return texts;
}

/// Moves a key that was understood out of `rest` into its member.
template <class T, class Reader>
void take(QJsonObject &rest, QLatin1StringView key, std::optional<T> &member, Reader read)
{
    member = read(rest.value(key));
    if (member)
        rest.remove(key);
}

} // namespace

QString kindKey(MetricKind kind)
{
    switch (kind) {
    case MetricKind::Gauge:
        return u"gauge"_s;
    case MetricKind::Counter:
        return u"counter"_s;
    case MetricKind::Histogram:
        return u"histogram"_s;
    case MetricKind::Timer:
        return u"timer"_s;
    case MetricKind::Rate:
        return u"rate"_s;
    }
    return {};
}

std::optional<MetricKind> kindFromKey(QStringView key)
{
    for (const MetricKind kind : kMetricKinds) {
        if (key == kindKey(kind))
            return kind;
    }
    return std::nullopt;
}

QString kindLabel(MetricKind kind)
{
    switch (kind) {
    case MetricKind::Gauge:
        return QCoreApplication::translate("MetricKind", "Gauge");
    case MetricKind::Counter:
        return QCoreApplication::translate("MetricKind", "Counter");
    case MetricKind::Histogram:
        return QCoreApplication::translate("MetricKind", "Histogram");
    case MetricKind::Timer:
        return QCoreApplication::translate("MetricKind", "Timer");
    case MetricKind::Rate:
        return QCoreApplication::translate("MetricKind", "Rate");
    }
    return {};
}

QJsonObject toJson(const DefinitionSettings &settings)
{
    QJsonObject object = settings.other;
    if (settings.defaultFunction)
        object.insert(kDefaultFunction, functionKey(*settings.defaultFunction));
    if (settings.decimals)
        object.insert(kDecimals, *settings.decimals);
    if (settings.validMin)
        object.insert(kValidMin, *settings.validMin);
    if (settings.validMax)
        object.insert(kValidMax, *settings.validMax);
    if (!settings.replaces.isEmpty())
        object.insert(kReplaces, QJsonArray::fromStringList(settings.replaces));
    return object;
}

DefinitionSettings definitionSettingsFromJson(const QJsonObject &object)
{
    DefinitionSettings settings;
    settings.other = object;
    take(settings.other, kDefaultFunction, settings.defaultFunction, readFunction);
    take(settings.other, kDecimals, settings.decimals, readDecimals);
    take(settings.other, kValidMin, settings.validMin, readNumber);
    take(settings.other, kValidMax, settings.validMax, readNumber);
    std::optional<QStringList> replaces;
    take(settings.other, kReplaces, replaces, readTexts);
    settings.replaces = replaces.value_or(QStringList());
    return settings;
}

AggregateFunction defaultFunction(const Definition &definition)
{
    if (definition.settings.defaultFunction)
        return *definition.settings.defaultFunction;
    return definition.kind == MetricKind::Counter ? AggregateFunction::Sum
                                                  : AggregateFunction::Mean;
}

} // namespace tidemark
