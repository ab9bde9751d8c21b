// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/own_metrics/own_metric_names.h"
#include "app/ready_dashboards/own_dashboard.h"

#include <QStringList>

namespace tidemark::test {

/// The metrics that the dashboard *Tidemark itself* shows when all are there.
[[nodiscard]] inline QStringList metricsOfOwnDashboard()
{
    using namespace own;
    QStringList names;
    for (const std::string_view name :
         {kQuery,           kQueryFailures, kQueryCancelled,    kWrite,         kWriteFailures,
          kFrame,           kRequest,       kRequestFailures,   kStoredSamples, kStoredRecords,
          kOutboxWaiting,   kOutboxSent,    kOutboxRefused,     kConnections,   kProcessor,
          kMemory,          kThreads,       kMachineProcessors, kMachineMemory, kMachineDisk,
          kMachineReceived, kMachineSent}) {
        for (const char *part : {"", ".rate", ".count", ".sum", ".p50", ".p95"})
            names.append(QString::fromLatin1(name.data(), qsizetype(name.size())) +
                         QString::fromLatin1(part));
    }
    QStringList shown;
    for (const PanelSpec &panel : ownDashboard(names).panels) {
        for (const MetricRef &metric : panel.metrics)
            shown.append(metric.name);
    }
    shown.removeDuplicates();
    return shown;
}

} // namespace tidemark::test
