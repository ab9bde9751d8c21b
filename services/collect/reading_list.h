// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/machine_reading.h"

#include <QByteArrayView>

#include <optional>
#include <vector>

namespace tidemark::collect {

/// Readings while they are collected. What was not read is left out, and so is what is not finite.
class ReadingList
{
public:
    /// The unit is that of machineMetricUnit().
    void add(const QString &metric, std::optional<double> value, const TagMap &tags = {});
    /// With one tag; nothing is added where `name` cannot be a tag's value (tagValueOf()).
    void addNamed(const QString &metric, std::optional<double> value, const QString &tag,
                  QByteArrayView name);
    /// Leaves the list empty.
    [[nodiscard]] std::vector<MachineReading> take();

private:
    std::vector<MachineReading> m_readings;
};

} // namespace tidemark::collect
