// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_names.h"

#include "services/otlp/otlp_quantiles.h"

#include <algorithm>

namespace tidemark::otlp {
namespace {

std::vector<QString> namesOf(const OtlpStream &stream)
{
    if (stream.kind != StreamClass::Distribution)
        return {nameOf(stream, {PartKind::Value})};
    std::vector<QString> names{nameOf(stream, {PartKind::Count}), nameOf(stream, {PartKind::Sum}),
                               nameOf(stream, {PartKind::Quantile, 0}),
                               nameOf(stream, {PartKind::Quantile, 1})};
    for (const double quantile : kQuantiles)
        names.push_back(nameOf(stream, {PartKind::Quantile, quantile}));
    return names;
}

} // namespace

bool OtlpNames::isFree(const QString &name, const OtlpStream &stream) const
{
    const auto owner = m_owners.constFind(name);
    if (owner == m_owners.cend())
        return true;
    const bool isSameUnit =
        owner->unit.isEmpty() || stream.unit.isEmpty() || owner->unit == stream.unit;
    return owner->metric == stream.metric && owner->kind == stream.kind && isSameUnit;
}

void OtlpNames::add(const QString &name, OtlpStream &stream)
{
    Owner &owner = m_owners[name];
    owner.metric = stream.metric;
    owner.kind = stream.kind;
    if (owner.unit.isEmpty())
        owner.unit = stream.unit;
    ++owner.streams;
    stream.names.push_back(name);
}

bool OtlpNames::take(OtlpStream &stream)
{
    const std::vector<QString> names = namesOf(stream);
    if (!std::all_of(names.begin(), names.end(),
                     [&](const QString &name) { return isFree(name, stream); }))
        return false;
    for (const QString &name : names)
        add(name, stream);
    return true;
}

bool OtlpNames::take(OtlpStream &stream, const OtlpPart &part)
{
    const QString name = nameOf(stream, part);
    if (std::find(stream.names.begin(), stream.names.end(), name) != stream.names.end())
        return true;
    if (!isFree(name, stream))
        return false;
    add(name, stream);
    return true;
}

void OtlpNames::release(const OtlpStream &stream)
{
    for (const QString &name : stream.names) {
        const auto owner = m_owners.find(name);
        if (--owner->streams == 0)
            m_owners.erase(owner);
    }
}

} // namespace tidemark::otlp
