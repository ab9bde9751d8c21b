// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/bucket_fold.h"

#include <algorithm>
#include <cmath>

namespace tidemark::series {

BucketFold::BucketFold(std::span<const std::int64_t> borders, Extremes extremes)
    : m_borders(borders)
    , m_extremes(extremes)
    , m_buckets(borders.size() - 1)
{}

void BucketFold::beginAfter(std::int64_t stamp) noexcept
{
    m_before = stamp;
}

void BucketFold::add(std::size_t bucket, const SampleAggregate &piece) noexcept
{
    if (!piece.hasStamps())
        return;
    if (bucket == m_bucket && m_open.hasStamps()) {
        m_open += piece;
        return;
    }
    close();
    hold(bucket, piece.firstStamp,
         piece.beginsWithGap() ? std::nullopt : std::optional(piece.first));
    m_bucket = bucket;
    m_open = piece;
}

void BucketFold::endBefore(std::int64_t stamp, double value) noexcept
{
    close();
    hold(m_buckets.size() - 1, stamp, std::isnan(value) ? std::nullopt : std::optional(value));
    m_before = stamp;
}

void BucketFold::close() noexcept
{
    if (!m_open.hasStamps())
        return;
    Aggregate &bucket = m_buckets[m_bucket];
    bucket.count = m_open.count;
    bucket.min = std::min(bucket.min, m_open.min);
    bucket.max = std::max(bucket.max, m_open.max);
    bucket.sum = CompensatedSum(m_open.sum);
    bucket.first = m_open.first;
    bucket.last = m_open.last;
    bucket.firstAt = Timestamp(m_open.firstAt);
    bucket.lastAt = Timestamp(m_open.lastAt);
    bucket.integral_ns += m_open.integral;
    bucket.active += Timedelta(m_open.active);
    m_before = m_open.lastStamp;
    m_open = {};
}

// A sample holds from the stamp before it to its own, in every bucket between the two.
void BucketFold::hold(std::size_t lastBucket, std::int64_t stamp,
                      std::optional<double> value) noexcept
{
    if (!m_before || !value)
        return;
    for (std::size_t i = m_bucket; i <= lastBucket; ++i) {
        const std::int64_t begin = std::max(*m_before, m_borders[i]);
        const std::int64_t end = std::min(stamp, m_borders[i + 1]);
        Aggregate &bucket = m_buckets[i];
        if (begin < end) {
            const std::int64_t held = lengthOf(begin, end);
            bucket.integral_ns += *value * static_cast<double>(held);
            bucket.active += Timedelta(held);
        }
        if (m_extremes == Extremes::Reach && m_borders[i + 1] <= stamp &&
            *m_before < m_borders[i + 1]) {
            bucket.min = std::min(bucket.min, *value);
            bucket.max = std::max(bucket.max, *value);
        }
    }
}

std::vector<Aggregate> BucketFold::take()
{
    close();
    return std::move(m_buckets);
}

} // namespace tidemark::series
