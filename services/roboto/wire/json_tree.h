// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/json/json_value.h"

#include <QJsonObject>

namespace tidemark::roboto {

/// Free-form JSON (metadata, custom fields) as Qt's values: integers within int64 keep every digit,
/// of members given twice the last stays. Any thread.
///
/// Errors: InvalidArgument for a NUL character, for integers beyond int64 that no double holds
/// exactly, and for more than kMetadataMaxDepth levels. The message is a sentence without a
/// subject's name; add it.
[[nodiscard]] Result<QJsonObject> jsonObjectOf(JsonValue object);
/// The same of a server's answer, of which one odd value must not hide the rest: a NUL becomes
/// U+FFFD, such an integer the nearest double, and what is nested too deep is null.
[[nodiscard]] QJsonObject tolerantJsonObjectOf(JsonValue object);

/// Whether the value surely takes more than `size_bytes` as JSON without spaces: what it takes at
/// least is counted, and equal members each. Comes back as soon as that is clear.
[[nodiscard]] bool isLargerThan(JsonValue value, std::size_t size_bytes);

/// Objects and lists inside each other, `{}` has one level; other values have none.
[[nodiscard]] int depthOf(const QJsonValue &value);

} // namespace tidemark::roboto
