// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tidemark::http {

/// How the body of a request is delimited.
struct HeadFraming
{
    std::uint64_t length_bytes = 0; ///< Content-Length, 0 without one
    bool isChunked = false;

    [[nodiscard]] bool hasBody() const noexcept { return isChunked || length_bytes > 0; }
    friend bool operator==(const HeadFraming &, const HeadFraming &) = default;
};

/// Checks the lines of a head that HeadScan found complete (from its begin() to its end()) and
/// reads its framing. Error InvalidArgument (its message is for the client, untranslated): a
/// request line that is not "METHOD target HTTP/1.x"; a field without a name of token characters
/// just before its colon; none or two Host fields; two lengths, also equal ones or a list; a length
/// that is not digits or above 2^63-1; a length beside Transfer-Encoding; any coding but one
/// "chunked"; chunks in HTTP/1.0. Beast 1.74 accepts some of these. Source: RFC 9112 sections
/// 3, 5.1 and 6.
[[nodiscard]] Result<HeadFraming> checkHead(std::string_view head);

} // namespace tidemark::http
