// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstddef>

namespace tidemark::test {

/// All bytes of a string literal, those behind a NUL too.
template <std::size_t size>
[[nodiscard]] QByteArray literal(const char (&text)[size])
{
    return QByteArray(text, static_cast<qsizetype>(size) - 1);
}

} // namespace tidemark::test
