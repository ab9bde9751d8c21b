// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/period.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Period)
};

} // namespace

QString periodId(Period period)
{
    switch (period) {
    case Period::Daily:
        return u"daily"_s;
    case Period::Weekly:
        return u"weekly"_s;
    case Period::Monthly:
        return u"monthly"_s;
    case Period::Quarterly:
        return u"quarterly"_s;
    case Period::Yearly:
        break;
    }
    return u"yearly"_s;
}

Result<Period> periodFromId(QStringView id)
{
    for (const Period period : kAllPeriods) {
        if (id.compare(periodId(period), Qt::CaseInsensitive) == 0)
            return period;
    }
    return failure(
        ErrorCode::InvalidArgument,
        Text::tr("\"%1\" is not a period. Use daily, weekly, monthly, quarterly or yearly.")
            .arg(id));
}

QString periodName(Period period)
{
    switch (period) {
    case Period::Daily:
        return Text::tr("Daily");
    case Period::Weekly:
        return Text::tr("Weekly");
    case Period::Monthly:
        return Text::tr("Monthly");
    case Period::Quarterly:
        return Text::tr("Quarterly");
    case Period::Yearly:
        break;
    }
    return Text::tr("Yearly");
}

QString periodUnitName(Period period)
{
    switch (period) {
    case Period::Daily:
        return Text::tr("Day");
    case Period::Weekly:
        return Text::tr("Week");
    case Period::Monthly:
        return Text::tr("Month");
    case Period::Quarterly:
        return Text::tr("Quarter");
    case Period::Yearly:
        break;
    }
    return Text::tr("Year");
}

} // namespace tidemark
