// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace tidemark::http {

/// The bytes, shorter than 4 GiB, as one gzip member. Throws std::bad_alloc. Any thread.
/// Source: RFC 1952.
[[nodiscard]] QByteArray packGzip(QByteArrayView bytes);

/// Whether this value of Accept-Encoding takes gzip: it is named, or `*` is, and not with a weight
/// of 0. Any thread. Source: RFC 9110 section 12.5.3.
[[nodiscard]] bool acceptsGzip(QByteArrayView acceptEncoding);

} // namespace tidemark::http
