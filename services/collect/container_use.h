// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/kernel_files.h"

#include <QByteArrayView>
#include <QString>

#include <cstdint>
#include <optional>

namespace tidemark::collect {

/// Processor time that a control group used since it was made.
struct ProcessorUse
{
    QString folder; ///< of the group: figures of another one have nothing to do with these
    std::uint64_t used_ns = 0;

    friend bool operator==(const ProcessorUse &, const ProcessorUse &) = default;
};

/// What the container, that is the control group this process is in, uses and may use. A limit is
/// the least of the group and all its ancestors.
struct ContainerUse
{
    std::optional<std::uint64_t> memoryUsed;  ///< bytes without inactive pages of files
    std::optional<std::uint64_t> memoryLimit; ///< bytes
    std::optional<ProcessorUse> processors;
    std::optional<double> processorLimit; ///< processors, more than 0

    friend bool operator==(const ContainerUse &, const ContainerUse &) = default;
};

/// Reads control groups of version 2, of version 1 and of both. Everything is missing where there
/// are none. Not on the window's thread.
[[nodiscard]] ContainerUse readContainerUse(const KernelFiles &files);

/// Processor time between both as a share of the limit or, without one, of one processor, in
/// percent; nothing for another group, for one that was made anew, and unless `seconds` is more
/// than 0. Any thread.
[[nodiscard]] std::optional<double>
containerProcessorPercent(const ContainerUse &before, const ContainerUse &now, double seconds);

/// A limit of memory in bytes, as in `memory.max` and `memory.limit_in_bytes`; nothing for `max`
/// and for numbers from 2^62 on, which stand for no limit. Any thread, as what follows.
[[nodiscard]] std::optional<std::uint64_t> parseMemoryLimit(QByteArrayView text);
/// Processors by quota and period, as in `cpu.max`; nothing for `max`, a negative quota or a zero.
[[nodiscard]] std::optional<double> parseProcessorLimit(QByteArrayView quotaAndPeriod);

} // namespace tidemark::collect
