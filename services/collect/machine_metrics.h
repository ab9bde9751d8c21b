// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tidemark::collect {

/// The names of all metrics that MachineProbe may read. Any thread, as what follows.
[[nodiscard]] QStringList machineMetrics();
/// The unit's symbol; empty for plain numbers and for other names.
[[nodiscard]] QString machineMetricUnit(const QString &metric);
/// One translated sentence on what the metric says; empty for other names.
[[nodiscard]] QString machineMetricDescription(const QString &metric);

} // namespace tidemark::collect
