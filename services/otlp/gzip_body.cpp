// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/gzip_body.h"

#include <QCoreApplication>

#include <array>

#define ZLIB_CONST // next_in is not written to
#include <zlib.h>

namespace tidemark::otlp {
namespace {

struct GzipText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::otlp::GzipBody)
};

constexpr int kGzipOnly = 16 + MAX_WBITS;

/// Unpacks piece by piece into `take`, which says whether to go on. Several gzip members follow
/// each other as one.
template <class Take>
[[nodiscard]] bool unpack(QByteArrayView packed, const Take &take)
{
    z_stream stream{};
    if (inflateInit2(&stream, kGzipOnly) != Z_OK)
        return false;
    stream.next_in = reinterpret_cast<const Bytef *>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    std::array<char, std::size_t{64} * 1024> piece{};
    int status = Z_OK;
    while (status == Z_OK || (status == Z_STREAM_END && stream.avail_in > 0)) {
        if (status == Z_STREAM_END && inflateReset(&stream) != Z_OK)
            break;
        stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        status = inflate(&stream, Z_NO_FLUSH);
        if (!take(QByteArrayView(piece.data(),
                                 static_cast<qsizetype>(piece.size() - stream.avail_out))))
            break;
    }
    inflateEnd(&stream);
    return status == Z_STREAM_END;
}

} // namespace

Result<QByteArray> unpackGzip(QByteArrayView packed, qsizetype max_bytes)
{
    qsizetype size_bytes = 0;
    const bool isWhole = unpack(packed, [&](QByteArrayView piece) {
        size_bytes += piece.size();
        return size_bytes <= max_bytes;
    });
    if (size_bytes > max_bytes)
        return failure(ErrorCode::Overflow,
                       GzipText::tr("The unpacked body is longer than %1 bytes. Send it in parts.")
                           .arg(static_cast<qlonglong>(max_bytes)));
    if (!isWhole)
        return failure(ErrorCode::InvalidArgument,
                       GzipText::tr("The body is no whole gzip data. Send it again."));
    QByteArray body;
    body.reserve(size_bytes);
    (void)unpack(packed, [&body](QByteArrayView piece) {
        body.append(piece);
        return true;
    });
    return body;
}

} // namespace tidemark::otlp
