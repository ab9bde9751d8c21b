// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::collect {

/// How the kernel's files are read. Any thread; any bytes are allowed.

/// The lines without their ends. A last line without an end was cut off and is left out.
[[nodiscard]] std::vector<QByteArrayView> completeLines(QByteArrayView text);
/// The words between blanks and tabs, at most `most` of them; the rest of the line is dropped.
[[nodiscard]] std::vector<QByteArrayView> wordsOf(QByteArrayView line, std::size_t most = 64);
/// The parts between single `separator`s, empty ones too.
[[nodiscard]] std::vector<QByteArrayView> partsOf(QByteArrayView text, char separator);

/// Decimal digits only, below 2^64; nothing for any other text.
[[nodiscard]] std::optional<std::uint64_t> wholeNumber(QByteArrayView text);
/// As wholeNumber(), with an optional `-`, within 64 signed bits.
[[nodiscard]] std::optional<std::int64_t> signedNumber(QByteArrayView text);
/// The number behind `key` on the first complete line that starts with this word; for files of the
/// form `inactive_file 4096`.
[[nodiscard]] std::optional<std::uint64_t> numberOf(QByteArrayView text, QByteArrayView key);
/// a · b, or nothing when it needs more than 64 bits.
[[nodiscard]] std::optional<std::uint64_t> product(std::uint64_t a, std::uint64_t b);

/// A name as the value of a tag: trimmed, NFC, 1 to 255 bytes; nothing for one with control
/// characters and for an empty or longer one.
[[nodiscard]] std::optional<QString> tagValueOf(QByteArrayView name);

} // namespace tidemark::collect
