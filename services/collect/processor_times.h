// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <array>
#include <cstdint>
#include <map>
#include <optional>

namespace tidemark::collect {

/// The columns of a processor's line in /proc/stat, in their order (proc_stat(5)). Guest times are
/// already inside User and Nice.
enum class ProcessorTime
{
    User,
    Nice,
    System,
    Idle,
    InputOutputWait,
    Interrupt,
    SoftInterrupt,
    Steal,
    Guest,
    GuestNice,
    Count
};

/// What a processor did since the start of the machine, in ticks. Older kernels have fewer columns.
struct ProcessorTimes
{
    std::array<std::uint64_t, static_cast<std::size_t>(ProcessorTime::Count)> ticks{};
    std::size_t columns = 0;

    [[nodiscard]] std::uint64_t of(ProcessorTime time) const noexcept
    {
        return ticks[static_cast<std::size_t>(time)];
    }
    friend bool operator==(const ProcessorTimes &, const ProcessorTimes &) = default;
};

/// The processors of /proc/stat: all together, and each by its number, which is part of its name.
struct ProcessorTable
{
    std::optional<ProcessorTimes> machine;
    std::map<std::uint64_t, ProcessorTimes> cores;
};

/// How time was spent between two readings, 0 to 100.
struct ProcessorShare
{
    double busy_pct = 0;            ///< user, system and stolen time together
    double user_pct = 0;            ///< of programs, nice ones and guests included
    double system_pct = 0;          ///< of the kernel, interrupts included
    std::optional<double> wait_pct; ///< idle while disks were waited for; older kernels do not tell
    std::optional<double> steal_pct; ///< taken by the host of a virtual machine; likewise
};

/// Lines with fewer than four columns or with anything but numbers are left out. Any thread.
[[nodiscard]] ProcessorTable parseProcessorTimes(QByteArrayView stat);
/// Busy is all but idle and waiting for disks; what guests ran is inside of user and nice, and
/// counts once. A column that fell counts as unchanged. Nothing when
/// no time passed.
[[nodiscard]] std::optional<ProcessorShare> processorShare(const ProcessorTimes &before,
                                                           const ProcessorTimes &now);

} // namespace tidemark::collect
