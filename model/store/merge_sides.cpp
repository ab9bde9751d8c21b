// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/merge_sides.h"

#include "model/store/connection.h"
#include "model/store/rows.h"

#include <QCoreApplication>

#include <cmath>

namespace tidemark::store {
namespace {

struct MergeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::MetricMerge)
};

Result<Definition> definitionOf(Connection &connection, OrgId org, MetricId metric)
{
    auto found = findDefinition(connection, org, metric);
    if (!found)
        return failure(found.error());
    if (!*found)
        return failure(
            Error{ErrorCode::NotFound,
                  MergeText::tr("This metric is no longer in the store. Choose another one."),
                  {},
                  ErrorSubject::Metric});
    return **std::move(found);
}

QString unitWord(const Definition &metric)
{
    return metric.unit.isEmpty() ? MergeText::tr("no unit") : metric.unit;
}

} // namespace

Result<MergeSides> MergeSides::find(Connection &connection, OrgId org, MetricId from, MetricId into)
{
    if (from == into)
        return failure(ErrorCode::InvalidArgument,
                       MergeText::tr("A metric cannot be merged into itself. Choose another one."));
    auto goes = definitionOf(connection, org, from);
    if (!goes)
        return failure(goes.error());
    auto stays = definitionOf(connection, org, into);
    if (!stays)
        return failure(stays.error());
    const UnitFit units = unitFit(Unit::of(goes->unit), Unit::of(stays->unit));
    return MergeSides{*std::move(goes), *std::move(stays), units};
}

Result<void> MergeSides::checkUnits(bool mayConvert) const
{
    const bool needsWord = units == UnitFit::Converted || units == UnitFit::Assumed;
    if (units == UnitFit::Same || (needsWord && mayConvert))
        return {};
    QString text;
    if (units == UnitFit::Misfit)
        text = MergeText::tr("\"%1\" is in %2 and \"%3\" in %4, which do not convert to each "
                             "other. If one of the units is wrong, change it first.");
    else if (units == UnitFit::Converted)
        text = MergeText::tr("\"%1\" is in %2 and \"%3\" in %4. Confirm that its values are to be "
                             "converted.");
    else
        text = MergeText::tr("\"%1\" is in %2 and \"%3\" in %4. Confirm that its values are to be "
                             "taken as they are.");
    return failure(ErrorCode::InvalidArgument,
                   text.arg(from.name, unitWord(from), into.name, unitWord(into)));
}

MergedValues::MergedValues(const MergeSides &sides)
    : m_from(Unit::of(sides.from.unit))
    , m_into(Unit::of(sides.into.unit))
    , m_areAsTheyWere(sides.units != UnitFit::Converted || m_from.scale() == m_into.scale())
{}

Result<double> MergedValues::of(double value) const
{
    return m_areAsTheyWere || std::isnan(value) ? Result<double>(value)
                                                : convert(value, m_from, m_into);
}

} // namespace tidemark::store
