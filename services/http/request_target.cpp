// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/request_target.h"

#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::http {
namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum class Plus
{
    IsPlus,
    IsBlank
};

// Messages of this file go to the client of a protocol, hence in English.
Result<QString> decoded(QByteArrayView text, Plus plus)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '+' && plus == Plus::IsBlank) {
            bytes.append(' ');
        } else if (c != '%') {
            bytes.append(c);
        } else {
            const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return failure(ErrorCode::InvalidArgument,
                               u"The request target has a '%' without two hexadecimal digits."_s);
            bytes.append(static_cast<char>(high * 16 + low));
            i += 2;
        }
    }
    if (bytes.contains('\0'))
        return failure(ErrorCode::InvalidArgument, u"The request target has a NUL byte."_s);
    QStringDecoder utf8(QStringDecoder::Utf8,
                        QStringDecoder::Flag::Stateless | QStringDecoder::Flag::ConvertInitialBom);
    QString result = utf8(bytes);
    if (utf8.hasError())
        return failure(ErrorCode::InvalidArgument, u"The request target is not valid UTF-8."_s);
    return result;
}

Result<void> readPath(QByteArrayView path, RequestTarget &target)
{
    while (path.startsWith('/'))
        path = path.sliced(1);
    if (path.isEmpty())
        return {};
    if (path.endsWith('/')) {
        target.hasTrailingSlash = true;
        path.chop(1);
    }
    for (;;) {
        const auto slash = std::find(path.begin(), path.end(), '/');
        const qsizetype size = slash - path.begin();
        auto segment = decoded(path.first(size), Plus::IsPlus);
        if (!segment)
            return failure(segment.error());
        target.segments.append(*std::move(segment));
        if (slash == path.end())
            return {};
        path = path.sliced(size + 1);
    }
}

Result<void> readQuery(QByteArrayView query, RequestTarget &target)
{
    while (!query.isEmpty()) {
        const qsizetype size = std::find(query.begin(), query.end(), '&') - query.begin();
        const QByteArrayView piece = query.first(size);
        query = query.sliced(std::min(size + 1, query.size()));
        if (piece.isEmpty())
            continue;
        const qsizetype equals = std::find(piece.begin(), piece.end(), '=') - piece.begin();
        auto name = decoded(piece.first(equals), Plus::IsBlank);
        auto value = decoded(piece.sliced(std::min(equals + 1, piece.size())), Plus::IsBlank);
        if (!name || !value)
            return failure(name ? value.error() : name.error());
        target.query.emplace_back(*std::move(name), *std::move(value));
    }
    return {};
}

// Cuts "http://host:port" off; the path may then be empty.
void takeAuthority(QByteArrayView &text, RequestTarget &target)
{
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (text.size() < scheme.size() ||
            text.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
            continue;
        text = text.sliced(scheme.size());
        const qsizetype size =
            std::find_if(text.begin(), text.end(), [](char c) { return c == '/' || c == '?'; }) -
            text.begin();
        target.authority = text.first(size).toByteArray();
        text = text.sliced(size);
        return;
    }
}

} // namespace

std::optional<QString> RequestTarget::queryValue(QStringView name) const
{
    const auto found = std::find_if(query.begin(), query.end(),
                                    [name](const auto &item) { return item.first == name; });
    if (found == query.end())
        return std::nullopt;
    return found->second;
}

QStringList RequestTarget::queryValues(QStringView name) const
{
    QStringList values;
    for (const auto &[key, value] : query) {
        if (key == name)
            values.append(value);
    }
    return values;
}

Result<RequestTarget> parseTarget(QByteArrayView text)
{
    const bool isPrintable = std::all_of(text.begin(), text.end(),
                                         [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
    if (!isPrintable)
        return failure(ErrorCode::InvalidArgument,
                       u"The request target has a byte that must be percent-encoded."_s);
    RequestTarget target;
    takeAuthority(text, target);
    const bool hasAuthority = !target.authority.isEmpty();
    if (!text.startsWith('/') && !(hasAuthority && (text.isEmpty() || text.startsWith('?'))))
        return failure(ErrorCode::InvalidArgument,
                       u"The request target must be a path that starts with '/'."_s);
    const qsizetype mark = std::find(text.begin(), text.end(), '?') - text.begin();
    if (auto path = readPath(text.first(mark), target); !path)
        return failure(path.error());
    if (auto query = readQuery(text.sliced(std::min(mark + 1, text.size())), target); !query)
        return failure(query.error());
    return target;
}

} // namespace tidemark::http
