// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/head_framing.h"

#include "services/http/header_list.h"

#include <algorithm>
#include <charconv>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::http {
namespace {

// Messages of this file go to the client of a protocol, hence in English.
tl::unexpected<Error> refuse(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message);
}

QByteArrayView viewOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

bool isName(std::string_view name, const char *wanted)
{
    return isSameName(viewOf(name), wanted);
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view takeLine(std::string_view &rest)
{
    const auto size = std::min(rest.find("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, size);
    rest.remove_prefix(std::min(size + 2, rest.size()));
    return line;
}

// What the fields say about host and body, each at most once.
struct Found
{
    std::optional<std::uint64_t> length;
    int hosts = 0;
    bool isChunked = false;
};

Result<void> readLength(std::string_view value, Found &found)
{
    if (found.length)
        return refuse(u"The request has two Content-Length fields."_s);
    std::uint64_t length = 0;
    const char *end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, length);
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<qint64>::max());
    if (value.empty() || error != std::errc() || stop != end || length > kMost)
        return refuse(u"The request's Content-Length is not a number of bytes."_s);
    found.length = length;
    return {};
}

Result<void> readCoding(std::string_view value, Found &found)
{
    if (found.isChunked || !isName(value, "chunked"))
        return refuse(u"The only Transfer-Encoding that is accepted is \"chunked\", once."_s);
    found.isChunked = true;
    return {};
}

Result<void> readField(std::string_view line, Found &found)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(viewOf(line.substr(0, colon))))
        return refuse(u"A line of the header has no valid field name before its colon."_s);
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (isName(name, "content-length"))
        return readLength(value, found);
    if (isName(name, "transfer-encoding"))
        return readCoding(value, found);
    if (isName(name, "host"))
        ++found.hosts;
    return {};
}

// True for HTTP/1.1, false for HTTP/1.0.
Result<bool> readRequestLine(std::string_view line)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    const bool hasParts = first != std::string_view::npos && last > first + 1 &&
                          line.find_first_of(" \t", first + 1) == last &&
                          isToken(viewOf(line.substr(0, first)));
    if (!hasParts)
        return refuse(u"The request line must be a method, a target and a version."_s);
    const std::string_view version = line.substr(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refuse(u"Only HTTP/1.1 and HTTP/1.0 are spoken here."_s);
    return version == "HTTP/1.1";
}

} // namespace

Result<HeadFraming> checkHead(std::string_view head)
{
    const auto isHttp11 = readRequestLine(takeLine(head));
    if (!isHttp11)
        return failure(isHttp11.error());
    Found found;
    for (std::string_view line = takeLine(head); !line.empty(); line = takeLine(head)) {
        if (auto field = readField(line, found); !field)
            return failure(field.error());
    }
    if (found.hosts != 1)
        return refuse(found.hosts == 0 ? u"The request has no Host field."_s
                                       : u"The request has two Host fields."_s);
    if (found.isChunked && (found.length || !*isHttp11))
        return refuse(found.length
                          ? u"The request has a Content-Length beside its Transfer-Encoding."_s
                          : u"HTTP/1.0 knows no Transfer-Encoding."_s);
    return HeadFraming{found.length.value_or(0), found.isChunked};
}

} // namespace tidemark::http
