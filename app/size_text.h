// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark {

class Formatter;

/// The size of a file, `1.5 MiB`, in the person's choice of bytes (N2). `size_bytes` is 0 or more.
[[nodiscard]] QString sizeText(const Formatter &formatter, qint64 size_bytes);

} // namespace tidemark
