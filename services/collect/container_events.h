// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/kernel_files.h"

#include <QByteArrayView>

#include <cstdint>
#include <optional>

namespace tidemark::collect {

/// What befell the container, that is the control group this process is in, since it was made, and
/// how many tasks it holds. Version 1 does not tell all of it.
struct ContainerEvents
{
    std::optional<std::uint64_t> outOfMemoryKills;
    std::optional<std::uint64_t> periods;          ///< of its limit of processor time
    std::optional<std::uint64_t> throttledPeriods; ///< in which it had to wait
    std::optional<std::uint64_t> throttled_us;
    std::optional<std::uint64_t> tasks;
    std::optional<std::uint64_t> bytesRead; ///< of all disks
    std::optional<std::uint64_t> bytesWritten;

    friend bool operator==(const ContainerEvents &, const ContainerEvents &) = default;
};

/// The share of the last ten seconds, 0 to 100, in which tasks waited for something.
struct Pressure
{
    std::optional<double> some_pct; ///< at least one task
    std::optional<double> full_pct; ///< all that had something to do

    friend bool operator==(const Pressure &, const Pressure &) = default;
};

/// Everything is missing where there are no control groups. Not on the window's thread.
[[nodiscard]] ContainerEvents readContainerEvents(const KernelFiles &files);
/// For `cpu`, `memory` or `io`, from /proc/pressure. Not on the window's thread.
[[nodiscard]] Pressure readPressure(const KernelFiles &files, QByteArrayView resource);
/// The same of the control group alone, which version 1 does not know.
[[nodiscard]] Pressure readContainerPressure(const KernelFiles &files, QByteArrayView resource);
/// From a text as /proc/pressure/cpu (Documentation/accounting/psi). Any thread.
[[nodiscard]] Pressure parsePressure(QByteArrayView text);

} // namespace tidemark::collect
