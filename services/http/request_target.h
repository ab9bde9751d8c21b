// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QByteArrayView>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace tidemark::http {

/// Where a request goes: the path's segments and the query's parameters, decoded.
struct RequestTarget
{
    /// Split at "/" before decoding, so that a segment may contain one. A "+" stays a "+"; "." and
    /// ".." are names like any other. A "//" inside the path makes an empty segment.
    QStringList segments;
    bool hasTrailingSlash = false; ///< "/a/"; false for "/"
    /// In their order, form-decoded ("+" is a blank). "a" and "a=" are both a with an empty value.
    std::vector<std::pair<QString, QString>> query;
    /// Host and port of a target in absolute form ("http://host:1/a"), as sent; normally empty.
    QByteArray authority;

    /// The first parameter of that name.
    [[nodiscard]] std::optional<QString> queryValue(QStringView name) const;
    [[nodiscard]] QStringList queryValues(QStringView name) const;

    friend bool operator==(const RequestTarget &, const RequestTarget &) = default;
};

/// Reads a request target in origin form ("/path?query") or absolute form. Leading slashes count as
/// one. Error InvalidArgument (its message is for the client, untranslated): any other form, bytes
/// that are not printable ASCII, a "#", a broken percent code, one that is no UTF-8 or a NUL.
/// Source: RFC 9112 section 3.2, RFC 3986, WHATWG URL 5.1 for the query; roboto-api 1.1.
[[nodiscard]] Result<RequestTarget> parseTarget(QByteArrayView target);

} // namespace tidemark::http
