// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/reading_list.h"

#include "services/collect/kernel_text.h"
#include "services/collect/machine_metrics.h"

#include <cmath>
#include <utility>

namespace tidemark::collect {

void ReadingList::add(const QString &metric, std::optional<double> value, const TagMap &tags)
{
    if (value && std::isfinite(*value))
        m_readings.push_back({metric, machineMetricUnit(metric), tags, *value});
}

void ReadingList::addNamed(const QString &metric, std::optional<double> value, const QString &tag,
                           QByteArrayView name)
{
    if (const auto tagValue = tagValueOf(name))
        add(metric, value, {{tag, *tagValue}});
}

std::vector<MachineReading> ReadingList::take()
{
    return std::exchange(m_readings, {});
}

} // namespace tidemark::collect
