// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/user_names.h"

#include <QDialog>
#include <QSet>

class QLineEdit;
class QTableWidget;

namespace tidemark {

class MessageStrip;

namespace theme {
class Theme;
}

/// Gives names to the ids by which servers tell of their users. An id that is not listed is found
/// by what the user signs in with, of which nothing is kept. GUI thread.
class UserNamesDialog final : public QDialog
{
    Q_OBJECT

public:
    static constexpr qsizetype kMostListed = 1'000;

    /// `ids`: those that the store knows, in the order in which they are shown. Above kMostListed
    /// the others are found by their id. Users who have a name are listed in any case.
    UserNamesDialog(const QStringList &ids, const UserNames &names, const theme::Theme &theme,
                    QWidget *parent = nullptr);

Q_SIGNALS:
    void saved(const tidemark::UserNames &names);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildLayout();
    void addUser(const NamedUser &user);
    [[nodiscard]] int rowOf(const QString &id) const;
    void find();
    void editName(int row);
    void save();

    const QSet<QString> m_ids;
    QTableWidget *m_users;
    QLineEdit *m_identity;
    MessageStrip *m_strip;
};

} // namespace tidemark
