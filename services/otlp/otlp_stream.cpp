// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_stream.h"

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

QString suffixOf(const OtlpPart &part)
{
    constexpr int kDigits = 10;
    switch (part.kind) {
    case PartKind::Value:
        return {};
    case PartKind::Count:
        return u".count"_s;
    case PartKind::Sum:
        return u".sum"_s;
    case PartKind::Quantile:
        break;
    }
    if (part.quantile <= 0)
        return u".min"_s;
    if (part.quantile >= 1)
        return u".max"_s;
    return u".p"_s + QString::number(part.quantile * 100, 'g', kDigits);
}

} // namespace

bool isTotal(const OtlpStream &stream, PartKind part) noexcept
{
    return part == PartKind::Value ? stream.kind == StreamClass::Total : part != PartKind::Quantile;
}

QString nameOf(const OtlpStream &stream, const OtlpPart &part)
{
    return stream.metric + suffixOf(part);
}

NewDefinition definitionOf(const OtlpStream &stream, const OtlpPart &part)
{
    NewDefinition definition;
    definition.unit = part.kind == PartKind::Count ? u"count"_s : stream.unit;
    if (!stream.description.isEmpty())
        definition.description = stream.description;
    const bool isLeast = part.kind == PartKind::Quantile && part.quantile <= 0;
    const bool isGreatest = part.kind == PartKind::Quantile && part.quantile >= 1;
    if (isTotal(stream, part.kind) || isGreatest)
        definition.settings.defaultFunction = AggregateFunction::Max;
    else if (isLeast)
        definition.settings.defaultFunction = AggregateFunction::Min;
    return definition;
}

} // namespace tidemark::otlp
