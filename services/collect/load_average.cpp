// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/load_average.h"

#include "model/core/number_text.h"
#include "services/collect/kernel_text.h"

#include <array>

namespace tidemark::collect {

std::optional<LoadAverage> parseLoadAverage(QByteArrayView text)
{
    const auto lines = completeLines(text);
    if (lines.empty())
        return std::nullopt;
    std::array<double, 3> averages{};
    const auto words = wordsOf(lines.front(), averages.size());
    if (words.size() < averages.size())
        return std::nullopt;
    for (std::size_t at = 0; at < averages.size(); ++at) {
        const auto average = parseNumber(
            std::string_view(words[at].data(), static_cast<std::size_t>(words[at].size())));
        if (!average || *average < 0)
            return std::nullopt;
        averages[at] = *average;
    }
    return LoadAverage{averages[0], averages[1], averages[2]};
}

} // namespace tidemark::collect
