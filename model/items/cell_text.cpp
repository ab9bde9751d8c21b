// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/cell_text.h"

#include "model/domain/formatter.h"
#include "model/time/time_entry.h"

namespace tidemark {

QString numberCell(const Formatter &formatter, std::optional<double> value,
                   std::optional<int> decimals)
{
    return decimals ? formatter.numbers().fixed(value, *decimals)
                    : formatter.numbers().value(value);
}

QString valueCell(const Formatter &formatter, std::optional<double> value, const QString &unit)
{
    return formatter.value(value, Unit::of(unit));
}

QString exactValueCell(const Formatter &formatter, std::optional<double> value, const QString &unit)
{
    return formatter.fullValue(value, Unit::of(unit));
}

QString timeCell(const Formatter &formatter, std::optional<Timestamp> at)
{
    return formatter.time(at);
}

QString exactTimeCell(const Formatter &formatter, std::optional<Timestamp> at)
{
    return formatter.exactTime(at);
}

QVariant nsKey(std::optional<Timestamp> at)
{
    return at ? QVariant::fromValue<qint64>(at->posixNs()) : QVariant();
}

Result<Timestamp> timeFromText(const Formatter &formatter, const QString &text, Timestamp now,
                               const Zone &zone)
{
    const auto entry = parseTimeEntry(text, now, zone, formatter.numbers().locale());
    if (!entry)
        return failure(entry.error());
    return entry->instant();
}

} // namespace tidemark
