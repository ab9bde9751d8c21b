// SPDX-License-Identifier: GPL-3.0-or-later
// parseRetryAfter and parseHttpDate: what they read lies within their ranges.
#include "services/net/retry_after.h"

#include <cstdlib>

using namespace tidemark;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView text(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    constexpr Timestamp now(784'111'777 * std::int64_t{1'000'000'000});
    const auto wait = net::parseRetryAfter(text, now);
    if (wait && (*wait < std::chrono::milliseconds(0) || *wait > std::chrono::hours(24)))
        std::abort();
    const auto date = net::parseHttpDate(text, now);
    if (date && !wait)
        std::abort(); // every date is a Retry-After
    if (date && date->posixNs() % 1'000'000'000 != 0)
        std::abort(); // in whole seconds
    return 0;
}
