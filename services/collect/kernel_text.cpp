// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/kernel_text.h"

#include "model/core/text.h"
#include "model/core/utf8_text.h"

#include <charconv>
#include <limits>
#include <string_view>

namespace tidemark::collect {
namespace {

template <class Number>
std::optional<Number> parsed(QByteArrayView text)
{
    Number value = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
    if (error != std::errc{} || end != text.end() || text.isEmpty())
        return std::nullopt;
    return value;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

} // namespace

std::vector<QByteArrayView> completeLines(QByteArrayView text)
{
    std::vector<QByteArrayView> lines = partsOf(text, '\n');
    lines.pop_back(); // what follows the last line end
    return lines;
}

std::vector<QByteArrayView> wordsOf(QByteArrayView line, std::size_t most)
{
    std::vector<QByteArrayView> words;
    qsizetype begin = 0;
    for (qsizetype at = 0; at <= line.size() && words.size() < most; ++at) {
        if (at < line.size() && !isBlank(line[at]))
            continue;
        if (at > begin)
            words.push_back(line.sliced(begin, at - begin));
        begin = at + 1;
    }
    return words;
}

std::vector<QByteArrayView> partsOf(QByteArrayView text, char separator)
{
    std::vector<QByteArrayView> parts;
    for (qsizetype end = text.indexOf(separator); end >= 0; end = text.indexOf(separator)) {
        parts.push_back(text.first(end));
        text = text.sliced(end + 1);
    }
    parts.push_back(text);
    return parts;
}

std::optional<std::uint64_t> wholeNumber(QByteArrayView text)
{
    return parsed<std::uint64_t>(text); // takes no sign
}

std::optional<std::int64_t> signedNumber(QByteArrayView text)
{
    return parsed<std::int64_t>(text);
}

std::optional<std::uint64_t> numberOf(QByteArrayView text, QByteArrayView key)
{
    for (const QByteArrayView line : completeLines(text)) {
        const auto words = wordsOf(line, 3);
        if (!words.empty() && words[0] == key)
            return words.size() == 2 ? wholeNumber(words[1]) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> product(std::uint64_t a, std::uint64_t b)
{
    if (b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b)
        return std::nullopt;
    return a * b;
}

std::optional<QString> tagValueOf(QByteArrayView name)
{
    const auto text = normalisedName(
        utf8Text(std::string_view(name.data(), static_cast<std::size_t>(name.size()))));
    return text ? std::optional(*text) : std::nullopt;
}

} // namespace tidemark::collect
