// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/response_head.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace tidemark::http {
namespace {

using Phrase = std::pair<int, const char *>;

constexpr std::array kPhrases{Phrase{200, "OK"},
                              Phrase{201, "Created"},
                              Phrase{202, "Accepted"},
                              Phrase{204, "No Content"},
                              Phrase{206, "Partial Content"},
                              Phrase{304, "Not Modified"},
                              Phrase{400, "Bad Request"},
                              Phrase{401, "Unauthorized"},
                              Phrase{403, "Forbidden"},
                              Phrase{404, "Not Found"},
                              Phrase{405, "Method Not Allowed"},
                              Phrase{408, "Request Timeout"},
                              Phrase{409, "Conflict"},
                              Phrase{410, "Gone"},
                              Phrase{413, "Content Too Large"},
                              Phrase{415, "Unsupported Media Type"},
                              Phrase{417, "Expectation Failed"},
                              Phrase{421, "Misdirected Request"},
                              Phrase{422, "Unprocessable Content"},
                              Phrase{429, "Too Many Requests"},
                              Phrase{431, "Request Header Fields Too Large"},
                              Phrase{500, "Internal Server Error"},
                              Phrase{501, "Not Implemented"},
                              Phrase{503, "Service Unavailable"},
                              Phrase{504, "Gateway Timeout"},
                              Phrase{507, "Insufficient Storage"}};

constexpr std::array kOwnFields{"Connection", "Content-Length", "Content-Type", "Date",
                                "Transfer-Encoding"};

const char *phraseOf(int status)
{
    const auto found = std::find_if(kPhrases.begin(), kPhrases.end(),
                                    [status](const Phrase &item) { return item.first == status; });
    return found == kPhrases.end() ? "" : found->second; // a phrase may be empty
}

bool isValue(const QByteArray &value)
{
    return std::none_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

bool isName(const QByteArray &name)
{
    return isToken(name) &&
           std::none_of(kOwnFields.begin(), kOwnFields.end(),
                        [&name](const char *own) { return isSameName(name, own); });
}

void addField(QByteArray &head, QByteArrayView name, QByteArrayView value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

bool isBodiless(int status)
{
    return status == 204 || status == 304;
}

bool isSendable(const HttpResponse &response)
{
    return response.status >= 200 && response.status <= 599 && isValue(response.contentType) &&
           std::all_of(response.headers.begin(), response.headers.end(), [](const auto &field) {
               return isName(field.name) && isValue(field.value);
           });
}

QByteArray responseHead(const HttpResponse &response, std::time_t now, bool isLast)
{
    QByteArray head;
    head.reserve(256);
    head.append("HTTP/1.1 ").append(QByteArray::number(response.status)).append(' ');
    head.append(phraseOf(response.status)).append("\r\n");
    addField(head, "Date", httpDate(now));
    if (!isBodiless(response.status)) {
        if (!response.contentType.isEmpty())
            addField(head, "Content-Type", response.contentType);
        addField(head, "Content-Length", QByteArray::number(response.body.size()));
    }
    if (isLast)
        addField(head, "Connection", "close");
    for (const HeaderField &field : response.headers)
        addField(head, field.name, field.value);
    return head.append("\r\n");
}

QByteArray httpDate(std::time_t at)
{
    static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&at, &utc);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                  kDays[static_cast<std::size_t>(utc.tm_wday) % kDays.size()], utc.tm_mday,
                  kMonths[static_cast<std::size_t>(utc.tm_mon) % kMonths.size()],
                  utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    return QByteArray(text.data());
}

} // namespace tidemark::http
