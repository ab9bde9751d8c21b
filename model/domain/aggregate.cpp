// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/aggregate.h"

#include <algorithm>

namespace tidemark {

void Aggregate::add(Timestamp at, double value) noexcept
{
    if (isEmpty() || at < firstAt) {
        first = value;
        firstAt = at;
    }
    if (isEmpty() || at >= lastAt) {
        last = value;
        lastAt = at;
    }
    min = std::min(min, value);
    max = std::max(max, value);
    sum += value;
    ++count;
}

Aggregate &Aggregate::operator+=(const Aggregate &other) noexcept
{
    if (!other.isEmpty() && (isEmpty() || other.firstAt < firstAt)) {
        first = other.first;
        firstAt = other.firstAt;
    }
    if (!other.isEmpty() && (isEmpty() || other.lastAt >= lastAt)) {
        last = other.last;
        lastAt = other.lastAt;
    }
    min = std::min(min, other.min);
    max = std::max(max, other.max);
    sum += other.sum;
    count += other.count;
    integral_ns += other.integral_ns;
    active += other.active;
    return *this;
}

std::optional<double> Aggregate::mean() const noexcept
{
    if (isEmpty())
        return std::nullopt;
    return sum.value() / static_cast<double>(count);
}

std::optional<double> Aggregate::value(AggregateFunction function) const noexcept
{
    if (function == AggregateFunction::Count)
        return static_cast<double>(count);
    if (isEmpty())
        return std::nullopt;
    switch (function) {
    case AggregateFunction::Sum:
        return sum.value();
    case AggregateFunction::Mean:
        return mean();
    case AggregateFunction::Min:
        return min;
    case AggregateFunction::Max:
        return max;
    case AggregateFunction::Count:
        break;
    }
    return std::nullopt;
}

} // namespace tidemark
