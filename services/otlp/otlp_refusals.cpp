// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_refusals.h"

#include <QStringList>

#include <numeric>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

// Messages of this file go to the sender, hence in English.
QString reasonText(OtlpRefusal reason)
{
    switch (reason) {
    case OtlpRefusal::Name:
        return u"a metric without a name of 1 to 255 bytes"_s;
    case OtlpRefusal::Time:
        return u"no time within int64"_s;
    case OtlpRefusal::Future:
        return u"a time more than a day ahead"_s;
    case OtlpRefusal::Value:
        return u"no finite value"_s;
    case OtlpRefusal::Temporality:
        return u"a temporality that is neither delta nor cumulative"_s;
    case OtlpRefusal::AttributeKeys:
        return u"an attribute key that is empty or given twice"_s;
    case OtlpRefusal::Attributes:
        return u"more than 64 attributes, or one longer than 4096 bytes"_s;
    case OtlpRefusal::Bounds:
        return u"bounds that do not rise"_s;
    case OtlpRefusal::BucketNumber:
        return u"bucket counts that are not one more than the bounds"_s;
    case OtlpRefusal::BucketSum:
        return u"buckets that do not add up to the count"_s;
    case OtlpRefusal::Scale:
        return u"a scale outside -10 to 20, or buckets beyond all doubles"_s;
    case OtlpRefusal::Quantiles:
        return u"quantiles that do not rise from 0 to 1, or more than 32"_s;
    case OtlpRefusal::Order:
        return u"a delta that is not after the one before it"_s;
    case OtlpRefusal::TagSets:
        return u"one more set of attributes than a metric may have"_s;
    case OtlpRefusal::Names:
        return u"one more metric than is taken"_s;
    case OtlpRefusal::Series:
        return u"one more series than is taken"_s;
    case OtlpRefusal::Count:
        break;
    }
    return {};
}

} // namespace

OtlpRefusals &OtlpRefusals::operator+=(const OtlpRefusals &other)
{
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i] += other.m_counts[i];
    return *this;
}

std::uint64_t OtlpRefusals::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), std::uint64_t{0});
}

QString OtlpRefusals::message() const
{
    QStringList parts;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        if (m_counts[i] > 0)
            parts.append(
                u"%1 for %2"_s.arg(m_counts[i]).arg(reasonText(static_cast<OtlpRefusal>(i))));
    }
    return parts.isEmpty() ? QString() : u"Data points refused: %1."_s.arg(parts.join(u"; "_s));
}

} // namespace tidemark::otlp
