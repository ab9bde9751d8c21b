// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/server/call.h"
#include "services/roboto/wire/page_token.h"

#include <optional>

namespace tidemark::roboto {

/// Items on a page of a listing that the caller cannot set (roboto-api 2.3).
inline constexpr int kListingPageSize = 100;

/// Where the asked page begins; nothing for the first one. `read` is one of page_token.h. Errors:
/// InvalidArgument for a token that is not one of this listing.
template <class Cursor>
[[nodiscard]] Result<std::optional<Cursor>> cursorOf(const Call &call,
                                                     Result<Cursor> (*read)(QStringView))
{
    const auto token = call.request().target.queryValue(u"page_token");
    if (!token)
        return std::optional<Cursor>();
    return read(*token).transform(
        [](Cursor cursor) { return std::optional<Cursor>(std::move(cursor)); });
}

} // namespace tidemark::roboto
