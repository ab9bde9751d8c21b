// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/session_merge.h"

#include "model/domain/remote_images.h"

#include <QJsonArray>
#include <QSet>

namespace tidemark::outbox {
namespace {

/// The four versions of the members of one object.
struct Versions
{
    QJsonObject base;
    QJsonObject want;
    QJsonObject said;
    QJsonObject there;
};

QJsonValue merged(const Versions &all, const QString &key, bool &isDisputed)
{
    QJsonValue there = all.there.value(key);
    const QJsonValue base = all.base.value(key);
    QJsonValue want = all.want.value(key);
    if (there == base || there == want || there == all.said.value(key))
        return there;
    isDisputed = isDisputed || base != want;
    return want; // left as it is there
}

void put(QJsonObject &object, const QString &key, const QJsonValue &value)
{
    if (value.isUndefined())
        object.remove(key);
    else
        object.insert(key, value);
}

QJsonObject mergedMembers(const Versions &all, bool &isDisputed)
{
    QSet<QString> keys;
    for (const QJsonObject &object : {all.base, all.want, all.said, all.there}) {
        for (const QString &key : object.keys())
            keys.insert(key);
    }
    QJsonObject result;
    for (const QString &key : std::as_const(keys))
        put(result, key, merged(all, key, isDisputed));
    return result;
}

// A label is there or not, so both sides cannot want different things.
QJsonObject labelsOf(const QJsonObject &fields)
{
    QJsonObject labels;
    const QJsonArray list = fields.value(field::kLabels).toArray();
    for (const QJsonValue label : list)
        labels.insert(label.toString(), true);
    return labels;
}

} // namespace

SessionMerge mergeSession(const QJsonObject &base, const QJsonObject &want, const QJsonObject &said,
                          const QJsonObject &there)
{
    SessionMerge result{base};
    for (const QLatin1StringView key : {field::kName, field::kDescription})
        put(result.have, key, merged({base, want, said, there}, key, result.isDisputed));
    for (const QLatin1StringView key : {field::kMetadata, field::kCustomFields}) {
        const auto of = [&](const QJsonObject &fields) { return fields.value(key).toObject(); };
        const QJsonObject members =
            mergedMembers({of(base), of(want), of(said), of(there)}, result.isDisputed);
        put(result.have, key, members.isEmpty() ? QJsonValue(QJsonValue::Undefined) : members);
    }
    const QStringList labels =
        mergedMembers({labelsOf(base), labelsOf(want), labelsOf(said), labelsOf(there)},
                      result.isDisputed)
            .keys();
    put(result.have, field::kLabels,
        labels.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonArray::fromStringList(labels));
    return result;
}

} // namespace tidemark::outbox
