// SPDX-License-Identifier: GPL-3.0-or-later
// Both ISO 8601 readers: they agree up to the microsecond, and what is read prints and reads back.
#include "model/time/iso8601.h"
#include "model/time/time_format.h"
#include "model/time/time_range.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace tidemark;
    const QString text =
        QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto exact = parseIso8601(text);
    const auto truncated = Timestamp::fromIso8601(text);
    if (exact && parseIso8601(isoTime(*exact)) != *exact)
        std::abort();
    if (exact && truncated && (*exact < *truncated || *exact - *truncated >= Timedelta(1000)))
        std::abort();
    if (const auto window = parseWindowText(text);
        window && (window->isEmpty() || parseWindowText(windowText(*window)) != *window))
        std::abort();
    return 0;
}
