// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/kpl_names.h"

#include <algorithm>
#include <array>

namespace tidemark::metrics {
namespace {

constexpr auto kCount = MetricUnit::Count;
constexpr auto kBytes = MetricUnit::Bytes;
constexpr auto kMilliseconds = MetricUnit::Milliseconds;
constexpr auto kSummary = MetricsLevel::Summary;
constexpr auto kDetailed = MetricsLevel::Detailed;

// stream, shard, error code
constexpr std::array<KplName, 15> kNames{{
    {"UserRecordsReceived", kCount, kDetailed, true, false, false, "records handed to the producer",
     ""},
    {"UserRecordsPending", kCount, kDetailed, true, false, false,
     "records buffered or in flight, sampled", ""},
    {"UserRecordsPut", kCount, kSummary, true, true, false,
     "1 for each record that was put, 0 for each that failed", ""},
    {"UserRecordsDataPut", kBytes, kDetailed, true, true, false, "payload of records that were put",
     ""},
    {"KinesisRecordsPut", kCount, kSummary, true, true, false,
     "1 for each service record that was put, 0 for each that failed", ""},
    {"KinesisRecordsDataPut", kBytes, kDetailed, true, true, false,
     "size of service records that were put", ""},
    {"ErrorsByCode", kCount, kSummary, true, true, true,
     "failed service records and requests, by error code", ""},
    {"AllErrors", kCount, kSummary, true, true, false,
     "failed service records and requests; 0 for each success", ""},
    {"RetriesPerRecord", kCount, kDetailed, true, true, false,
     "attempts at a record beyond the first", ""},
    {"UserRecordExpired", kCount, kSummary, true, true, false,
     "records given up because of their time to live", "ExpiredRecords"},
    {"BufferingTime", kMilliseconds, kSummary, true, true, false, "wait before each attempt",
     "BufferedTime"},
    {"RequestTime", kMilliseconds, kDetailed, true, false, false,
     "duration of a service call, whether it succeeds or fails", ""},
    {"UserRecordsPerKinesisRecord", kCount, kDetailed, true, true, false,
     "records in one service record", ""},
    {"KinesisRecordsPerPutRecordsRequest", kCount, kDetailed, true, false, false,
     "service records in one request", ""},
    {"UserRecordsPerPutRecordsRequest", kCount, kDetailed, true, false, false,
     "records in one request", ""},
}};

} // namespace

std::span<const KplName> kplNames() noexcept
{
    return kNames;
}

const KplName *kplNameOf(std::string_view name) noexcept
{
    const auto found = std::find_if(kNames.begin(), kNames.end(), [name](const KplName &known) {
        return known.name == name || (!known.alias.empty() && known.alias == name);
    });
    return found == kNames.end() ? nullptr : &*found;
}

WindowKind windowKindOf(std::string_view name) noexcept
{
    constexpr std::array<std::string_view, 6> kDistributions{"RetriesPerRecord",
                                                             "BufferingTime",
                                                             "RequestTime",
                                                             "UserRecordsPerKinesisRecord",
                                                             "KinesisRecordsPerPutRecordsRequest",
                                                             "UserRecordsPerPutRecordsRequest"};
    const KplName *const known = kplNameOf(name);
    if (known == nullptr)
        return WindowKind::Counter;
    if (known->name == "UserRecordsPending")
        return WindowKind::Gauge;
    const bool isDistribution = std::find(kDistributions.begin(), kDistributions.end(),
                                          known->name) != kDistributions.end();
    return isDistribution ? WindowKind::Histogram : WindowKind::Counter;
}

MetricUnit windowUnitOf(std::string_view name) noexcept
{
    const KplName *const known = kplNameOf(name);
    return known == nullptr ? MetricUnit::Count : known->unit;
}

std::string_view normalisedShard(std::string_view shard) noexcept
{
    constexpr std::string_view kPrefix = "shardId-";
    if (!shard.starts_with(kPrefix))
        return shard;
    const std::string_view number = shard.substr(kPrefix.size());
    if (number.empty() || number.find_first_not_of("0123456789") != std::string_view::npos)
        return shard;
    const std::size_t first = number.find_first_not_of('0');
    return number.substr(first == std::string_view::npos ? number.size() - 1 : first);
}

} // namespace tidemark::metrics
