// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/outbox.h"

namespace tidemark {

using namespace Qt::StringLiterals;

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

} // namespace tidemark
