// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/container_use.h"

#include "services/collect/control_group.h"
#include "services/collect/counter_rate.h"
#include "services/collect/kernel_text.h"

namespace tidemark::collect {

using namespace Qt::StringLiterals;

namespace {

constexpr std::uint64_t kNoLimitFrom = std::uint64_t{1} << 62U;
constexpr std::uint64_t kNsPerUs = 1000;
constexpr double kUsedNsPerS = 1e9;

bool isFirst(const ControlGroup &group)
{
    return group.version == ControlGroupVersion::One;
}

// The least of what `limitIn` finds in the folders of the group and its ancestors.
template <class Limit, class Function>
std::optional<Limit> leastLimit(const ControlGroup &group, Function limitIn)
{
    std::optional<Limit> least;
    for (const QString &folder : group.folders()) {
        const std::optional<Limit> limit = limitIn(folder);
        if (limit && (!least || *limit < *least))
            least = limit;
    }
    return least;
}

std::optional<std::uint64_t> memoryLimit(const KernelFiles &files, const ControlGroup &group)
{
    const QString name = isFirst(group) ? u"/memory.limit_in_bytes"_s : u"/memory.max"_s;
    return leastLimit<std::uint64_t>(group, [&](const QString &folder) {
        const auto text = files.readTrimmed(folder + name);
        return text ? parseMemoryLimit(*text) : std::nullopt;
    });
}

// The working set. Version 1 counts the groups below as well in its use and in `total_`.
std::optional<std::uint64_t> memoryUsed(const KernelFiles &files, const ControlGroup &group)
{
    const QString folder = group.folders().constFirst();
    const auto current = files.readTrimmed(
        folder + (isFirst(group) ? u"/memory.usage_in_bytes"_s : u"/memory.current"_s));
    const auto stat = files.read(folder + "/memory.stat"_L1);
    if (!current || !stat)
        return std::nullopt;
    const auto used = wholeNumber(*current);
    auto inactive = isFirst(group) ? numberOf(*stat, "total_inactive_file") : std::nullopt;
    if (!inactive)
        inactive = numberOf(*stat, "inactive_file");
    if (!used || !inactive)
        return std::nullopt;
    // The two files are read one after the other.
    return *used > *inactive ? *used - *inactive : 0;
}

std::optional<double> processorLimit(const KernelFiles &files, const ControlGroup &group)
{
    return leastLimit<double>(group, [&](const QString &folder) -> std::optional<double> {
        if (!isFirst(group)) {
            const auto text = files.readTrimmed(folder + "/cpu.max"_L1);
            return text ? parseProcessorLimit(*text) : std::nullopt;
        }
        const auto quota = files.readTrimmed(folder + "/cpu.cfs_quota_us"_L1);
        const auto period = files.readTrimmed(folder + "/cpu.cfs_period_us"_L1);
        if (!quota || !period)
            return std::nullopt;
        const QByteArray both = *quota + ' ' + *period;
        return parseProcessorLimit(both);
    });
}

std::optional<ProcessorUse> processorUse(const KernelFiles &files, const ControlGroup &group)
{
    const QString folder = group.folders().constFirst();
    std::optional<std::uint64_t> used_ns;
    if (isFirst(group)) {
        if (const auto text = files.readTrimmed(folder + "/cpuacct.usage"_L1))
            used_ns = wholeNumber(*text);
    } else if (const auto text = files.read(folder + "/cpu.stat"_L1)) {
        if (const auto used_us = numberOf(*text, "usage_usec"))
            used_ns = product(*used_us, kNsPerUs);
    }
    return used_ns ? std::optional(ProcessorUse{folder, *used_ns}) : std::nullopt;
}

} // namespace

std::optional<std::uint64_t> parseMemoryLimit(QByteArrayView text)
{
    const auto limit = wholeNumber(text);
    return limit && *limit < kNoLimitFrom ? limit : std::nullopt;
}

std::optional<double> parseProcessorLimit(QByteArrayView quotaAndPeriod)
{
    const auto words = wordsOf(quotaAndPeriod, 3);
    if (words.size() != 2)
        return std::nullopt;
    const auto quota = wholeNumber(words[0]);
    const auto period = wholeNumber(words[1]);
    if (quota.value_or(0) == 0 || period.value_or(0) == 0)
        return std::nullopt;
    return static_cast<double>(*quota) / static_cast<double>(*period);
}

ContainerUse readContainerUse(const KernelFiles &files)
{
    ContainerUse use;
    const auto membership = files.read(u"proc/self/cgroup"_s);
    const auto mounts = files.read(u"proc/self/mountinfo"_s);
    if (!membership || !mounts)
        return use;
    if (const auto group = findControlGroup(*membership, *mounts, "memory")) {
        use.memoryUsed = memoryUsed(files, *group);
        use.memoryLimit = memoryLimit(files, *group);
    }
    if (const auto group = findControlGroup(*membership, *mounts, "cpu"))
        use.processorLimit = processorLimit(files, *group);
    if (const auto group = findControlGroup(*membership, *mounts, "cpuacct"))
        use.processors = processorUse(files, *group);
    return use;
}

std::optional<double> containerProcessorPercent(const ContainerUse &before, const ContainerUse &now,
                                                double seconds)
{
    if (!before.processors || !now.processors ||
        before.processors->folder != now.processors->folder)
        return std::nullopt;
    const auto used_ns =
        perSecond(counterIncrease(before.processors->used_ns, now.processors->used_ns), seconds);
    if (!used_ns)
        return std::nullopt;
    return 100 * *used_ns / kUsedNsPerS / now.processorLimit.value_or(1);
}

} // namespace tidemark::collect
