// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/json/json_value.h"

#include <QByteArrayView>

#include <memory>

namespace tidemark {

/// A JSON text that was read to its end: nothing of it is handed out before the last byte was
/// found well formed. Numbers keep their digits; members given twice are all kept, in order.
/// Immutable; any thread.
class JsonDocument
{
public:
    /// Reads an object or a list, in UTF-8 without a byte order mark.
    ///
    /// Errors: InvalidArgument for more than `maxBytes`, kJsonMaxDepth or kJsonMaxValues, invalid
    /// UTF-8, half of a surrogate pair, NaN, Infinity, a number beyond the range of a double, a
    /// single value, and for anything that RFC 8259 does not allow. Error::detail names the cause:
    /// `json.size`, `json.depth`, `json.values`, `json.utf8`, `json.number` or `json.syntax`.
    [[nodiscard]] static Result<JsonDocument> parse(QByteArrayView text, qsizetype maxBytes);

    [[nodiscard]] JsonValue root() const noexcept;

private:
    struct Content;
    explicit JsonDocument(std::shared_ptr<const Content> content) noexcept;

    std::shared_ptr<const Content> m_content;
};

} // namespace tidemark
