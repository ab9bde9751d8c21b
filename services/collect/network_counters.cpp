// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/network_counters.h"

#include "services/collect/kernel_text.h"

#include <array>
#include <limits>

namespace tidemark::collect {
namespace {

constexpr std::size_t kSentColumn = 8;
constexpr std::size_t kColumns = kSentColumn + 4; // those behind are not read

std::optional<NetworkCounters> countersOf(QByteArrayView columns)
{
    const auto words = wordsOf(columns, kColumns);
    if (words.size() < kColumns)
        return std::nullopt;
    std::array<std::uint64_t, kColumns> numbers{};
    for (std::size_t at = 0; at < kColumns; ++at) {
        const auto number = wholeNumber(words[at]);
        if (!number)
            return std::nullopt;
        numbers[at] = *number;
    }
    const auto traffic = [&](std::size_t from) {
        return TrafficCounters{numbers[from], numbers[from + 1], numbers[from + 2],
                               numbers[from + 3]};
    };
    return NetworkCounters{traffic(0), traffic(kSentColumn)};
}

void add(std::uint64_t &sum, std::uint64_t value)
{
    constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
    sum = value > kMost - sum ? kMost : sum + value;
}

void add(TrafficCounters &sum, const TrafficCounters &traffic)
{
    add(sum.bytes, traffic.bytes);
    add(sum.packets, traffic.packets);
    add(sum.errors, traffic.errors);
    add(sum.drops, traffic.drops);
}

} // namespace

NetworkTable parseNetworkCounters(QByteArrayView text)
{
    NetworkTable table;
    for (const QByteArrayView line : completeLines(text)) {
        // The two lines of headings have no colon.
        const qsizetype colon = line.lastIndexOf(':');
        if (colon < 0)
            continue;
        const QByteArray name = line.first(colon).toByteArray().trimmed();
        const auto counters = countersOf(line.sliced(colon + 1));
        if (!name.isEmpty() && counters)
            table.emplace(name, *counters);
    }
    return table;
}

bool isLoopback(QByteArrayView interface)
{
    return interface == QByteArrayView("lo");
}

NetworkCounters networkTotal(const NetworkTable &table)
{
    NetworkCounters total;
    for (const auto &[name, counters] : table) {
        if (isLoopback(name))
            continue;
        add(total.received, counters.received);
        add(total.sent, counters.sent);
    }
    return total;
}

} // namespace tidemark::collect
