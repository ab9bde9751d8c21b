// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/export_options.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct ExportText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ExportText)
};

template <class Enum>
struct Named
{
    Enum value;
    QLatin1StringView key;
};

using Content = Named<ExportContent>;
constexpr std::array kContents{Content{ExportContent::Records, "records"_L1},
                               Content{ExportContent::Aggregates, "aggregates"_L1},
                               Content{ExportContent::Sessions, "sessions"_L1},
                               Content{ExportContent::Definitions, "definitions"_L1},
                               Content{ExportContent::Samples, "samples"_L1}};

using Form = Named<TimeForm>;
constexpr std::array kTimeForms{
    Form{TimeForm::IsoOffset, "iso"_L1},
    Form{TimeForm::IsoUtc, "utc"_L1},
    Form{TimeForm::EpochSeconds, "epoch-s"_L1},
    Form{TimeForm::EpochMilliseconds, "epoch-ms"_L1},
    Form{TimeForm::EpochMicroseconds, "epoch-us"_L1},
    Form{TimeForm::EpochNanoseconds, "epoch-ns"_L1},
    Form{TimeForm::LocaleText, "locale"_L1},
};

using Preset = Named<ExportPreset>;
constexpr std::array kPresets{Preset{ExportPreset::Standard, "standard"_L1},
                              Preset{ExportPreset::Spreadsheet, "spreadsheet"_L1},
                              Preset{ExportPreset::ExcelComma, "excel-comma"_L1},
                              Preset{ExportPreset::Tab, "tab"_L1},
                              Preset{ExportPreset::Machine, "machine"_L1}};

template <class Table, class Enum>
QString keyOf(const Table &table, Enum value)
{
    const auto found = std::find_if(table.begin(), table.end(),
                                    [value](const auto &named) { return named.value == value; });
    Q_ASSERT(found != table.end());
    return found->key;
}

template <class Enum, class Table>
std::optional<Enum> valueOf(const Table &table, QStringView key)
{
    const auto found = std::find_if(table.begin(), table.end(),
                                    [key](const auto &named) { return key == named.key; });
    if (found == table.end())
        return std::nullopt;
    return found->value;
}

bool hasDecimalComma(const QLocale &locale)
{
    return locale.decimalPoint() == ","_L1;
}

void useDecimalComma(CsvDialect &dialect)
{
    dialect.decimal = ',';
    dialect = consistent(dialect);
}

} // namespace

QString exportContentKey(ExportContent content)
{
    return keyOf(kContents, content);
}

std::optional<ExportContent> exportContentFromKey(QStringView key)
{
    return valueOf<ExportContent>(kContents, key);
}

QString timeFormKey(TimeForm form)
{
    return keyOf(kTimeForms, form);
}

std::optional<TimeForm> timeFormFromKey(QStringView key)
{
    return valueOf<TimeForm>(kTimeForms, key);
}

QString presetKey(ExportPreset preset)
{
    return keyOf(kPresets, preset);
}

std::optional<ExportPreset> presetFromKey(QStringView key)
{
    return valueOf<ExportPreset>(kPresets, key);
}

QString presetLabel(ExportPreset preset)
{
    switch (preset) {
    case ExportPreset::Standard:
        return ExportText::tr("Standard", "export preset");
    case ExportPreset::Spreadsheet:
        return ExportText::tr("Spreadsheet (my locale)", "export preset");
    case ExportPreset::ExcelComma:
        return ExportText::tr("Excel, comma decimals", "export preset");
    case ExportPreset::Tab:
        return ExportText::tr("Tab", "export preset");
    case ExportPreset::Machine:
        return ExportText::tr("Machine", "export preset");
    }
    Q_UNREACHABLE();
}

ExportOptions presetOptions(ExportPreset preset, const QLocale &locale, Zone zone)
{
    ExportOptions options;
    options.zone = std::move(zone);
    options.locale = locale;
    switch (preset) {
    case ExportPreset::Standard:
        break;
    case ExportPreset::Spreadsheet:
        options.dialect.hasByteOrderMark = true;
        if (hasDecimalComma(locale))
            useDecimalComma(options.dialect);
        break;
    case ExportPreset::ExcelComma:
        options.dialect.hasByteOrderMark = true;
        useDecimalComma(options.dialect);
        break;
    case ExportPreset::Tab:
        options.dialect.delimiter = '\t';
        break;
    case ExportPreset::Machine:
        options.dialect.lineEnd = LineEnd::Lf;
        options.timeForm = TimeForm::IsoUtc;
        options.formulaGuard = false;
        break;
    }
    return options;
}

} // namespace tidemark
