// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/user_names_dialog.h"

#include "model/domain/user_id.h"
#include "views/tables/message_strip.h"
#include "views/theme/headings.h"

#include <QAbstractButton>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kWidth_characters = 76;
constexpr int kHeight_lines = 24;

enum Column
{
    NameColumn,
    IdColumn,
    ColumnCount
};

} // namespace

UserNamesDialog::UserNamesDialog(const QStringList &ids, const UserNames &names,
                                 const theme::Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_ids(ids.begin(), ids.end())
    , m_users(new QTableWidget(0, ColumnCount, this))
    , m_identity(new QLineEdit(this))
    , m_strip(new MessageStrip(theme, this))
{
    setObjectName(u"userNamesDialog"_s);
    setWindowTitle(tr("Names of users"));
    buildLayout();
    const QStringList listed = ids.mid(0, kMostListed);
    for (const QString &id : listed)
        addUser({id, names.value(id)});
    for (auto name = names.cbegin(); name != names.cend(); ++name) {
        if (!listed.contains(name.key()))
            addUser({name.key(), name.value()});
    }
    if (listed.size() < ids.size())
        m_strip->showMessage(
            theme::StateColor::Info,
            tr("The first %1 of %2 users are listed. Find the others by their id.")
                .arg(locale().toString(listed.size()), locale().toString(ids.size())));
    resize(fontMetrics().averageCharWidth() * kWidth_characters,
           fontMetrics().height() * kHeight_lines);
    m_users->setCurrentCell(m_users->rowCount() > 0 ? 0 : -1, NameColumn);
    if (m_users->rowCount() > 0)
        m_users->setFocus(Qt::OtherFocusReason);
    else
        m_identity->setFocus(Qt::OtherFocusReason);
}

void UserNamesDialog::buildLayout()
{
    auto *text = new QLabel(tr("Servers tell of their users by ids. Charts and tables show the "
                               "name that you give to an id. Names stay on this computer; no store "
                               "and no export holds them."),
                            this);
    text->setWordWrap(true);
    m_users->setAccessibleName(tr("Users"));
    m_users->setHorizontalHeaderLabels({tr("Name"), tr("User id")});
    m_users->setSelectionMode(QAbstractItemView::SingleSelection);
    m_users->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                             QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_users->setTabKeyNavigation(false); // Tab leads on to the next control
    m_users->setShowGrid(false);
    m_users->verticalHeader()->hide();
    m_users->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_users->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    theme::keepHeadingsWhole(*m_users->horizontalHeader());
    auto *label = new QLabel(tr("&Find an id by what the user signs in with: a name, an e-mail "
                                "address, a session's cookie or a key. Nothing of it is kept."),
                             this);
    label->setWordWrap(true);
    label->setBuddy(m_identity);
    auto *find = new QPushButton(tr("Find"), this);
    find->setAutoDefault(false);
    auto *finding = new QHBoxLayout;
    finding->addWidget(m_identity, 1);
    finding->addWidget(find);
    auto *save = new QPushButton(tr("Save names"), this);
    save->setProperty("variant", u"primary"_s);
    save->setAutoDefault(false);
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(QDialogButtonBox::Cancel)->setAutoDefault(false);
    buttons->addButton(save, QDialogButtonBox::AcceptRole);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(m_users, 1);
    layout->addWidget(label);
    layout->addLayout(finding);
    layout->addWidget(m_strip);
    layout->addWidget(buttons);
    connect(m_users, &QTableWidget::itemChanged, m_strip, &MessageStrip::clear);
    connect(find, &QPushButton::clicked, this, &UserNamesDialog::find);
    connect(buttons, &QDialogButtonBox::accepted, this, &UserNamesDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void UserNamesDialog::addUser(const NamedUser &user)
{
    const int row = m_users->rowCount();
    m_users->insertRow(row);
    auto *id = new QTableWidgetItem(user.id);
    id->setFlags(id->flags() & ~Qt::ItemIsEditable);
    m_users->setItem(row, IdColumn, id);
    m_users->setItem(row, NameColumn, new QTableWidgetItem(user.name));
}

int UserNamesDialog::rowOf(const QString &id) const
{
    for (int row = 0; row < m_users->rowCount(); ++row) {
        if (m_users->item(row, IdColumn)->text() == id)
            return row;
    }
    return -1;
}

/// An id that is known is taken as it is.
void UserNamesDialog::find()
{
    const QString typed = m_identity->text().trimmed();
    if (typed.isEmpty())
        return;
    const bool isId = m_ids.contains(typed) || rowOf(typed) >= 0;
    const QString id = isId ? typed : userIdOf(typed);
    if (rowOf(id) < 0)
        addUser({id, {}});
    m_identity->setText({}); // unlike clear(), nothing brings it back
    editName(rowOf(id));
}

/// Enter finds an id where one is typed and presses a button that has the focus; else it saves.
void UserNamesDialog::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && m_identity->hasFocus())
        find();
    else if (auto *button = qobject_cast<QAbstractButton *>(focusWidget()); isEnter && button)
        button->click();
    else
        QDialog::keyPressEvent(event);
}

void UserNamesDialog::editName(int row)
{
    m_users->setFocus(Qt::OtherFocusReason);
    m_users->setCurrentCell(row, NameColumn);
    m_users->editItem(m_users->item(row, NameColumn));
}

void UserNamesDialog::save()
{
    std::vector<NamedUser> users;
    for (int row = 0; row < m_users->rowCount(); ++row)
        users.push_back(
            {m_users->item(row, IdColumn)->text(), m_users->item(row, NameColumn)->text()});
    const auto names = namesOf(users);
    if (!names) {
        m_strip->showError(names.error().error);
        m_users->setCurrentCell(names.error().row, NameColumn);
        return;
    }
    accept();
    Q_EMIT saved(*names);
}

} // namespace tidemark
