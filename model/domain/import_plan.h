// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/csv_dialect.h"
#include "model/domain/definition.h"
#include "model/domain/import_format.h"
#include "model/time/timestamp.h"
#include "model/time/zone.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidemark {

/// What a column of a file means. Separate date and time columns are Date and TimeOfDay. In the
/// wide layout each Series column holds the values of one metric.
enum class ColumnRole
{
    Ignore,
    Metric,
    Unit,
    Kind,
    Value,
    Series,
    Time,      ///< start and end of the value's session
    Date,      ///< the date of Time, or both
    TimeOfDay, ///< the time of day of Time; together with Date
    Start,
    End,
    Session,
    SessionName,
    Entry, ///< `true` where the session is this hand-entered value alone
    Device,
    Invocation,
    Tags, ///< `k=v;k2=v2`, with `\` before `\`, `=` and `;` in a key or value
    Note,
};

/// The name in recipes and on the command line, `metric`, `session_name`, …
[[nodiscard]] QString columnRoleKey(ColumnRole role);
[[nodiscard]] std::optional<ColumnRole> columnRoleFromKey(QStringView key);
/// The word in a column's menu, translated.
[[nodiscard]] QString columnRoleLabel(ColumnRole role);
/// Every role, in the order of a menu.
[[nodiscard]] const std::vector<ColumnRole> &columnRoles();

struct ImportColumn
{
    QString header; ///< as the file names it; `Column 3` where it has no header row
    ColumnRole role = ColumnRole::Ignore;
    QString metric = {}; ///< Series: the metric; empty: the header's name

    friend bool operator==(const ImportColumn &, const ImportColumn &) = default;
};

/// How instants are written in the file.
enum class TimeNotation
{
    Iso8601,  ///< year first, with or without a time of day, an offset and up to 9 fraction digits
    Calendar, ///< day, month and year in the order of `dateOrder`, `.` `/` `-` or spaces between
    EpochSeconds, ///< these four: whole or decimal numbers since 1970-01-01 UTC
    EpochMilliseconds,
    EpochMicroseconds,
    EpochNanoseconds,
};

enum class DateOrder
{
    Undecided, ///< every row reads both ways: the person must choose (I4)
    DayFirst,
    MonthFirst,
};

enum class DecimalSign
{
    Undecided, ///< `1.234` and nothing that decides: the person must choose
    Point,
    Comma,
};

/// What a local time that the clock shows twice, in autumn, is taken as.
enum class RepeatedTime
{
    Reject,
    First,
    Second
};

/// What the rows become.
enum class ImportTarget
{
    Records, ///< a session each, or values of sessions that the file names
    Samples, ///< of series, one for each metric and set of tags: dense data
};

/// Where the metric of a column or a name in the file goes (I7).
struct MetricMapping
{
    QString source;    ///< the name in the file
    QString target;    ///< the metric's name in the store; another one renames or maps
    QString unit = {}; ///< for a definition that is new; empty: as the file says
    std::optional<MetricKind> kind = {}; ///< for a definition that is new; absent: as the file says
    bool isSkipped = false;              ///< its values are left out

    friend bool operator==(const MetricMapping &, const MetricMapping &) = default;
};

/// How a file's rows become values: what was detected, as the person corrected it. It can be kept
/// as a recipe (I10).
struct ImportPlan
{
    ImportFormat format = ImportFormat::Csv;
    QString table = {}; ///< Sqlite: the table or view

    CsvDialect dialect; ///< Csv only, as are the skipped lines, the trimming and the guard
    TextEncoding encoding = TextEncoding::Utf8;
    int skippedLines = 0;      ///< lines before the header row or the first row
    bool trimsCells = true;    ///< spaces around a cell are no part of it
    bool removesGuard = false; ///< takes one leading apostrophe off guarded text (X7)

    std::vector<ImportColumn> columns;

    DecimalSign decimal = DecimalSign::Point;
    std::optional<char16_t> groupSign = {}; ///< between groups of three digits
    QStringList missing = {};               ///< words that stand for "no value", such as `NA`

    TimeNotation notation = TimeNotation::Iso8601;
    DateOrder dateOrder = DateOrder::Undecided; ///< of TimeNotation::Calendar only
    Zone zone;                                  ///< of times without an offset
    std::optional<Timestamp> rowTime = {};      ///< of rows that say neither time nor session
    RepeatedTime repeatedTime = RepeatedTime::Reject;

    ImportTarget target = ImportTarget::Records;

    QString metric = {};  ///< of rows whose file has no metric column
    QString unit = {};    ///< of new definitions for which the file names none
    QString device = {};  ///< where no device column says otherwise; empty: none
    QString session = {}; ///< uid for all rows without a session column; empty: each value its own
    TagMap tags = {};     ///< added to those of the rows
    QString note = {};    ///< where no note column says otherwise

    std::vector<MetricMapping> metrics = {}; ///< only those that differ from the file

    friend bool operator==(const ImportPlan &, const ImportPlan &) = default;
};

/// Whether rows can be read with the plan at all: a value column, a time or session, no open
/// choice. Errors: InvalidArgument with the sentence to show (detail `plan.…` names what is
/// missing).
[[nodiscard]] Result<void> validate(const ImportPlan &plan);

/// The first column of that role, or -1.
[[nodiscard]] int columnOf(const ImportPlan &plan, ColumnRole role);

/// The recipe of a plan, and back; keys and words are never translated.
/// Errors: InvalidArgument for a recipe that is not one, names the key; NotFound for its zone.
[[nodiscard]] QJsonObject toJson(const ImportPlan &plan);
[[nodiscard]] Result<ImportPlan> importPlanFromJson(const QJsonObject &object);

/// True when format and header names of the file are those of the recipe, in its order.
[[nodiscard]] bool matchesHeader(const ImportPlan &recipe, ImportFormat format,
                                 const QStringList &header);

} // namespace tidemark
