// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_plan.h"

#include <optional>

namespace tidemark::exchange {

/// What a column's name says of it, in English and German; nothing for other names. Any thread.
[[nodiscard]] std::optional<ColumnRole> roleOfName(const QString &header);

/// True for the name of an object whose members are tags: `tags`, `labels`, `attributes`. Any
/// thread.
[[nodiscard]] bool areTags(const QString &name);

/// The epoch unit that a time column's name ends with: `start_ns`, `t_ms`.
[[nodiscard]] std::optional<TimeNotation> notationOfName(const QString &header);

/// The name and the unit of a header such as `Temperature (°C)` or `load [%]`.
struct NamedUnit
{
    QString name;
    QString unit;
};
[[nodiscard]] NamedUnit splitUnit(const QString &header);

} // namespace tidemark::exchange
