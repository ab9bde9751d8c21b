// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/outbox.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView kChangedBy("changed_by");
constexpr QLatin1StringView kChangedAt("changed_ns");

} // namespace

QString outboxKindKey(OutboxKind kind)
{
    switch (kind) {
    case OutboxKind::Device:
        return u"device"_s;
    case OutboxKind::Definition:
        return u"definition"_s;
    case OutboxKind::Session:
        return u"session"_s;
    case OutboxKind::Record:
        return u"record"_s;
    }
    return {};
}

QString attentionReasonKey(AttentionReason reason)
{
    switch (reason) {
    case AttentionReason::None:
        return {};
    case AttentionReason::Refused:
        return u"refused"_s;
    case AttentionReason::Conflict:
        return u"conflict"_s;
    case AttentionReason::Final:
        return u"final"_s;
    case AttentionReason::Blocked:
        return u"blocked"_s;
    }
    return {};
}

void noteRemoteChange(RemoteImage &image, const QString &by, Timestamp at)
{
    if (!by.isEmpty())
        image.fields.insert(kChangedBy, by);
    if (at != Timestamp())
        image.fields.insert(kChangedAt, qint64{at.posixNs()});
}

RemoteChange remoteChangeOf(const RemoteImage &image)
{
    RemoteChange change;
    change.by = image.fields.value(kChangedBy).toString();
    if (const QJsonValue at = image.fields.value(kChangedAt); at.isDouble())
        change.at = Timestamp(at.toInteger());
    return change;
}

QJsonObject withoutRemoteChange(QJsonObject fields)
{
    fields.remove(kChangedBy);
    fields.remove(kChangedAt);
    return fields;
}

} // namespace tidemark
