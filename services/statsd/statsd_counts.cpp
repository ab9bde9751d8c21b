// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_counts.h"

#include <QCoreApplication>

#include <numeric>

namespace tidemark::statsd {

namespace {

struct CountText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::statsd::StatsdCounts)
};

} // namespace

std::int64_t StatsdCounts::malformed() const noexcept
{
    return std::accumulate(faults.begin(), faults.end(), std::int64_t{0}) - events();
}

std::int64_t StatsdCounts::dropped() const noexcept
{
    return std::accumulate(drops.begin(), drops.end(), std::int64_t{0});
}

QString faultText(StatsdFault fault)
{
    switch (fault) {
    case StatsdFault::BadName:
        return CountText::tr("wrong name");
    case StatsdFault::NoValue:
        return CountText::tr("no value");
    case StatsdFault::BadValue:
        return CountText::tr("value is no number");
    case StatsdFault::NotFinite:
        return CountText::tr("value is not finite");
    case StatsdFault::UnknownType:
        return CountText::tr("unknown type");
    case StatsdFault::BadRate:
        return CountText::tr("wrong rate");
    case StatsdFault::BadTags:
        return CountText::tr("wrong tags");
    case StatsdFault::BadTime:
        return CountText::tr("wrong time");
    case StatsdFault::Event:
        return CountText::tr("event");
    case StatsdFault::ServiceCheck:
        return CountText::tr("service check");
    case StatsdFault::Count:
        break;
    }
    return {};
}

QString dropText(StatsdDrop drop)
{
    switch (drop) {
    case StatsdDrop::Names:
        return CountText::tr("too many names");
    case StatsdDrop::TagSets:
        return CountText::tr("too many sets of tags");
    case StatsdDrop::ManyTags:
        return CountText::tr("more than 64 tags");
    case StatsdDrop::LongTag:
        return CountText::tr("a tag's key over 255 bytes, or its value over 4096");
    case StatsdDrop::LongName:
        return CountText::tr("the name is too long for a timer");
    case StatsdDrop::OtherType:
        return CountText::tr("the name has another type");
    case StatsdDrop::Memory:
        return CountText::tr("no memory left for it");
    case StatsdDrop::TooLarge:
        return CountText::tr("the sum is too large");
    case StatsdDrop::Points:
        return CountText::tr("too many values with a time");
    case StatsdDrop::Future:
        return CountText::tr("more than a day ahead");
    case StatsdDrop::Count:
        break;
    }
    return {};
}

std::vector<StatsdReason> reasonsOf(const StatsdCounts &counts)
{
    std::vector<StatsdReason> reasons;
    for (std::size_t i = 0; i < counts.faults.size(); ++i) {
        if (counts.faults[i] > 0)
            reasons.push_back({faultText(static_cast<StatsdFault>(i)), counts.faults[i]});
    }
    for (std::size_t i = 0; i < counts.drops.size(); ++i) {
        if (counts.drops[i] > 0)
            reasons.push_back({dropText(static_cast<StatsdDrop>(i)), counts.drops[i]});
    }
    return reasons;
}

} // namespace tidemark::statsd
