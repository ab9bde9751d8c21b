// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/session_store.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/wire/limits.h"
#include "services/roboto/server/metric_values.h"

namespace tidemark::roboto {

void listSessionMetrics(const CallPointer &call)
{
    whenDoneByWorker(call, call->ports().sessions->recordsOf(call->argument(), kPageMaxResults),
                     [call](const std::vector<Record> &records) {
                         std::vector<MetricRecord> list;
                         list.reserve(records.size());
                         for (const Record &record : records)
                             list.push_back(metricRecord(record, record.metricUid, call->org()));
                         call->answer(writeAnswer(list));
                     });
}

} // namespace tidemark::roboto
