// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace tidemark {

/// How the bytes of a text file are to be read.
enum class TextEncoding
{
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252
};

/// The name in recipes and on the command line: `utf-8 utf-16le utf-16be windows-1252`.
[[nodiscard]] QString encodingKey(TextEncoding encoding);
[[nodiscard]] std::optional<TextEncoding> encodingFromKey(QStringView key);

enum class LineEnd
{
    CrLf,
    Lf
};

/// The shape of a CSV file. The default is RFC 4180 in UTF-8 (X3).
struct CsvDialect
{
    char delimiter = ','; ///< `,` `;` tab or `|`; when reading also a space: one or more of them
    char quote = '"';     ///< `"`, or `'` when reading; doubled inside a quoted cell
    char decimal = '.';   ///< `.` or `,`
    LineEnd lineEnd = LineEnd::CrLf; ///< when writing; reading takes CRLF, LF and CR
    bool hasByteOrderMark = false;   ///< when writing; reading finds it by itself
    bool quoteAll = false;           ///< when writing; a missing value stays bare
    bool hasHeader = true;

    friend bool operator==(const CsvDialect &, const CsvDialect &) = default;
};

/// The dialect with a delimiter that differs from the decimal sign: a decimal comma turns a comma
/// into a semicolon (X4).
[[nodiscard]] CsvDialect consistent(CsvDialect dialect);

/// True for the delimiters that a file is written with.
[[nodiscard]] constexpr bool isWritableDelimiter(char delimiter) noexcept
{
    return delimiter == ',' || delimiter == ';' || delimiter == '\t' || delimiter == '|';
}

} // namespace tidemark
