// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/receiver_settings.h"

#include "services/receiving/receiver_rules.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct SettingText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ReceiverSettings)
};

constexpr std::array kKinds{std::pair{ReceiverKind::Otlp, "otlp"_L1},
                            std::pair{ReceiverKind::Statsd, "statsd"_L1},
                            std::pair{ReceiverKind::Prometheus, "prometheus"_L1},
                            std::pair{ReceiverKind::Users, "users"_L1}};

QString wordOf(ReceiverKind wanted)
{
    for (const auto &[kind, word] : kKinds) {
        if (kind == wanted)
            return word;
    }
    return {};
}

QJsonObject toJson(const ReceiverPlan &plan)
{
    return {{u"uid"_s, plan.uid},
            {u"kind"_s, wordOf(plan.kind)},
            {u"name"_s, plan.name},
            {u"address"_s, plan.address},
            {u"interval_ms"_s, static_cast<qint64>(plan.interval.count())},
            {u"offset"_s, plan.offset},
            {u"has_token"_s, plan.hasToken},
            {u"ca_file"_s, plan.caFile},
            {u"pin"_s, plan.pin},
            {u"open_to_others"_s, plan.isOpenToOthers},
            {u"on"_s, plan.isOn}};
}

std::chrono::milliseconds intervalFrom(const QJsonValue &value)
{
    const double length_ms = value.toDouble(0);
    const bool isSane = std::abs(length_ms) < 1e12; // else it is refused as what it is: 0
    return std::chrono::milliseconds(isSane ? std::llround(length_ms) : 0);
}

ReceiverPlan planFrom(const QJsonObject &json)
{
    ReceiverPlan plan;
    plan.uid = json.value(u"uid"_s).toString();
    plan.name = json.value(u"name"_s).toString();
    plan.address = json.value(u"address"_s).toString();
    plan.interval = intervalFrom(json.value(u"interval_ms"_s));
    plan.offset = json.value(u"offset"_s).toString();
    plan.hasToken = json.value(u"has_token"_s).toBool(false);
    plan.caFile = json.value(u"ca_file"_s).toString();
    plan.pin = json.value(u"pin"_s).toString();
    plan.isOpenToOthers = json.value(u"open_to_others"_s).toBool(false);
    plan.isOn = json.value(u"on"_s).toBool(false);
    const QString word = json.value(u"kind"_s).toString();
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                   [&](const auto &one) { return one.second == word; });
    if (kind == kKinds.end()) {
        plan.fault = SettingText::tr("It was kept with an unknown type. Edit it, or remove it.");
    } else {
        plan.kind = kind->first;
        if (const auto faults = receiving::faultsOf(plan); !faults.empty())
            plan.fault = faults.front().message;
    }
    plan.isOn = plan.isOn && plan.fault.isEmpty();
    return plan;
}

} // namespace

QStringList linesOf(const ReceiverPlans &plans)
{
    QStringList lines;
    for (auto store = plans.cbegin(); store != plans.cend(); ++store) {
        if (store->empty())
            continue;
        QJsonArray receivers;
        for (const ReceiverPlan &plan : *store)
            receivers.append(toJson(plan));
        const QJsonObject line{{u"store"_s, store.key()}, {u"receivers"_s, receivers}};
        lines << QString::fromUtf8(QJsonDocument(line).toJson(QJsonDocument::Compact));
    }
    return lines;
}

ReceiverPlans receiversFrom(const QStringList &lines)
{
    ReceiverPlans plans;
    for (const QString &text : lines) {
        const QJsonObject line = QJsonDocument::fromJson(text.toUtf8()).object();
        const QString store = line.value(u"store"_s).toString();
        if (store.isEmpty())
            continue;
        QStringList seen;
        const QJsonArray receivers = line.value(u"receivers"_s).toArray();
        for (const QJsonValue &receiver : receivers) {
            ReceiverPlan plan = planFrom(receiver.toObject());
            if (plan.uid.isEmpty() || seen.contains(plan.uid))
                plan.uid = QUuid::createUuid().toString(QUuid::WithoutBraces);
            seen << plan.uid;
            plans[store].push_back(std::move(plan));
        }
    }
    return plans;
}

} // namespace tidemark
