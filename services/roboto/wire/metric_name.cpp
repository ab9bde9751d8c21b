// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/metric_name.h"

#include "services/roboto/wire/limits.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct NameText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::MetricName)
};

bool isAllowed(QChar c)
{
    const bool isLetter = (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z');
    return isLetter || (c >= u'0' && c <= u'9') || c == u'-' || c == u'.' || c == u'_' || c == u'~';
}

tl::unexpected<Error> refusal(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message, u"roboto.metricName"_s);
}

} // namespace

Result<void> checkMetricName(QStringView name)
{
    if (name.isEmpty())
        return refusal(NameText::tr("A metric name cannot be empty."));
    if (!std::all_of(name.begin(), name.end(), isAllowed))
        return refusal(NameText::tr("A metric name may contain only A-Z a-z 0-9 - . _ ~"));
    if (name.size() > kMetricNameMaxBytes)
        return refusal(NameText::tr("A metric name has at most %1 bytes. Shorten it.")
                           .arg(kMetricNameMaxBytes));
    if (name == u"." || name == u"..")
        return refusal(NameText::tr("A metric cannot be called \".\" or \"..\"."));
    return {};
}

} // namespace tidemark::roboto
