// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/processor_times.h"

#include "services/collect/kernel_text.h"

#include <algorithm>

namespace tidemark::collect {
namespace {

constexpr std::size_t kLeastColumns = 4; // up to Idle

std::optional<ProcessorTimes> timesOf(const std::vector<QByteArrayView> &words)
{
    ProcessorTimes times;
    times.columns = std::min(words.size() - 1, times.ticks.size());
    if (times.columns < kLeastColumns)
        return std::nullopt;
    for (std::size_t column = 0; column < times.columns; ++column) {
        const auto ticks = wholeNumber(words[column + 1]);
        if (!ticks)
            return std::nullopt;
        times.ticks[column] = *ticks;
    }
    return times;
}

double increase(const ProcessorTimes &before, const ProcessorTimes &now, ProcessorTime time)
{
    const std::uint64_t from = before.of(time);
    const std::uint64_t to = now.of(time);
    return to > from ? static_cast<double>(to - from) : 0;
}

} // namespace

ProcessorTable parseProcessorTimes(QByteArrayView stat)
{
    constexpr QByteArrayView kPrefix("cpu");
    ProcessorTable table;
    for (const QByteArrayView line : completeLines(stat)) {
        if (!line.startsWith(kPrefix))
            continue;
        const auto words = wordsOf(line);
        const auto times = timesOf(words);
        if (!times)
            continue;
        const QByteArrayView number = words[0].sliced(kPrefix.size());
        if (number.isEmpty())
            table.machine = table.machine.value_or(*times);
        else if (const auto core = wholeNumber(number))
            table.cores.emplace(*core, *times);
    }
    return table;
}

std::optional<ProcessorShare> processorShare(const ProcessorTimes &before,
                                             const ProcessorTimes &now)
{
    const auto grown = [&](ProcessorTime time) { return increase(before, now, time); };
    const double user = grown(ProcessorTime::User) + grown(ProcessorTime::Nice);
    const double system = grown(ProcessorTime::System) + grown(ProcessorTime::Interrupt) +
                          grown(ProcessorTime::SoftInterrupt);
    const double stolen = grown(ProcessorTime::Steal);
    const double waiting = grown(ProcessorTime::InputOutputWait);
    const double busy = user + system + stolen;
    const double total = busy + grown(ProcessorTime::Idle) + waiting;
    if (!(total > 0))
        return std::nullopt;
    const auto hasColumn = [&](ProcessorTime time) {
        return std::min(before.columns, now.columns) > static_cast<std::size_t>(time);
    };
    ProcessorShare share{100 * busy / total, 100 * user / total, 100 * system / total, {}, {}};
    if (hasColumn(ProcessorTime::InputOutputWait))
        share.wait_pct = 100 * waiting / total;
    if (hasColumn(ProcessorTime::Steal))
        share.steal_pct = 100 * stolen / total;
    return share;
}

} // namespace tidemark::collect
