// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace tidemark {

/// What the program does that somebody waits for.
enum class Activity
{
    Query,   ///< something read from a store
    Write,   ///< a change or samples written to a store, until that is durable
    Frame,   ///< the content of a chart drawn
    Request, ///< a call of a server answered
};

enum class Ending
{
    Done,
    Failed,
    Cancelled, ///< nobody wanted it any more
};

/// What was stored durably.
enum class Stored
{
    Samples,
    Records,
};

/// Keeps count of what the program does, for who looks after it. Any thread; comes back within
/// a microsecond, waits for nothing and never throws.
class ActivityMeter
{
public:
    virtual ~ActivityMeter() = default;

    /// `took`: with the wait for its turn, not negative.
    virtual void ended(Activity activity, std::chrono::nanoseconds took,
                       Ending ending) noexcept = 0;
    virtual void stored(Stored what, std::int64_t count) noexcept = 0;
};

} // namespace tidemark
