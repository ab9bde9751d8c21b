// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/time/zone.h"

#include <QString>
#include <QStringView>
#include <QVariant>

#include <cstdint>
#include <optional>

namespace tidemark {

class Formatter;

// What cells show, made by the Formatter. `exact` texts are for tool tips and details: every digit,
// and times with their zone.

/// The number without its unit, which the column or a neighbour names; `decimals` fixes them.
[[nodiscard]] QString numberCell(const Formatter &formatter, std::optional<double> value,
                                 std::optional<int> decimals = {});
/// The number with its unit.
[[nodiscard]] QString valueCell(const Formatter &formatter, std::optional<double> value,
                                const QString &unit);
[[nodiscard]] QString exactValueCell(const Formatter &formatter, std::optional<double> value,
                                     const QString &unit);
/// A value of the metric: with its unit, or as a time where the values are times.
[[nodiscard]] QString valueCell(const Formatter &formatter, std::optional<double> value,
                                const Definition &metric);
[[nodiscard]] QString exactValueCell(const Formatter &formatter, std::optional<double> value,
                                     const Definition &metric);
[[nodiscard]] QString timeCell(const Formatter &formatter, std::optional<Timestamp> at);
[[nodiscard]] QString exactTimeCell(const Formatter &formatter, std::optional<Timestamp> at);

/// Nanoseconds to sort and compare by; invalid without a time.
[[nodiscard]] QVariant nsKey(std::optional<Timestamp> at);

/// Reads a typed time in the zone. Errors: those of parseTimeEntry(), and InvalidArgument for a
/// reading that the zone skipped or had twice; the message says which instants are near.
[[nodiscard]] Result<Timestamp> timeFromText(const Formatter &formatter, const QString &text,
                                             Timestamp now, const Zone &zone);

/// `env=prod, host=a1`: what a tags cell shows and takes.
[[nodiscard]] QString tagsText(const TagMap &tags);
/// Reads `key=value` pairs separated by commas or white space; a value in double quotes may hold
/// both. Empty text is no tags. Errors: InvalidArgument, naming the part that is no tag.
[[nodiscard]] Result<TagMap> tagsFromText(QStringView text);

} // namespace tidemark
