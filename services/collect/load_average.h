// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>

namespace tidemark::collect {

/// How many tasks ran or waited to run, on average over the last minutes; 0 or more.
struct LoadAverage
{
    double oneMinute = 0;
    double fiveMinutes = 0;
    double fifteenMinutes = 0;

    friend bool operator==(const LoadAverage &, const LoadAverage &) = default;
};

/// From /proc/loadavg; nothing unless all three are finite and not negative. Any thread.
[[nodiscard]] std::optional<LoadAverage> parseLoadAverage(QByteArrayView text);

} // namespace tidemark::collect
