// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/aggregate_function.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

QString functionKey(AggregateFunction function)
{
    switch (function) {
    case AggregateFunction::Sum:
        return u"sum"_s;
    case AggregateFunction::Mean:
        return u"mean"_s;
    case AggregateFunction::Min:
        return u"min"_s;
    case AggregateFunction::Max:
        return u"max"_s;
    case AggregateFunction::Count:
        return u"count"_s;
    }
    return {};
}

std::optional<AggregateFunction> functionFromKey(QStringView key)
{
    for (const AggregateFunction function : kAggregateFunctions) {
        if (key == functionKey(function))
            return function;
    }
    return std::nullopt;
}

QString functionLabel(AggregateFunction function)
{
    switch (function) {
    case AggregateFunction::Sum:
        return QCoreApplication::translate("AggregateFunction", "Sum");
    case AggregateFunction::Mean:
        return QCoreApplication::translate("AggregateFunction", "Mean");
    case AggregateFunction::Min:
        return QCoreApplication::translate("AggregateFunction", "Min");
    case AggregateFunction::Max:
        return QCoreApplication::translate("AggregateFunction", "Max");
    case AggregateFunction::Count:
        return QCoreApplication::translate("AggregateFunction", "Count");
    }
    return {};
}

} // namespace tidemark
