// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/receiving/receiver_work.h"

namespace tidemark::receiving {

ReceiverWork workOf(const ReceivingParts &parts, const ReceiverPlan &plan)
{
    switch (plan.kind) {
    case ReceiverKind::Otlp:
        return otlpWork(parts, plan);
    case ReceiverKind::Statsd:
        return statsdWork(parts, plan);
    case ReceiverKind::Prometheus:
        return scrapeWork(parts, plan);
    case ReceiverKind::Users:
        return usersWork(parts, plan);
    }
    Q_UNREACHABLE();
}

} // namespace tidemark::receiving
