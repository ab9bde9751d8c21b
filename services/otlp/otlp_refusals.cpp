// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_refusals.h"

#include <QCoreApplication>
#include <QStringList>

#include <numeric>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

struct RefusalText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::otlp::OtlpRefusal)
};

// As it goes to the sender, hence in English.
const char *reasonText(OtlpRefusal reason)
{
    switch (reason) {
    case OtlpRefusal::Name:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "a metric without a name of 1 to 255 bytes");
    case OtlpRefusal::Time:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal", "no time within int64");
    case OtlpRefusal::Future:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal", "a time more than a day ahead");
    case OtlpRefusal::Value:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal", "no finite value");
    case OtlpRefusal::Temporality:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "a temporality that is neither delta nor cumulative");
    case OtlpRefusal::AttributeKeys:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "an attribute key that is empty or given twice");
    case OtlpRefusal::Attributes:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "more than 63 attributes, or one longer than 4096 bytes");
    case OtlpRefusal::Bounds:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal", "bounds that do not rise");
    case OtlpRefusal::BucketNumber:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "bucket counts that are not one more than the bounds");
    case OtlpRefusal::BucketSum:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "buckets that do not add up to the count");
    case OtlpRefusal::Scale:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "a scale outside -10 to 20, or buckets beyond all doubles");
    case OtlpRefusal::Quantiles:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "quantiles that do not rise from 0 to 1, or more than 32");
    case OtlpRefusal::Order:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "a delta that is not after the one before it");
    case OtlpRefusal::OtherKind:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "a name that a metric of another kind or unit has, or a part of "
                                 "one");
    case OtlpRefusal::Senders:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "one more sender of the same series at once than 17; give each a "
                                 "service.instance.id");
    case OtlpRefusal::Buckets:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal", "more than 2048 buckets");
    case OtlpRefusal::Memory:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "one more set of attributes than there is memory for (64 MiB)");
    case OtlpRefusal::TagSets:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "one more set of attributes than a metric may have (2000)");
    case OtlpRefusal::Names:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "one more metric than is taken (10000)");
    case OtlpRefusal::Series:
        return QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                                 "one more series than is taken (100000)");
    case OtlpRefusal::Count:
        break;
    }
    return "";
}

constexpr const char *kAheadText =
    QT_TRANSLATE_NOOP("tidemark::otlp::OtlpRefusal",
                      "with a time more than 10 s ahead of this computer's clock; what "
                      "they add to totals is told as of when they came. Set the clock "
                      "of whoever sends them, or this one");

} // namespace

QString aheadText()
{
    return RefusalText::tr(kAheadText);
}

QString refusalText(OtlpRefusal reason)
{
    return RefusalText::tr(reasonText(reason));
}

OtlpRefusals &OtlpRefusals::operator+=(const OtlpRefusals &other)
{
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i] += other.m_counts[i];
    m_ahead += other.m_ahead;
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
            parts.append(u"%1 for %2"_s.arg(m_counts[i])
                             .arg(QLatin1StringView(reasonText(static_cast<OtlpRefusal>(i)))));
    }
    QStringList sentences;
    if (!parts.isEmpty())
        sentences.append(u"Data points refused: %1."_s.arg(parts.join(u"; "_s)));
    if (m_ahead > 0)
        sentences.append(
            u"Data points taken: %1 %2."_s.arg(m_ahead).arg(QLatin1StringView(kAheadText)));
    return sentences.join(u' ');
}

} // namespace tidemark::otlp
