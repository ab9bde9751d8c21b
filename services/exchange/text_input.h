// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/importer.h"

#include <QIODevice>

#include <memory>

namespace tidemark::exchange {

/// An opened import input: a file, a gzip file or bytes. One thread.
class TextInput
{
public:
    /// Errors: NotFound, PermissionDenied, Io; Unsupported for a known format that is no text (zip,
    /// SQLite, PDF, …), which the message names.
    [[nodiscard]] static Result<TextInput> open(const ImportInput &input);

    [[nodiscard]] QIODevice &device() noexcept { return m_unpacked ? *m_unpacked : *m_source; }
    /// Of what lies on the disk; 0 when not known.
    [[nodiscard]] std::int64_t size_bytes() const;
    /// How much of size_bytes() has been read.
    [[nodiscard]] std::int64_t position_bytes() const;
    /// Any place can be read, so the last rows can be found without reading all.
    [[nodiscard]] bool isSeekable() const { return !m_unpacked; }

private:
    TextInput() = default;

    std::unique_ptr<QIODevice> m_source;
    std::unique_ptr<QIODevice> m_unpacked; ///< reads m_source, so it goes first
};

/// True for a file that begins as a database of SQLite does.
[[nodiscard]] bool isDatabase(const ImportInput &input);

/// What the undo step and a metric without name are called: the file's name without endings.
[[nodiscard]] QString inputName(const ImportInput &input);

/// Size and time of the file as it is now.
[[nodiscard]] InputStamp stampOf(const ImportInput &input);

} // namespace tidemark::exchange
