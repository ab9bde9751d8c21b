// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/statsd/datagram_packer.h"
#include "services/statsd/datagram_sender.h"
#include "services/statsd/dogstatsd_lines.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tidemark::statsd {

/// What becomes of tags.
enum class TagStyle
{
    DogStatsd, ///< `#key:value`
    NameParts, ///< for plain StatsD: behind the name, `.value` of each in order of keys
    Omitted    ///< for plain StatsD: series of one name become one there
};

struct StatsdChannelOptions
{
    std::string prefix = {};           ///< of all names
    std::vector<WrittenTag> tags = {}; ///< of all lines
    TagStyle style = TagStyle::DogStatsd;
    std::size_t mostBytes = kEthernetDatagram; ///< of a datagram
};

/// Since the channel began.
struct StatsdChannelCounts
{
    std::uint64_t sentDatagrams = 0;
    std::uint64_t droppedDatagrams = 0; ///< the system did not take them at once
    std::uint64_t sentMetrics = 0;
    std::uint64_t droppedMetrics = 0; ///< of those datagrams
    std::uint64_t unsayable = 0;      ///< too long for a datagram, or no finite number
};

/// Lines in full datagrams, of which the system takes each at once or not at all: nothing here
/// waits. One thread at a time; counts() from any.
class StatsdChannel
{
public:
    StatsdChannel(DatagramSender sender, StatsdChannelOptions options);
    StatsdChannel(const StatsdChannel &) = delete;
    StatsdChannel &operator=(const StatsdChannel &) = delete;

    /// `onSent` is called when the datagram was taken, which may be within a later add() or
    /// flush(). False, and it never is, when nothing can be said of the metric.
    bool add(WrittenMetric metric, std::function<void()> onSent = {});
    /// Sends the rest.
    void flush();
    [[nodiscard]] StatsdChannelCounts counts() const;

private:
    void send(std::string_view datagram);
    void addTags(WrittenMetric &metric) const;

    DatagramSender m_sender;
    const StatsdChannelOptions m_options;
    const DogStatsdLines m_lines;
    DatagramPacker m_packer;
    std::vector<std::function<void()>> m_packed; ///< of the metrics in the datagram that is filled
    std::atomic<std::uint64_t> m_sentDatagrams = 0;
    std::atomic<std::uint64_t> m_droppedDatagrams = 0;
    std::atomic<std::uint64_t> m_sentMetrics = 0;
    std::atomic<std::uint64_t> m_droppedMetrics = 0;
    std::atomic<std::uint64_t> m_unsayable = 0;
};

/// A part of a distribution: a value, and how often it was seen.
struct WeightedValue
{
    double value = 0;
    std::uint64_t count = 0;
};

/// Adds timings as lines whose rates are 1 / count, so that receivers reckon the counts again.
/// `metric` has its name, type and tags. As StatsdChannel::add().
bool addWeighted(StatsdChannel &channel, const WrittenMetric &metric,
                 const std::vector<WeightedValue> &values,
                 const std::function<void()> &onSent = {});

} // namespace tidemark::statsd
