// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of a row of the ladder, past the checksum: whatever they are, reading ends with nothing or
// with slots, and slots that are written again come back the same.
#include "model/series/slot_block.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <QtEndian>

#include <cstdlib>
#include <cstring>

using namespace tidemark::series;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr Rung kRung = 4;
    constexpr std::int64_t kBlock = -3;
    constexpr auto kSeed = static_cast<std::uint64_t>(kBlock) * kRungs + kRung;
    QByteArray bytes(static_cast<qsizetype>(4 + size), Qt::Uninitialized);
    if (size > 0)
        std::memcpy(bytes.data() + 4, data, size);
    qToLittleEndian(
        static_cast<std::uint32_t>(XXH3_64bits_withSeed(bytes.constData() + 4, size, kSeed)),
        bytes.data());
    const auto read = SlotBlock::fromBytes(bytes, kRung, kBlock);
    if (!read || read->isEmpty())
        return 0;
    const QByteArray written = read->toBytes(kRung, kBlock);
    const auto again = SlotBlock::fromBytes(written, kRung, kBlock);
    if (!again || again->toBytes(kRung, kBlock) != written)
        std::abort();
    return 0;
}
