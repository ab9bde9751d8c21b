// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/gzip_pack.h"

#include <QByteArrayList>

#include <new>
#include <optional>

#define ZLIB_CONST // next_in is not written to
#include <zlib.h>

namespace tidemark::http {

namespace {

constexpr int kGzip = 16 + MAX_WBITS;
constexpr int kMemoryLevel = 8; // zlib's own default

/// Whether the part, as in `gzip;q=0.5`, has a weight above 0.
bool isWanted(const QByteArrayList &part)
{
    for (qsizetype i = 1; i < part.size(); ++i) {
        const QByteArray parameter = part[i].trimmed().toLower();
        if (parameter.startsWith("q="))
            return parameter.sliced(2).toDouble() > 0;
    }
    return true;
}

} // namespace

QByteArray packGzip(QByteArrayView bytes)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc(); // nothing else is wrong with these arguments
    QByteArray packed(
        static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))),
        Qt::Uninitialized);
    stream.next_in = reinterpret_cast<const Bytef *>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    (void)deflate(&stream, Z_FINISH); // ends at once: the bound was asked for
    packed.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

bool acceptsGzip(QByteArrayView acceptEncoding)
{
    std::optional<bool> byStar;
    for (const QByteArray &each : acceptEncoding.toByteArray().split(',')) {
        const QByteArrayList part = each.split(';');
        const QByteArray coding = part.first().trimmed().toLower();
        if (coding == "gzip" || coding == "x-gzip")
            return isWanted(part);
        if (coding == "*")
            byStar = isWanted(part);
    }
    return byStar.value_or(false);
}

} // namespace tidemark::http
