// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/gzip_device.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

#define ZLIB_CONST // next_in is not written to
#include <zlib.h>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct GzipText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::GzipText)
};

constexpr qsizetype kInputBytes = qsizetype{256} * 1024;
constexpr int kGzipOnly = 16 + MAX_WBITS;

} // namespace

struct GzipDevice::Stream
{
    Stream() { isOpen = inflateInit2(&state, kGzipOnly) == Z_OK; }
    ~Stream()
    {
        if (isOpen)
            inflateEnd(&state);
    }
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    z_stream state{};
    bool isOpen = false;
};

GzipDevice::GzipDevice(QIODevice &source)
    : m_source(source)
    , m_stream(std::make_unique<Stream>())
{
    setOpenMode(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

GzipDevice::~GzipDevice() = default;

// Like QIODevice::read: 0 at the end of the source, -1 when it cannot be read.
qint64 GzipDevice::refill()
{
    m_input.resize(kInputBytes);
    const qint64 size = m_source.read(m_input.data(), kInputBytes);
    m_input.resize(std::max<qint64>(size, 0));
    m_stream->state.next_in = reinterpret_cast<const Bytef *>(m_input.constData());
    m_stream->state.avail_in = static_cast<uInt>(m_input.size());
    return size;
}

qint64 GzipDevice::fail(const QString &reason)
{
    setErrorString(reason);
    m_isEnd = true;
    return -1;
}

qint64 GzipDevice::readData(char *data, qint64 maxSize)
{
    if (!m_stream->isOpen)
        return fail(GzipText::tr("There is not enough memory to unpack the file."));
    z_stream &state = m_stream->state;
    const auto wanted =
        static_cast<uInt>(std::clamp<qint64>(maxSize, 0, std::numeric_limits<int>::max()));
    state.next_out = reinterpret_cast<Bytef *>(data);
    state.avail_out = wanted;
    while (state.avail_out == wanted && wanted > 0 && !m_isEnd) {
        if (state.avail_in == 0) {
            const qint64 size = refill();
            if (size < 0)
                return fail(m_source.errorString());
            if (size == 0) {
                if (m_isMember)
                    return fail(GzipText::tr("The packed file is cut off."));
                m_isEnd = true;
                break;
            }
        }
        m_isMember = true;
        const int result = inflate(&state, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            m_isMember = false;
            inflateReset(&state); // another member may follow
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return fail(GzipText::tr("The packed file is damaged."));
        }
    }
    return static_cast<qint64>(wanted - state.avail_out);
}

qint64 GzipDevice::writeData(const char * /*data*/, qint64 /*size*/)
{
    return -1; // opened for reading only
}

} // namespace tidemark::exchange
