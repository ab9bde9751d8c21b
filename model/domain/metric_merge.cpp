// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/metric_merge.h"

namespace tidemark {

UnitFit unitFit(const Unit &from, const Unit &into)
{
    if (from == into)
        return UnitFit::Same;
    if (from.isEmpty() || into.isEmpty())
        return UnitFit::Assumed;
    return convertible(from, into) ? UnitFit::Converted : UnitFit::Misfit;
}

} // namespace tidemark
