// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/fetch.h"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

constexpr double kTolerance_ratio = 1e-9;

bool isSame(double a, double b)
{
    return a == b || std::abs(a - b) <= kTolerance_ratio * std::max(std::abs(a), std::abs(b));
}

} // namespace

bool ComparedBucket::isDifferent() const
{
    return totalHere != totalThere || !here || !there || !isSame(*here, *there);
}

} // namespace tidemark
