// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/csv_dialect.h"
#include "model/time/zone.h"

#include <QLocale>
#include <QString>

#include <array>
#include <optional>

namespace tidemark {

enum class ExportContent
{
    Records,
    Aggregates,
    Sessions,
    Definitions,
    Samples
};

/// The name on the command line: `records aggregates sessions definitions samples`.
[[nodiscard]] QString exportContentKey(ExportContent content);
[[nodiscard]] std::optional<ExportContent> exportContentFromKey(QStringView key);

/// How instants are written (X5). Epoch forms are whole numbers, rounded towards the past; only
/// nanoseconds keep every instant. Their columns are named by unit: `start_ns`.
enum class TimeForm
{
    IsoOffset, ///< `2026-03-29T03:00:00.123456789+02:00`, fraction digits as needed
    IsoUtc,    ///< the same instant with `Z`
    EpochSeconds,
    EpochMilliseconds,
    EpochMicroseconds,
    EpochNanoseconds,
    LocaleText, ///< the locale's date and time, with the zone and the offset in columns of their
                ///< own
};

/// The name on the command line: `iso utc epoch-s epoch-ms epoch-us epoch-ns locale`.
[[nodiscard]] QString timeFormKey(TimeForm form);
[[nodiscard]] std::optional<TimeForm> timeFormFromKey(QStringView key);

/// Of aggregates of several metrics: one row per metric and period, or one row per period with a
/// column per metric and function.
enum class TableLayout
{
    Long,
    Wide
};

/// Whether and where the file says what it holds (X8).
enum class DescribeForm
{
    None,
    Sidecar,  ///< a JSON file beside it, `name.csv.json`
    Comments, ///< lines that start with `#` before the header row
};

/// How a CSV export looks (X3-X8). The default is the preset *Standard* in UTC.
struct ExportOptions
{
    CsvDialect dialect;
    Zone zone;
    TimeForm timeForm = TimeForm::IsoOffset;
    QLocale locale = QLocale::c(); ///< of TimeForm::LocaleText only
    QString missing;               ///< written for a value or time that does not exist
    std::optional<int> decimals;   ///< fixed decimals of values, 0..17; absent: full precision
    TableLayout layout = TableLayout::Long;
    bool formulaGuard = true; ///< text that a spreadsheet would run gets a leading apostrophe (X7)
    DescribeForm describe = DescribeForm::None;

    friend bool operator==(const ExportOptions &, const ExportOptions &) = default;
};

enum class ExportPreset
{
    Standard,
    Spreadsheet,
    ExcelComma,
    Tab,
    Machine
};

inline constexpr std::array kExportPresets{ExportPreset::Standard, ExportPreset::Spreadsheet,
                                           ExportPreset::ExcelComma, ExportPreset::Tab,
                                           ExportPreset::Machine};

/// The name in settings and on the command line: `standard spreadsheet excel-comma tab machine`.
[[nodiscard]] QString presetKey(ExportPreset preset);
[[nodiscard]] std::optional<ExportPreset> presetFromKey(QStringView key);
/// The words in the dialog, translated.
[[nodiscard]] QString presetLabel(ExportPreset preset);
/// Standard as above. Spreadsheet: BOM, the locale's decimal sign, a semicolon when that is a
/// comma. ExcelComma: BOM, decimal comma, semicolon. Tab: tab. Machine: LF, UTC with `Z`, no
/// formula guard.
[[nodiscard]] ExportOptions presetOptions(ExportPreset preset, const QLocale &locale, Zone zone);

} // namespace tidemark
