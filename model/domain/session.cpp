// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/session.h"

namespace tidemark {

using namespace Qt::StringLiterals;

QString timeFilterKey(TimeFilter filter)
{
    return filter == TimeFilter::SessionStart ? u"start_time"_s : u"end_time"_s;
}

std::optional<TimeFilter> timeFilterFromKey(QStringView key)
{
    if (key == "start_time"_L1)
        return TimeFilter::SessionStart;
    if (key == "end_time"_L1)
        return TimeFilter::SessionEnd;
    return std::nullopt;
}

} // namespace tidemark
