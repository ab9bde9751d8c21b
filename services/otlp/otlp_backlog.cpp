// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_backlog.h"

#include <iterator>

namespace tidemark::otlp {

metrics::ExportResult OtlpBacklog::deliver(metrics::Deadline deadline)
{
    while (!m_exports.empty()) {
        OtlpDelivery delivery = m_sender->send(m_exports.front(), deadline);
        m_exports.pop_front();
        if (delivery.outcome != OtlpOutcome::Failed)
            continue;
        m_exports.insert(m_exports.begin(), std::make_move_iterator(delivery.rest.begin()),
                         std::make_move_iterator(delivery.rest.end()));
        return metrics::ExportResult::failed(std::move(delivery.why));
    }
    return {};
}

} // namespace tidemark::otlp
