// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/actions/command_palette.h"

#include <QAbstractListModel>

#include <vector>

namespace tidemark {

/// The palette's rows: all entries, or those that match the typed letters, best first.
class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        KindRole = Qt::UserRole,
        ShortcutRole,
        BlockedRole,
    };

    explicit PaletteModel(QList<PaletteEntry> entries, QObject *parent = nullptr);

    void search(const QString &text);
    /// Further entries, as if they had been there from the start.
    void add(const QList<PaletteEntry> &entries);
    [[nodiscard]] const PaletteEntry *entry(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<PaletteEntry> m_entries;
    QString m_text;                ///< searched for last
    std::vector<qsizetype> m_rows; ///< places in m_entries
};

} // namespace tidemark
