// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/standard_input.h"

#include "app/commands/text.h"

#include <QDir>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <poll.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

constexpr int kLookEvery_ms = 100;
constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;
constexpr qsizetype kMaxLineBytes = qsizetype{1024} * 1024;

Error readError(int code)
{
    return Error{ErrorCode::Io, Text::tr("Could not read standard input."),
                 QString::fromLocal8Bit(std::strerror(code))};
}

Error tooLong(qsizetype limit_bytes)
{
    return Error{ErrorCode::Unsupported,
                 Text::tr("Standard input holds more than %1 bytes in one piece.").arg(limit_bytes),
                 u"stdin.limit"_s};
}

} // namespace

StandardInput::StandardInput(std::stop_token stop)
    : m_stop(std::move(stop))
{}

Result<QByteArray> StandardInput::read()
{
    std::array<char, kPieceBytes> piece{};
    for (;;) {
        if (m_stop.stop_requested())
            return failure(ErrorCode::Cancelled, Text::tr("Stopped while reading standard input."));
        pollfd waiting{STDIN_FILENO, POLLIN, 0};
        const int ready = poll(&waiting, 1, kLookEvery_ms);
        if (ready < 0 && errno != EINTR)
            return tl::unexpected(readError(errno));
        if (ready <= 0)
            continue;
        const ssize_t size = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (size < 0 && errno != EINTR && errno != EAGAIN)
            return tl::unexpected(readError(errno));
        if (size >= 0)
            return QByteArray(piece.data(), size);
    }
}

Result<std::optional<QByteArray>> StandardInput::readLine()
{
    for (;;) {
        if (const qsizetype end = m_pending.indexOf('\n'); end >= 0) {
            QByteArray line = m_pending.left(end);
            m_pending.remove(0, end + 1);
            return std::optional(std::move(line));
        }
        if (m_isEnd) {
            if (m_pending.isEmpty())
                return std::optional<QByteArray>();
            return std::optional(std::exchange(m_pending, {}));
        }
        if (m_pending.size() > kMaxLineBytes)
            return tl::unexpected(tooLong(kMaxLineBytes));
        auto piece = read();
        if (!piece)
            return tl::unexpected(piece.error());
        m_isEnd = piece->isEmpty();
        m_pending += *piece;
    }
}

Result<QByteArray> StandardInput::readAll(qsizetype limit_bytes)
{
    QByteArray all;
    for (;;) {
        auto piece = read();
        if (!piece || piece->isEmpty())
            return piece ? Result<QByteArray>(all) : piece;
        all += *piece;
        if (all.size() > limit_bytes)
            return tl::unexpected(tooLong(limit_bytes));
    }
}

Result<std::unique_ptr<QTemporaryFile>> StandardInput::spool()
{
    auto file = std::make_unique<QTemporaryFile>(QDir::temp().filePath(u"tidemark-XXXXXX"_s));
    if (!file->open())
        return failure(ErrorCode::Io, Text::tr("Could not make a temporary file."),
                       file->errorString());
    for (;;) {
        auto piece = read();
        if (!piece)
            return tl::unexpected(piece.error());
        const bool isEnd = piece->isEmpty();
        if (file->write(*piece) != piece->size() || (isEnd && !file->flush()))
            return failure(ErrorCode::Io,
                           Text::tr("Could not keep standard input in a temporary file."),
                           file->errorString());
        if (isEnd)
            return file;
    }
}

} // namespace tidemark::commands
