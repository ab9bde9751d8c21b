// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/table_files.h"

namespace tidemark::store {

/// Tables and views of databases of SQLite. Has no state; any thread.
class ForeignTables final : public TableFiles
{
public:
    [[nodiscard]] Result<QStringList> tables(const QString &path) override;
    [[nodiscard]] Result<std::unique_ptr<TableCursor>>
    open(const QString &path, const QString &table, std::stop_token stop) override;
};

} // namespace tidemark::store
