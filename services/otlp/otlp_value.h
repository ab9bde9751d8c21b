// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::otlp {

struct OtlpAttribute;
struct OtlpValue;

struct OtlpList
{
    std::vector<OtlpValue> values;
    friend bool operator==(const OtlpList &a, const OtlpList &b);
};

struct OtlpMap
{
    std::vector<OtlpAttribute> values; ///< in the order they came
    friend bool operator==(const OtlpMap &a, const OtlpMap &b);
};

struct OtlpBytes
{
    std::string bytes;
    friend bool operator==(const OtlpBytes &, const OtlpBytes &) = default;
};

/// An attribute's value, OTLP's AnyValue; texts are UTF-8. Doubles are equal when their bits are.
struct OtlpValue
{
    std::variant<std::monostate, std::string, bool, std::int64_t, double, OtlpList, OtlpMap,
                 OtlpBytes>
        value;
    friend bool operator==(const OtlpValue &a, const OtlpValue &b);
};

struct OtlpAttribute
{
    std::string key;
    OtlpValue value;
    friend bool operator==(const OtlpAttribute &, const OtlpAttribute &) = default;
};

using OtlpAttributes = std::vector<OtlpAttribute>;

/// The value as one text, for tags: numbers as in files, bytes in Base64, lists and maps as compact
/// JSON; nothing for a value without a kind. UTF-8. Any thread.
[[nodiscard]] std::string textOf(const OtlpValue &value);

/// Whether two doubles have the same bits: -0 differs from 0, and a NaN equals itself.
[[nodiscard]] bool isSameNumber(double a, double b) noexcept;

} // namespace tidemark::otlp
