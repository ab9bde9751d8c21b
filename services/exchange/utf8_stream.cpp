// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/utf8_stream.h"

#include "services/exchange/await.h"

#include <QCoreApplication>
#include <QIODevice>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct StreamText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::StreamText)
};

constexpr qsizetype kPieceBytes = qsizetype{256} * 1024;
constexpr QByteArrayView kUtf8Mark("\xef\xbb\xbf");
constexpr qsizetype kUtf16Unit_bytes = 2;

// Windows-1252 from 0x80 to 0x9f (WHATWG Encoding, index windows-1252); 0 where it has no
// character.
constexpr std::array<char16_t, 32> kUpperControls{
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

void appendByte(QByteArray &out, char32_t bits)
{
    out.append(static_cast<char>(static_cast<unsigned char>(bits)));
}

void appendUtf8(QByteArray &out, char32_t c)
{
    if (c < 0x80) {
        appendByte(out, c);
    } else if (c < 0x800) {
        appendByte(out, 0xc0U | (c >> 6U));
        appendByte(out, 0x80U | (c & 0x3fU));
    } else if (c < 0x10000) {
        appendByte(out, 0xe0U | (c >> 12U));
        appendByte(out, 0x80U | ((c >> 6U) & 0x3fU));
        appendByte(out, 0x80U | (c & 0x3fU));
    } else {
        appendByte(out, 0xf0U | (c >> 18U));
        appendByte(out, 0x80U | ((c >> 12U) & 0x3fU));
        appendByte(out, 0x80U | ((c >> 6U) & 0x3fU));
        appendByte(out, 0x80U | (c & 0x3fU));
    }
}

QByteArray fromWindows1252(const QByteArray &bytes)
{
    QByteArray out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char byte : bytes) {
        const auto code = static_cast<unsigned char>(byte);
        const bool isUpperControl = code >= 0x80 && code < 0xa0;
        const char32_t c = isUpperControl ? kUpperControls.at(code - 0x80U) : code;
        if (c == 0 && code != 0)
            out.append(kInvalidByte);
        else
            appendUtf8(out, c);
    }
    return out;
}

char32_t unitAt(const QByteArray &bytes, qsizetype at, bool isBigEndian)
{
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return isBigEndian ? (char32_t(first) << 8U) | second : (char32_t(second) << 8U) | first;
}

} // namespace

Utf8Stream::Utf8Stream(QIODevice &device, TextEncoding encoding, std::stop_token stop)
    : m_device(device)
    , m_encoding(encoding)
    , m_stop(std::move(stop))
{}

Result<bool> Utf8Stream::read(QByteArray &out)
{
    out.clear();
    if (m_stop.stop_requested())
        return failure(cancelledError());
    while (out.isEmpty() && !m_isEnd) {
        out.resize(kPieceBytes);
        const qint64 size = m_device.read(out.data(), kPieceBytes);
        if (size < 0)
            return failure(ErrorCode::Io,
                           StreamText::tr("The file could not be read to its end: %1")
                               .arg(m_device.errorString()),
                           u"read"_s);
        out.resize(size);
        m_bytesRead += size;
        m_isEnd = size == 0;
        decode(out, m_isEnd);
    }
    return !out.isEmpty();
}

void Utf8Stream::decode(QByteArray &piece, bool isLast)
{
    switch (m_encoding) {
    case TextEncoding::Utf8:
        if (!m_isStart)
            return;
        piece.prepend(m_rest);
        m_rest.clear();
        if (!isLast && piece.size() < kUtf8Mark.size() && kUtf8Mark.startsWith(piece)) {
            m_rest.swap(piece); // it may become the mark
            return;
        }
        if (piece.startsWith(kUtf8Mark))
            piece.remove(0, kUtf8Mark.size());
        break;
    case TextEncoding::Windows1252:
        piece = fromWindows1252(piece);
        break;
    case TextEncoding::Utf16Le:
    case TextEncoding::Utf16Be:
        if (m_isStart && !isLast && m_rest.size() + piece.size() < kUtf16Unit_bytes) {
            m_rest += piece;
            piece.clear();
            return;
        }
        decodeUtf16(piece, isLast);
        break;
    }
    m_isStart = false;
}

void Utf8Stream::decodeUtf16(QByteArray &piece, bool isLast)
{
    const bool isBigEndian = m_encoding == TextEncoding::Utf16Be;
    const QByteArray units = m_rest + piece;
    m_rest.clear();
    QByteArray out;
    out.reserve(units.size());
    qsizetype at = 0;
    if (m_isStart && units.size() >= 2 && unitAt(units, 0, isBigEndian) == 0xfeff)
        at = 2;
    while (at < units.size()) {
        const qsizetype left = units.size() - at;
        const char32_t unit = left < 2 ? 0 : unitAt(units, at, isBigEndian);
        const bool isHigh = QChar::isHighSurrogate(unit);
        if (left < (isHigh ? 4 : 2)) {
            if (isLast)
                out.append(kInvalidByte);
            else
                m_rest = units.mid(at);
            break;
        }
        at += 2;
        if (isHigh) {
            const char32_t low = unitAt(units, at, isBigEndian);
            if (QChar::isLowSurrogate(low)) {
                appendUtf8(out, QChar::surrogateToUcs4(static_cast<char16_t>(unit),
                                                       static_cast<char16_t>(low)));
                at += 2;
                continue;
            }
        }
        if (QChar::isSurrogate(unit))
            out.append(kInvalidByte);
        else
            appendUtf8(out, unit);
    }
    piece = out;
}

} // namespace tidemark::exchange
