// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QByteArrayView>

#include <chrono>
#include <optional>

namespace tidemark::net {

/// Reads a date of HTTP in any of its three forms, such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC
/// 9110, 5.6.7). The name of the day is not checked against the date. Two-digit years are those
/// within 50 years of `now`. Nothing for anything else.
[[nodiscard]] std::optional<Timestamp> parseHttpDate(QByteArrayView text, Timestamp now);

/// Reads the value of a Retry-After header, seconds or a date, as the time still to wait at `now`;
/// 0 for a date that has passed. At most a day is believed. Nothing for anything else.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseRetryAfter(QByteArrayView value,
                                                                       Timestamp now);

} // namespace tidemark::net
