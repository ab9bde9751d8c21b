// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

namespace tidemark {

/// Follows a list of a remote page by page and notices one that has no end: it tells a place for
/// the second time, or one empty page after the other. One thread.
class PageWatch
{
public:
    /// A remote that filters after paging may have some with nothing on them.
    static constexpr int kMostEmpty = 100;

    /// Whether `next`, which a page of so many items named, may be asked for. Once false, the list
    /// cannot be read.
    [[nodiscard]] bool mayFollow(const QString &next, std::size_t items)
    {
        m_empty = items == 0 ? m_empty + 1 : 0;
        const qsizetype known = m_asked.size();
        m_asked.insert(next);
        return m_asked.size() > known && m_empty < kMostEmpty;
    }

private:
    QSet<QString> m_asked;
    int m_empty = 0; ///< pages in a row
};

} // namespace tidemark
