// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/dialect_detection.h"
#include "services/exchange/import_pass.h"

#include <optional>

namespace tidemark::exchange {

/// What an input looks like before its columns have a meaning: format, columns, first rows.
struct TableLook
{
    DialectGuess guess;
    QString table = {}; ///< of a database: the one that was looked at; empty: several to choose
    QStringList tables = {};               ///< of a database: all
    std::optional<Timestamp> rowTime = {}; ///< a proposal for rows that say no time
    /// Some rows say no time, and nothing proposes one.
    bool lacksTime = false;
};

/// Looks at the first 512 KiB of a text, or the first rows of a database's only table. Errors:
/// those of opening; Unsupported for a file of no known format; Cancelled.
[[nodiscard]] Result<TableLook> lookAt(const ImportInput &input, const PassContext &context);

/// The same as the plan says: its format and table, dialect, encoding and skipped lines.
[[nodiscard]] Result<TableLook> lookAtAs(const ImportInput &input, const ImportPlan &plan,
                                         const PassContext &context);

/// Fills the plan's format, columns and all that follows from them; `name` is the metric of a file
/// that names none. True for our own export.
[[nodiscard]] bool planColumns(const TableLook &look, const QString &name, ImportPlan &plan,
                               std::vector<ImportFinding> &findings);

} // namespace tidemark::exchange
