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
    const auto without = [&](ProcessorTime time, ProcessorTime guest) {
        return std::max(0.0, grown(time) - grown(guest));
    };
    const double waiting = grown(ProcessorTime::InputOutputWait);
    const double busy = without(ProcessorTime::User, ProcessorTime::Guest) +
                        without(ProcessorTime::Nice, ProcessorTime::GuestNice) +
                        grown(ProcessorTime::System) + grown(ProcessorTime::Interrupt) +
                        grown(ProcessorTime::SoftInterrupt) + grown(ProcessorTime::Steal);
    const double total = busy + grown(ProcessorTime::Idle) + waiting;
    if (!(total > 0))
        return std::nullopt;
    ProcessorShare share{100 * busy / total, std::nullopt};
    const auto waitColumn = static_cast<std::size_t>(ProcessorTime::InputOutputWait);
    if (std::min(before.columns, now.columns) > waitColumn)
        share.wait_pct = 100 * waiting / total;
    return share;
}

} // namespace tidemark::collect
