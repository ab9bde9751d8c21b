// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/dialect.h"

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct Word
{
    QLatin1StringView mark;
    QLatin1StringView sqlite;
    QLatin1StringView postgreSql;
};

// SQLite's STRICT tables know INTEGER, REAL, TEXT and BLOB only; PostgreSQL's INTEGER and REAL
// have 32 bits. Text sorts by bytes in both.
constexpr std::array kWords{
    Word{"@id"_L1, "INTEGER PRIMARY KEY"_L1, "BIGINT PRIMARY KEY"_L1},
    Word{"@int"_L1, "INTEGER"_L1, "BIGINT"_L1},
    Word{"@real"_L1, "REAL"_L1, "DOUBLE PRECISION"_L1},
    Word{"@text"_L1, "TEXT"_L1, "TEXT COLLATE \"C\""_L1},
    Word{"@blob"_L1, "BLOB"_L1, "BYTEA"_L1},
    Word{"@table"_L1, "STRICT"_L1, ""_L1},
    Word{"@keyed"_L1, "STRICT, WITHOUT ROWID"_L1, ""_L1},
};

} // namespace

QString Dialect::expanded(QStringView text) const
{
    QString result = text.toString();
    for (const Word &word : kWords)
        result.replace(word.mark, m_kind == Kind::Sqlite ? word.sqlite : word.postgreSql);
    return result;
}

} // namespace tidemark::store
