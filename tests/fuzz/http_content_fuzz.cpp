// SPDX-License-Identifier: GPL-3.0-or-later
// ContentDecoder: any bytes in pieces of any size end within the limits, and pieces do not matter.
#include "services/net/content_decoder.h"

#include <algorithm>
#include <cstdlib>

using namespace tidemark::net;

namespace {

constexpr std::int64_t kWire_bytes = 4096;
constexpr std::int64_t kInflated_bytes = 65'536;

struct Decoded
{
    std::optional<HttpFault> fault;
    QByteArray body;
};

Decoded decode(QByteArrayView bytes, QByteArrayView encoding, qsizetype piece)
{
    ContentDecoder decoder(kWire_bytes, kInflated_bytes);
    if (const auto wrong = decoder.begin(encoding))
        return {wrong->fault, {}};
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        if (const auto wrong = decoder.feed(bytes.sliced(at, std::min(piece, bytes.size() - at))))
            return {wrong->fault, {}};
    }
    if (const auto wrong = decoder.finish())
        return {wrong->fault, {}};
    return {std::nullopt, decoder.takeBody()};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    constexpr const char *kEncodings[] = {"", "gzip", "deflate", "br"};
    const char *const encoding = kEncodings[data[0] % 4];
    const qsizetype piece = data[1] % 64 + 1;
    const QByteArrayView bytes(reinterpret_cast<const char *>(data + 2),
                               static_cast<qsizetype>(size - 2));
    const Decoded inPieces = decode(bytes, encoding, piece);
    const Decoded atOnce = decode(bytes, encoding, std::max<qsizetype>(bytes.size(), 1));
    if (inPieces.body.size() > kInflated_bytes)
        std::abort();
    // which limit or damage is met first may depend on the pieces, whether one is does not
    if (inPieces.fault.has_value() != atOnce.fault.has_value() || inPieces.body != atOnce.body)
        std::abort();
    return 0;
}
