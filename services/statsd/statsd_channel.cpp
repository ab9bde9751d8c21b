// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_channel.h"

#include <algorithm>
#include <utility>

namespace tidemark::statsd {
namespace {

/// Those of plain StatsD are parts of names instead.
std::vector<WrittenTag> tagsOfLines(const StatsdChannelOptions &options)
{
    return options.style == TagStyle::DogStatsd ? options.tags : std::vector<WrittenTag>();
}

} // namespace

StatsdChannel::StatsdChannel(DatagramSender sender, StatsdChannelOptions options)
    : m_sender(std::move(sender))
    , m_options(std::move(options))
    , m_lines(tagsOfLines(m_options))
    , m_packer(m_options.mostBytes, [this](std::string_view datagram) { send(datagram); })
{}

void StatsdChannel::addTags(WrittenMetric &metric) const
{
    if (m_options.style == TagStyle::DogStatsd)
        return;
    if (m_options.style == TagStyle::NameParts) {
        std::vector<WrittenTag> all = m_options.tags;
        all.insert(all.end(), metric.tags.begin(), metric.tags.end());
        std::stable_sort(all.begin(), all.end(), [](const WrittenTag &a, const WrittenTag &b) {
            return a.first < b.first;
        });
        for (WrittenTag &tag : all) { // a point would be one more level
            std::replace(tag.second.begin(), tag.second.end(), '.', '_');
            metric.name += '.' + (tag.second.empty() ? std::string("_") : tag.second);
        }
    }
    metric.tags.clear();
}

bool StatsdChannel::add(WrittenMetric metric, std::function<void()> onSent)
{
    metric.name.insert(0, m_options.prefix);
    addTags(metric);
    const std::string lines = m_lines.lines(metric);
    const std::int64_t tooLong = m_packer.tooLong();
    m_packer.add(lines); // may send those before
    if (lines.empty() || m_packer.tooLong() != tooLong) {
        ++m_unsayable;
        return false;
    }
    m_packed.push_back(std::move(onSent));
    return true;
}

void StatsdChannel::flush()
{
    m_packer.flush();
}

void StatsdChannel::send(std::string_view datagram)
{
    const auto packed = std::exchange(m_packed, {});
    if (!m_sender.send(datagram)) {
        ++m_droppedDatagrams;
        m_droppedMetrics += packed.size();
        return;
    }
    ++m_sentDatagrams;
    m_sentMetrics += packed.size();
    for (const auto &onSent : packed) {
        if (onSent)
            onSent();
    }
}

StatsdChannelCounts StatsdChannel::counts() const
{
    return {m_sentDatagrams, m_droppedDatagrams, m_sentMetrics, m_droppedMetrics, m_unsayable};
}

bool addWeighted(StatsdChannel &channel, const WrittenMetric &metric,
                 const std::vector<WeightedValue> &values, const std::function<void()> &onSent)
{
    constexpr std::uint64_t kMostAtOnce = 1'000'000; // 1 / StatsdLine::kLeastRate
    bool isSaid = false;
    for (const WeightedValue &one : values) {
        for (std::uint64_t left = one.count; left > 0;) {
            const std::uint64_t now = std::min(left, kMostAtOnce);
            left -= now;
            WrittenMetric line = metric;
            line.values = {one.value};
            line.rate = 1 / static_cast<double>(now);
            isSaid = channel.add(std::move(line), onSent) || isSaid;
        }
    }
    return isSaid;
}

} // namespace tidemark::statsd
