// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace tidemark::store {

/// The words in which the databases differ. Schema texts are written once with these marks:
/// `@id` (integer primary key), `@int` (64 bits), `@real` (double), `@text`, `@blob`,
/// `@table` (what follows a table's brackets) and `@keyed` (the same for a small table that is
/// clustered by its key).
class Dialect
{
public:
    enum class Kind
    {
        Sqlite,
        PostgreSql
    };

    explicit Dialect(Kind kind)
        : m_kind(kind)
    {}

    /// The schema text with every mark replaced.
    [[nodiscard]] QString expanded(QStringView text) const;

private:
    Kind m_kind;
};

} // namespace tidemark::store
