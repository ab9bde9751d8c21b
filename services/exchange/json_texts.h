// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/exchange/line_reader.h"

#include <cstdint>
#include <stop_token>
#include <string_view>

namespace tidemark::exchange {

/// The text of one row of a JSON file.
struct JsonRowText
{
    std::string_view text;   ///< lives until the next one is read
    std::int64_t number = 0; ///< the line; of JSON, which row it is, from 1
};

/// Hands out the texts of a file's rows, one by one. One thread.
class JsonTexts
{
public:
    virtual ~JsonTexts() = default;
    JsonTexts() = default;
    JsonTexts(const JsonTexts &) = delete;
    JsonTexts &operator=(const JsonTexts &) = delete;

    /// False at the end. After an error nothing more can be read.
    [[nodiscard]] virtual Result<bool> next(JsonRowText &row) = 0;
    [[nodiscard]] virtual std::int64_t bytesRead() const noexcept = 0;
};

/// JSON Lines: what stands in each line that is not blank. Source: jsonlines.org. Errors: those of
/// LineReader.
class JsonLineTexts final : public JsonTexts
{
public:
    /// `skipsFirst`: reading begins somewhere in a line.
    JsonLineTexts(QIODevice &device, TextEncoding encoding, bool skipsFirst = false,
                  std::stop_token stop = {});

    [[nodiscard]] Result<bool> next(JsonRowText &row) override;
    [[nodiscard]] std::int64_t bytesRead() const noexcept override { return m_lines.bytesRead(); }

private:
    LineReader m_lines;
    bool m_skipsNext;
};

} // namespace tidemark::exchange
