// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/import_format.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct FormatText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::FormatText)
};

struct FormatName
{
    ImportFormat format;
    QLatin1StringView key;
    const char *label;
};
constexpr std::array kFormats{
    FormatName{ImportFormat::Csv, "csv"_L1,
               QT_TRANSLATE_NOOP("tidemark::FormatText", "CSV and its relatives")},
    FormatName{ImportFormat::Json, "json"_L1, QT_TRANSLATE_NOOP("tidemark::FormatText", "JSON")},
    FormatName{ImportFormat::JsonLines, "jsonl"_L1,
               QT_TRANSLATE_NOOP("tidemark::FormatText", "JSON Lines")},
    FormatName{ImportFormat::Sqlite, "sqlite"_L1,
               QT_TRANSLATE_NOOP("tidemark::FormatText", "SQLite table")},
    FormatName{ImportFormat::Prometheus, "prometheus"_L1,
               QT_TRANSLATE_NOOP("tidemark::FormatText", "Prometheus text")},
};

const FormatName &nameOf(ImportFormat format)
{
    const auto found =
        std::find_if(kFormats.begin(), kFormats.end(),
                     [format](const FormatName &name) { return name.format == format; });
    Q_ASSERT(found != kFormats.end());
    return *found;
}

} // namespace

QString importFormatKey(ImportFormat format)
{
    return nameOf(format).key;
}

std::optional<ImportFormat> importFormatFromKey(QStringView key)
{
    const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                    [key](const FormatName &name) { return key == name.key; });
    return found == kFormats.end() ? std::nullopt : std::optional(found->format);
}

QString importFormatLabel(ImportFormat format)
{
    return FormatText::tr(nameOf(format).label);
}

const std::vector<ImportFormat> &importFormats()
{
    static const std::vector<ImportFormat> formats = [] {
        std::vector<ImportFormat> all;
        std::transform(kFormats.begin(), kFormats.end(), std::back_inserter(all),
                       [](const FormatName &name) { return name.format; });
        return all;
    }();
    return formats;
}

} // namespace tidemark
