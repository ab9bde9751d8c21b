// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/container_events.h"

#include "model/core/number_text.h"
#include "services/collect/control_group.h"
#include "services/collect/kernel_text.h"

#include <string_view>

namespace tidemark::collect {

using namespace Qt::StringLiterals;

namespace {

constexpr std::uint64_t kNsPerUs = 1000;

/// Where this process is in the trees of groups, read once.
class Membership
{
public:
    explicit Membership(const KernelFiles &files)
        : m_groups(files.read(u"proc/self/cgroup"_s))
        , m_mounts(m_groups ? files.read(u"proc/self/mountinfo"_s) : std::nullopt)
    {}
    [[nodiscard]] std::optional<ControlGroup> of(QByteArrayView controller) const
    {
        return m_mounts ? findControlGroup(*m_groups, *m_mounts, controller) : std::nullopt;
    }
    [[nodiscard]] std::optional<QString> folderOf(QByteArrayView controller) const
    {
        const auto group = of(controller);
        return group ? std::optional(group->folders().constFirst()) : std::nullopt;
    }

private:
    std::optional<QByteArray> m_groups;
    std::optional<QByteArray> m_mounts;
};

void addThrottling(const KernelFiles &files, const Membership &membership, ContainerEvents &events)
{
    const auto folder = membership.folderOf("cpu");
    const auto stat = folder ? files.read(*folder + "/cpu.stat"_L1) : std::nullopt;
    if (!stat)
        return;
    events.periods = numberOf(*stat, "nr_periods");
    events.throttledPeriods = numberOf(*stat, "nr_throttled");
    events.throttled_us = numberOf(*stat, "throttled_usec");
    if (const auto first = numberOf(*stat, "throttled_time")) // nanoseconds, in version 1
        events.throttled_us = *first / kNsPerUs;
}

// 8:0 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0
void addDisks(QByteArrayView stat, ContainerEvents &events)
{
    for (const QByteArrayView line : completeLines(stat)) {
        for (const QByteArrayView word : wordsOf(line)) {
            const auto parts = partsOf(word, '=');
            const auto bytes = parts.size() == 2 ? wholeNumber(parts[1]) : std::nullopt;
            if (!bytes)
                continue;
            if (parts[0] == QByteArrayView("rbytes"))
                events.bytesRead = events.bytesRead.value_or(0) + *bytes;
            else if (parts[0] == QByteArrayView("wbytes"))
                events.bytesWritten = events.bytesWritten.value_or(0) + *bytes;
        }
    }
}

std::optional<double> shareOf(QByteArrayView word)
{
    constexpr QByteArrayView kPrefix("avg10=");
    if (!word.startsWith(kPrefix))
        return std::nullopt;
    const QByteArrayView number = word.sliced(kPrefix.size());
    const auto share =
        parseNumber(std::string_view(number.data(), static_cast<std::size_t>(number.size())));
    return share ? std::optional(*share) : std::nullopt;
}

Pressure pressureIn(const KernelFiles &files, const QString &path)
{
    const auto text = files.read(path);
    return text ? parsePressure(*text) : Pressure();
}

} // namespace

ContainerEvents readContainerEvents(const KernelFiles &files)
{
    ContainerEvents events;
    const Membership membership(files);
    addThrottling(files, membership, events);
    if (const auto group = membership.of("memory")) {
        const QString name = group->version == ControlGroupVersion::Two ? u"/memory.events"_s
                                                                        : u"/memory.oom_control"_s;
        if (const auto text = files.read(group->folders().constFirst() + name))
            events.outOfMemoryKills = numberOf(*text, "oom_kill");
    }
    if (const auto folder = membership.folderOf("pids")) {
        if (const auto text = files.readTrimmed(*folder + "/pids.current"_L1))
            events.tasks = wholeNumber(*text);
    }
    if (const auto folder = membership.folderOf("io")) {
        if (const auto text = files.read(*folder + "/io.stat"_L1))
            addDisks(*text, events);
    }
    return events;
}

Pressure readPressure(const KernelFiles &files, QByteArrayView resource)
{
    return pressureIn(files, "proc/pressure/"_L1 + QString::fromLatin1(resource));
}

Pressure readContainerPressure(const KernelFiles &files, QByteArrayView resource)
{
    const auto group = Membership(files).of(resource);
    if (!group || group->version != ControlGroupVersion::Two)
        return {};
    return pressureIn(files, group->folders().constFirst() + u'/' + QString::fromLatin1(resource) +
                                 ".pressure"_L1);
}

Pressure parsePressure(QByteArrayView text)
{
    Pressure pressure;
    for (const QByteArrayView line : completeLines(text)) {
        const auto words = wordsOf(line, 3);
        if (words.size() < 2)
            continue;
        const auto share = shareOf(words[1]);
        if (words[0] == QByteArrayView("some"))
            pressure.some_pct = share;
        else if (words[0] == QByteArrayView("full"))
            pressure.full_pct = share;
    }
    return pressure;
}

} // namespace tidemark::collect
