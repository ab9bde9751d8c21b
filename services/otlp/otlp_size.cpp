// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_size.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

struct SizeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::otlp::OtlpSize)
};

} // namespace

Error OtlpSize::error() const
{
    const auto tooMany = [](const QString &message) {
        return Error{ErrorCode::Overflow, message, u"otlp.size"_s};
    };
    if (m_points > kRequestPoints)
        return tooMany(
            SizeText::tr("The request has more than %1 data points. Send it in parts, for instance "
                         "by the batch size of the exporter.")
                .arg(kRequestPoints));
    if (m_parts > kRequestParts)
        return tooMany(
            SizeText::tr("The request has more than %1 attributes, values and other parts. Send it "
                         "in parts, or fewer attributes.")
                .arg(kRequestParts));
    return tooMany(SizeText::tr("The request has more than %1 bucket counts and bounds. Send it in "
                                "parts, or fewer buckets.")
                       .arg(kRequestNumbers));
}

} // namespace tidemark::otlp
