// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/text/utf8.h"

namespace tidemark::metrics {
namespace {

/// How many bytes follow the first one of a character; -1 when none begins with it.
int followersOf(unsigned char lead) noexcept
{
    if (lead < 0x80)
        return 0;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 1;
    if (lead >= 0xe0 && lead <= 0xef)
        return 2;
    return lead >= 0xf0 && lead <= 0xf4 ? 3 : -1;
}

// Neither surrogates nor characters in more bytes than they need, nor beyond the last one.
bool isSecond(unsigned char lead, unsigned char second) noexcept
{
    const unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most;
}

} // namespace

std::size_t characterLength(std::string_view text) noexcept
{
    if (text.empty())
        return 0;
    const auto lead = static_cast<unsigned char>(text.front());
    const int followers = followersOf(lead);
    if (followers < 0 || text.size() <= static_cast<std::size_t>(followers))
        return 0;
    for (int i = 1; i <= followers; ++i) {
        const auto byte = static_cast<unsigned char>(text[static_cast<std::size_t>(i)]);
        if (i == 1 ? !isSecond(lead, byte) : (byte & 0xc0) != 0x80)
            return 0;
    }
    return static_cast<std::size_t>(followers) + 1;
}

bool isUtf8(std::string_view text) noexcept
{
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string toValidUtf8(std::string_view text)
{
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        if (length == 0)
            valid += "\xef\xbf\xbd";
        else
            valid += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return valid;
}

} // namespace tidemark::metrics
