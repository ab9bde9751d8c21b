// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/exchange/row_reader.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::exchange {

/// Deepest nesting of objects and lists in a row, included.
inline constexpr int kMaxJsonDepth = 64;

/// A member of an object, or of an object inside of it.
struct JsonField
{
    std::string path;      ///< the names from the outside to the inside, with `.` between them
    std::string_view text; ///< unescaped UTF-8; a number, a word and a list as they are written
    CellForm form = CellForm::Text;
    bool isQuoted = false; ///< a string
    bool isNull = false;
    std::size_t inner = 0; ///< Object: how many of the next fields are its members, at any depth
};

/// Takes one object of a JSON text apart into its members: those of objects inside come right after
/// them, under joined names; lists stay whole. Numbers keep their digits. Memory is used again from
/// object to object. One thread.
class JsonFlattener
{
public:
    JsonFlattener();
    ~JsonFlattener();
    JsonFlattener(const JsonFlattener &) = delete;
    JsonFlattener &operator=(const JsonFlattener &) = delete;

    /// In order of appearance; they live until the next call. A member that is given twice comes
    /// twice. Every byte of `text` is looked at.
    ///
    /// Errors: InvalidArgument with one sentence that says what is wrong and near which byte of
    /// `text`; detail `json.syntax`, `json.utf8`, `json.number`, `json.depth`, `json.fields` (more
    /// than kMaxColumns) or `json.object` for a value that is no object.
    [[nodiscard]] Result<std::span<const JsonField>> read(std::string_view text);

private:
    struct Parser;

    std::unique_ptr<Parser> m_parser;
    std::vector<JsonField> m_fields;
};

} // namespace tidemark::exchange
