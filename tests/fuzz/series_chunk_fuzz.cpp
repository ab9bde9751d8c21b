// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of a chunk of samples, past the checksum: whatever they are, decoding ends with a fault or
// with samples, and samples that are encoded again come back with the same bits. The first two
// bytes are the number of samples.
#include "model/series/chunk_codec.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <QtEndian>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

using namespace tidemark::series;

namespace {

bool areSame(const ChunkPoints &one, const ChunkPoints &other)
{
    return one.size() == other.size() &&
           std::memcmp(one.times().data(), other.times().data(), one.size() * 8) == 0 &&
           std::memcmp(one.values().data(), other.values().data(), one.size() * 8) == 0;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const auto codec = std::make_unique<ChunkCodec>();
    static const auto points = std::make_unique<ChunkPoints>();
    static const auto again = std::make_unique<ChunkPoints>();
    if (size < 2)
        return 0;
    const std::size_t count = qFromLittleEndian<std::uint16_t>(data);
    std::vector<char> bytes(4 + size - 2);
    std::memcpy(bytes.data() + 4, data + 2, size - 2);
    const auto sum =
        static_cast<std::uint32_t>(XXH3_64bits_withSeed(bytes.data() + 4, size - 2, count));
    qToLittleEndian(sum, bytes.data());
    const QByteArrayView view(bytes.data(), static_cast<qsizetype>(bytes.size()));
    if (codec->decode(view, count, *points) != ChunkFault::None)
        return 0;
    const QByteArray encoded =
        codec->encode(std::as_const(*points).times(), std::as_const(*points).values())
            .toByteArray();
    if (codec->decode(encoded, count, *again) != ChunkFault::None || !areSame(*points, *again))
        std::abort();
    return 0;
}
