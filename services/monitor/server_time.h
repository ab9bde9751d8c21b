// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QStringView>

#include <chrono>
#include <optional>

namespace tidemark::monitor {

/// A time as a server wrote it, which may be without a zone.
struct ServerTime
{
    Timestamp reading;                               ///< what its clock showed, taken as UTC
    std::optional<std::chrono::seconds> offset = {}; ///< ahead of UTC, where the text says so

    /// The instant; `fallback` holds where the text has no zone.
    [[nodiscard]] Timestamp utc(std::chrono::seconds fallback) const;
};

/// Reads ISO 8601: a day, `T` or a blank, a time with up to nine digits of fraction, and `Z`, an
/// offset or nothing. Exact to the nanosecond. Errors: InvalidArgument, Overflow. Any thread.
[[nodiscard]] Result<ServerTime> parseServerTime(QStringView text);

/// Reads `Z`, `+02:00`, `+0200` or `+02` as a person types it. Errors: InvalidArgument.
[[nodiscard]] Result<std::chrono::seconds> parseOffset(QStringView text);

/// How far the clock of a server that writes no zone is ahead of UTC: by the time of its answer and
/// that of receipt, to the nearest quarter of an hour, so that neither a slow answer nor a clock
/// that is a little wrong counts as a zone. A found offset stays until the clocks differ from it by
/// more than 8 1/2 minutes, lest a clock that is wrong by half a step moves all times to and fro.
/// One for each target. One thread.
class ServerOffset
{
public:
    /// What a person says holds; nothing: it is estimated.
    void setOverride(std::optional<std::chrono::seconds> offset) { m_override = offset; }
    /// Call with the `timestamp` of each answer.
    [[nodiscard]] std::chrono::seconds update(Timestamp reading, Timestamp receivedAt);
    [[nodiscard]] bool isEstimated() const noexcept { return !m_override; }

private:
    std::optional<std::chrono::seconds> m_override;
    std::optional<std::chrono::seconds> m_estimate;
};

} // namespace tidemark::monitor
