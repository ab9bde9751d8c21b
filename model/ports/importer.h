// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_plan.h"
#include "model/domain/import_rows.h"
#include "model/ports/record_store.h"

#include <QByteArray>
#include <QFuture>
#include <QString>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {

/// A file of one of the formats of ImportFormat (gzip is read directly), or its bytes: pasted text
/// or what came from standard input.
struct ImportInput
{
    QString path;
    std::optional<QByteArray> content = {}; ///< when set, `path` is not looked at
    QString name =
        {}; ///< for the undo step and as metric of a file that names none; default: path's
    bool isCopy = false; ///< the file was made for this import: its time says nothing

    friend bool operator==(const ImportInput &, const ImportInput &) = default;
};

/// One thing that was found out about a file (I3).
struct ImportFinding
{
    enum class Subject
    {
        Source, ///< our own export, or which kind of file
        Format,
        Table, ///< of a database, or the part of a JSON text that holds the rows
        Encoding,
        Delimiter,
        Quote,
        Header,
        SkippedLines,
        Decimal,
        Group,
        Time,
        DateOrder,
        Zone,
        Layout,
        Metric,
        Unit,
    };
    Subject subject = Subject::Source;
    QString text;             ///< one translated sentence: what was found and by which sign
    double confidence = 0;    ///< 0 to 1
    bool needsChoice = false; ///< nothing decides: the person must choose
};

struct PreviewCell
{
    QString raw;     ///< cut to 200 characters
    QString parsed;  ///< what it is taken as, in the machine's form; empty for ignored columns
    QString problem; ///< why the cell will fail; empty when it will not
};

struct PreviewRow
{
    std::int64_t line = 0; ///< from 1; 0 where the lines before it were not counted
    std::vector<PreviewCell> cells;
    QString problem; ///< of the row as a whole
};

/// The first 100 and last 20 rows, raw and parsed side by side (I2).
struct ImportPreview
{
    std::vector<PreviewRow> head;
    std::vector<PreviewRow> tail;      ///< empty when `head` is all
    bool isComplete = false;           ///< head and tail are the whole file
    std::optional<Error> problem = {}; ///< why reading stopped early, or what the plan lacks
};

struct ImportInspection
{
    ImportPlan plan;
    std::vector<ImportFinding> findings;
    ImportPreview preview;
    bool isOwnExport = false;
    QStringList tables = {};                ///< that a database has, views too; by name
    std::optional<std::size_t> recipe = {}; ///< the place of the recipe that was taken
};

/// A metric that the file names.
struct ImportMetric
{
    QString source; ///< name in the file
    QString target; ///< name in the store
    QString unit;
    std::optional<MetricKind> kind;
    std::int64_t rows = 0;
    bool exists = false;    ///< has a definition already
    QString existingUnit;   ///< of that definition; another one than `unit` stops the import
    bool isSkipped = false; ///< the plan leaves it out; `rows` is then 0
};

/// True when the file's values are in another unit than those of the metric they are to join.
[[nodiscard]] inline bool hasUnitClash(const ImportMetric &metric)
{
    return metric.exists && !metric.isSkipped && !metric.unit.isEmpty() &&
           metric.unit != metric.existingUnit;
}

/// Something that rows have and no column takes, such as a member that only later objects of a JSON
/// file have.
struct UnknownField
{
    QString name;
    std::int64_t rows = 0;

    friend bool operator==(const UnknownField &, const UnknownField &) = default;
};

/// By what a file that was read once is known again as unchanged.
struct InputStamp
{
    std::int64_t size_bytes = -1; ///< -1: there is no such file
    std::int64_t modified_ms = 0; ///< since the epoch; 0 for bytes

    friend bool operator==(const InputStamp &, const InputStamp &) = default;
};

/// What an import would do (I5, I7): read from the whole file.
struct ImportSurvey
{
    std::int64_t rowsReady = 0;   ///< values that can be stored
    std::int64_t rowsMissing = 0; ///< cells and rows without a value, by the words for it
    std::int64_t rejectedCount = 0;
    std::vector<RejectedRow> rejected; ///< the first 10,000
    std::vector<ImportMetric> metrics; ///< in order of appearance
    std::vector<PreviewRow> tail;      ///< of an input whose preview cannot find its end
    std::vector<UnknownField> unknown; ///< left out; the first 100 by name, in order of appearance
    InputStamp stamp;                  ///< of the file as it was read
    ImportPlan plan;                   ///< with which it was read
};

struct ImportRun
{
    ImportPlan plan;
    ConflictPolicy conflicts = ConflictPolicy::Fail;
    bool skipBadRows = false;  ///< else one bad row leaves the store as it was
    QString rejectedPath = {}; ///< CSV for the rows left out, to mend and import; empty: none
    QString label = {};        ///< of the undo step; empty: made from the input's name
    /// What survey() found: while file and plan are the same, the file is not surveyed again.
    std::optional<ImportSurvey> survey = {};
};

struct ImportReport
{
    bool isCommitted = false; ///< false: bad rows stopped it, and the store is as it was
    ImportSummary summary;    ///< `rejected` holds the rows left out, by line
    std::int64_t rowsMissing = 0;
    std::vector<UnknownField> unknown; ///< as ImportSurvey::unknown
    QString rejectedPath; ///< where the rejected rows were saved; empty when they were not
    std::optional<Error> rejectedProblem = {}; ///< why they could not be saved, with values stored
};

/// Brings files into the store. Any thread may call; the work is done on threads of its own.
/// Errors of all: NotFound, PermissionDenied, Io (file), Unsupported (no format that is known, a
/// limit; the message names it), Cancelled within 200 ms of `stop`.
class Importer
{
public:
    virtual ~Importer() = default;

    /// Looks at the file and proposes a plan. A `recipe` whose header matches is taken as it is.
    [[nodiscard]] virtual QFuture<Result<ImportInspection>>
    inspect(ImportInput input, std::vector<ImportPlan> recipes = {}, std::stop_token stop = {}) = 0;
    /// Detects the columns again under the plan's format, table, dialect, encoding and skipped
    /// lines. Columns whose names stay keep their roles, and notations stay with them; where no
    /// name stays, all that follows from the columns is detected anew.
    [[nodiscard]] virtual QFuture<Result<ImportInspection>>
    inspectAs(ImportInput input, ImportPlan plan, std::stop_token stop = {}) = 0;
    /// Shows the rows under a changed plan; reads the file's ends only.
    [[nodiscard]] virtual QFuture<Result<ImportPreview>> preview(ImportInput input, ImportPlan plan,
                                                                 std::stop_token stop = {}) = 0;
    /// Reads all and stores nothing. Errors: InvalidArgument (plan).
    [[nodiscard]] virtual QFuture<Result<ImportSurvey>> survey(ImportInput input, ImportPlan plan,
                                                               std::stop_token stop = {},
                                                               ProgressCallback progress = {}) = 0;
    /// All or nothing, one undo step (I8). Errors besides: InvalidArgument (plan), AlreadyExists or
    /// Conflict (ConflictPolicy::Fail), and those of the store.
    [[nodiscard]] virtual QFuture<Result<ImportReport>> run(ImportInput input, ImportRun run,
                                                            std::stop_token stop = {},
                                                            ProgressCallback progress = {}) = 0;
};

} // namespace tidemark
