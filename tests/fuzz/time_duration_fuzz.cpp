// SPDX-License-Identifier: GPL-3.0-or-later
// Timedelta::fromString: what it reads prints and reads back to the same value.
#include "model/time/timedelta.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text =
        QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto duration = tidemark::Timedelta::fromString(text);
    if (!duration && duration.error().message.isEmpty())
        std::abort();
    if (duration && tidemark::Timedelta::fromString(duration->preciseString()) != *duration)
        std::abort();
    return 0;
}
