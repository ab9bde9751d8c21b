// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/uid_source.h"

#include <QDateTime>
#include <QRandomGenerator>

#include <array>
#include <string_view>

namespace tidemark::store {
namespace {

// Crockford's base 32: in byte order, without letters that look alike.
constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int kBitsPerDigit = 5;
constexpr int kLength = 14;
constexpr int kLowBits = 38;

} // namespace

UidSource::UidSource()
    : m_high(static_cast<std::uint64_t>(QDateTime::currentSecsSinceEpoch()) & 0xffff'ffffU)
    , m_low(QRandomGenerator::system()->generate64() >> (64 - kLowBits))
{}

QString UidSource::next(QLatin1StringView prefix)
{
    if (++m_low >> kLowBits != 0) {
        m_low = 0;
        ++m_high;
    }
    std::array<char, kLength> digits{};
    std::uint64_t low = (m_low | (m_high << kLowBits)); // the upper bits that do not fit follow
    std::uint64_t high = m_high >> (64 - kLowBits);
    for (std::size_t i = digits.size(); i-- > 0;) {
        digits[i] = kDigits[low & 31U];
        low = (low >> kBitsPerDigit) | ((high & 31U) << (64 - kBitsPerDigit));
        high >>= kBitsPerDigit;
    }
    return prefix + QLatin1StringView(digits.data(), kLength);
}

} // namespace tidemark::store
