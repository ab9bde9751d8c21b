// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_value.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace tidemark {

QJsonObject toJson(const TimeValue &value)
{
    // QJsonValue turns what is not finite into null.
    return QJsonObject{{u"timestamp"_s, qint64{value.timestamp.posixNs()}},
                       {u"value"_s, value.value}};
}

} // namespace tidemark
