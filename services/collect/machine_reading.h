// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/tags.h"

#include <QString>

namespace tidemark::collect {

/// One measured value of this machine.
struct MachineReading
{
    QString metric; ///< one of machineMetrics()
    QString unit;   ///< as Unit writes it; empty for plain numbers
    TagMap tags;    ///< which core, device, interface, mount or sensor; empty for the whole machine
    double value = 0; ///< finite

    friend bool operator==(const MachineReading &, const MachineReading &) = default;
};

} // namespace tidemark::collect
