// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/actions/palette_model.h"

#include "model/core/fuzzy_matcher.h"

#include <QStringBuilder>

#include <algorithm>
#include <numeric>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

PaletteModel::PaletteModel(QList<PaletteEntry> entries, QObject *parent)
    : QAbstractListModel(parent)
    , m_entries(std::move(entries))
{
    search({});
}

void PaletteModel::search(const QString &text)
{
    m_text = text;
    const FuzzyMatcher matcher(text);
    std::vector<std::pair<int, qsizetype>> found;
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        // The kind is searched too, but a hit in the title counts more.
        const PaletteEntry &entry = m_entries[i];
        if (const auto inTitle = matcher.match(entry.title))
            found.emplace_back(inTitle->score, i);
        else if (const auto both = matcher.match(QString(entry.kind % u' ' % entry.title)))
            found.emplace_back(both->score / 2, i);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    beginResetModel();
    m_rows.clear();
    m_rows.reserve(found.size());
    for (const auto &[score, place] : found)
        m_rows.push_back(place);
    endResetModel();
}

void PaletteModel::add(const QList<PaletteEntry> &entries)
{
    m_entries += entries;
    search(m_text);
}

const PaletteEntry *PaletteModel::entry(const QModelIndex &index) const
{
    if (!index.isValid() || !checkIndex(index))
        return nullptr;
    return &m_entries[m_rows[static_cast<std::size_t>(index.row())]];
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    const PaletteEntry *found = entry(index);
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return found->title;
    case KindRole:
        return found->kind;
    case ShortcutRole:
        return found->shortcut;
    case BlockedRole:
        return found->blocked;
    case Qt::ToolTipRole:
        return found->blocked.isEmpty() ? QVariant() : QVariant(found->blocked);
    case Qt::AccessibleTextRole: {
        QString spoken = found->title % u", "_s % found->kind;
        if (!found->shortcut.isEmpty())
            spoken += u", "_s % found->shortcut;
        if (!found->blocked.isEmpty())
            spoken += u", "_s % found->blocked;
        return spoken;
    }
    default:
        return {};
    }
}

} // namespace tidemark
