// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/csv_dialect.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct EncodingName
{
    TextEncoding encoding;
    QLatin1StringView key;
};
constexpr std::array kEncodings{EncodingName{TextEncoding::Utf8, "utf-8"_L1},
                                EncodingName{TextEncoding::Utf16Le, "utf-16le"_L1},
                                EncodingName{TextEncoding::Utf16Be, "utf-16be"_L1},
                                EncodingName{TextEncoding::Windows1252, "windows-1252"_L1}};

} // namespace

QString encodingKey(TextEncoding encoding)
{
    const auto found = std::find_if(kEncodings.begin(), kEncodings.end(),
                                    [encoding](const auto &e) { return e.encoding == encoding; });
    Q_ASSERT(found != kEncodings.end());
    return found->key;
}

std::optional<TextEncoding> encodingFromKey(QStringView key)
{
    const auto found = std::find_if(kEncodings.begin(), kEncodings.end(),
                                    [key](const auto &e) { return key == e.key; });
    if (found == kEncodings.end())
        return std::nullopt;
    return found->encoding;
}

CsvDialect consistent(CsvDialect dialect)
{
    if (dialect.delimiter == dialect.decimal)
        dialect.delimiter = ';';
    return dialect;
}

} // namespace tidemark
