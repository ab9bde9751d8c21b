// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QByteArray>
#include <QTemporaryFile>

#include <memory>
#include <optional>
#include <stop_token>

namespace tidemark::commands {

/// Standard input, read as it comes. A stop request ends the waiting within 100 ms, also when
/// nothing ever arrives. One thread.
class StandardInput final
{
public:
    explicit StandardInput(std::stop_token stop);

    /// The next bytes; empty at the end. Errors: Cancelled, Io.
    [[nodiscard]] Result<QByteArray> read();
    /// The next line without its end; nothing after the last one. Errors: those of read();
    /// Unsupported for a line above 1 MiB.
    [[nodiscard]] Result<std::optional<QByteArray>> readLine();
    /// Everything. Errors: those of read(); Unsupported above `limit_bytes`.
    [[nodiscard]] Result<QByteArray> readAll(qsizetype limit_bytes);
    /// Everything in a temporary file, so that memory stays small and it can be read twice; the
    /// file goes with the object. Errors: those of read() and of writing.
    [[nodiscard]] Result<std::unique_ptr<QTemporaryFile>> spool();

private:
    std::stop_token m_stop;
    QByteArray m_pending; ///< read, but no line yet
    bool m_isEnd = false;
};

} // namespace tidemark::commands
