// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ingest/series_quota.h"

#include <QCoreApplication>

namespace tidemark::ingest {
namespace {

struct QuotaText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ingest::SeriesQuota)
};

} // namespace

QString refusalText(SeriesRefusal refusal)
{
    switch (refusal) {
    case SeriesRefusal::Names:
        return QuotaText::tr("too many names");
    case SeriesRefusal::TagSets:
        return QuotaText::tr("too many sets of tags of one name");
    case SeriesRefusal::Series:
        return QuotaText::tr("too many series");
    case SeriesRefusal::Count:
        break;
    }
    return {};
}

std::optional<SeriesRefusal> SeriesQuota::take(const QString &name)
{
    const auto known = m_names.find(name);
    const bool isNew = known == m_names.end();
    if (isNew && static_cast<std::size_t>(m_names.size()) >= m_limits.names)
        return SeriesRefusal::Names;
    if (!isNew && *known >= m_limits.tagSets)
        return SeriesRefusal::TagSets;
    if (m_series >= m_limits.series)
        return SeriesRefusal::Series;
    if (isNew)
        m_names.insert(name, 1);
    else
        ++*known;
    ++m_series;
    return std::nullopt;
}

bool SeriesQuota::release(const QString &name)
{
    const auto known = m_names.find(name);
    Q_ASSERT(known != m_names.end());
    --m_series;
    if (--*known > 0)
        return false;
    m_names.erase(known);
    return true;
}

} // namespace tidemark::ingest
