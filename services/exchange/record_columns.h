// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_plan.h"

#include <QLatin1StringView>

#include <array>
#include <span>

namespace tidemark::exchange {

/// A column of the records export, and what an import takes it as.
struct RecordColumn
{
    QLatin1StringView name;
    ColumnRole role;
    bool isTime = false; ///< its name gets the unit of epoch forms, `start_ns`
};

/// The columns of a records export, in order. Everything that a value is made of comes back by an
/// import; `published` and `published_by` tell who stored it where it was exported, and an import
/// sets its own.
inline constexpr std::array kRecordColumns{
    RecordColumn{QLatin1StringView("metric"), ColumnRole::Metric},
    RecordColumn{QLatin1StringView("unit"), ColumnRole::Unit},
    RecordColumn{QLatin1StringView("kind"), ColumnRole::Kind},
    RecordColumn{QLatin1StringView("value"), ColumnRole::Value},
    RecordColumn{QLatin1StringView("start"), ColumnRole::Start, true},
    RecordColumn{QLatin1StringView("end"), ColumnRole::End, true},
    RecordColumn{QLatin1StringView("session"), ColumnRole::Session},
    RecordColumn{QLatin1StringView("session_name"), ColumnRole::SessionName},
    RecordColumn{QLatin1StringView("entry"), ColumnRole::Entry},
    RecordColumn{QLatin1StringView("device"), ColumnRole::Device},
    RecordColumn{QLatin1StringView("invocation"), ColumnRole::Invocation},
    RecordColumn{QLatin1StringView("tags"), ColumnRole::Tags},
    RecordColumn{QLatin1StringView("note"), ColumnRole::Note},
    RecordColumn{QLatin1StringView("published"), ColumnRole::Ignore, true},
    RecordColumn{QLatin1StringView("published_by"), ColumnRole::Ignore},
};

/// The columns of a samples export, in order. A gap's value is kGapWord.
inline constexpr std::array kSampleColumns{
    RecordColumn{QLatin1StringView("metric"), ColumnRole::Metric},
    RecordColumn{QLatin1StringView("unit"), ColumnRole::Unit},
    RecordColumn{QLatin1StringView("kind"), ColumnRole::Kind},
    RecordColumn{QLatin1StringView("value"), ColumnRole::Value},
    RecordColumn{QLatin1StringView("time"), ColumnRole::Time, true},
    RecordColumn{QLatin1StringView("tags"), ColumnRole::Tags},
};
inline constexpr QLatin1StringView kGapWord("NaN");

class CsvWriter;

/// The header of such a file, with the column of the zone where there is one.
void writeColumnNames(CsvWriter &out, std::span<const RecordColumn> columns);

/// Besides, as the last column, where times are locale text.
inline constexpr QLatin1StringView kZoneColumn("zone");

} // namespace tidemark::exchange
