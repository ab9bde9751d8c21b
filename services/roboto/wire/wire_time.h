// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/time/timestamp.h"
#include "services/json/json_value.h"

namespace tidemark::roboto {

/// Reads a date and time as the service and the SDK may send it, exact to the nanosecond: ISO 8601
/// text with `T` or a blank, up to nine fraction digits, `Z` or an offset, or none for UTC; a date
/// alone is its midnight; a number, or a text of one, is seconds since 1970, or milliseconds when
/// it is beyond ±2·10¹⁰ (as pydantic has it), parts below a nanosecond dropped. Any thread.
/// Errors: InvalidArgument for other texts and for times outside 1677 to 2262.
[[nodiscard]] Result<Timestamp> parseDateTime(JsonValue value);

} // namespace tidemark::roboto
