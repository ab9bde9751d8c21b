// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

namespace tidemark {

/// The wall clock, so that tests can hold it still. Any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] Timestamp now() const override { return Timestamp::now(); }
};

} // namespace tidemark
