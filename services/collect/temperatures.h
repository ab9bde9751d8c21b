// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/kernel_files.h"

#include <QByteArrayView>
#include <QString>

#include <optional>
#include <vector>

namespace tidemark::collect {

/// What a sensor shows, in degrees Celsius.
struct Temperature
{
    QString sensor; ///< chip and label, as `coretemp Core 0`; unique within a reading
    double value = 0;

    friend bool operator==(const Temperature &, const Temperature &) = default;
};

/// A number of thousandths of a degree Celsius; nothing outside −273.15 to 1000 °C, the values by
/// which drivers say that they know none.
[[nodiscard]] std::optional<double> parseTemperature(QByteArrayView text);
/// The sensors below /sys/class/hwmon and, where these show nothing, the zones below
/// /sys/class/thermal. A sensor that reports a fault is left out. Not on the window's thread.
[[nodiscard]] std::vector<Temperature> readTemperatures(const KernelFiles &files);

} // namespace tidemark::collect
