// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/cell_text.h"

#include "model/domain/formatter.h"
#include "model/domain/instant_values.h"
#include "model/time/time_entry.h"

namespace tidemark {

namespace {

std::optional<Timestamp> instantAt(std::optional<double> value)
{
    return value ? std::optional(instantOf(*value)) : std::nullopt;
}

} // namespace

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

QString valueCell(const Formatter &formatter, std::optional<double> value, const Definition &metric)
{
    return isInstant(metric.name) ? timeCell(formatter, instantAt(value))
                                  : valueCell(formatter, value, metric.unit);
}

QString exactValueCell(const Formatter &formatter, std::optional<double> value,
                       const Definition &metric)
{
    return isInstant(metric.name) ? exactTimeCell(formatter, instantAt(value))
                                  : exactValueCell(formatter, value, metric.unit);
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
