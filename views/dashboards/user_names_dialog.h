// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/user_names.h"

#include <QDialog>

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
    /// `ids`: those that the store knows, in the order in which they are shown. Users who have a
    /// name are listed too.
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

    QTableWidget *m_users;
    QLineEdit *m_identity;
    MessageStrip *m_strip;
};

} // namespace tidemark
