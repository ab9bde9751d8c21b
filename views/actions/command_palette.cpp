// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/actions/command_palette.h"

#include "views/actions/action_registry.h"
#include "views/actions/palette_model.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Title and kind at the left, shortcut or the reason of a blocked row at the right.
class PaletteDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        QStyleOptionViewItem row = option;
        initStyleOption(&row, index);
        row.text.clear();
        row.widget->style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);
        const QString blocked = index.data(PaletteModel::BlockedRole).toString();
        const QString right =
            blocked.isEmpty() ? index.data(PaletteModel::ShortcutRole).toString() : blocked;
        const bool chosen = row.state.testFlag(QStyle::State_Selected);
        const QPalette::ColorGroup group =
            blocked.isEmpty() ? QPalette::Active : QPalette::Disabled;
        const QColor text =
            row.palette.color(group, chosen ? QPalette::HighlightedText : QPalette::Text);
        const QColor muted = row.palette.color(QPalette::PlaceholderText);
        QRect area = row.rect.adjusted(kMargin, 0, -kMargin, 0);

        painter->save();
        painter->setPen(chosen ? text : muted);
        const QFontMetrics metrics(row.font);
        const int rightWidth = std::min(metrics.horizontalAdvance(right) + 2, area.width() / 2);
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter,
                          metrics.elidedText(right, Qt::ElideRight, rightWidth));
        area.setRight(area.right() - rightWidth - kMargin);
        painter->setPen(text);
        const QString title =
            metrics.elidedText(index.data().toString(), Qt::ElideMiddle, area.width());
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter, title);
        area.setLeft(area.left() + metrics.horizontalAdvance(title) + kMargin);
        painter->setPen(chosen ? text : muted);
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(index.data(PaletteModel::KindRole).toString(),
                                             Qt::ElideRight, std::max(0, area.width())));
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {option.rect.width(), option.fontMetrics.height() + kMargin};
    }

private:
    static constexpr int kMargin = 12;
};

QList<PaletteEntry> commandEntries(const ActionRegistry &actions)
{
    QList<PaletteEntry> entries;
    for (QAction *action : actions.actions()) {
        if (!action->isVisible())
            continue;
        QString title = action->text();
        title.remove(u'&');
        QString reason = actions.blockedReason(action);
        if (!action->isEnabled() && reason.isEmpty())
            reason = CommandPalette::tr("Not possible now.");
        entries.append({title, actions.area(action),
                        action->shortcut().toString(QKeySequence::NativeText), reason,
                        [action] { action->trigger(); }});
    }
    return entries;
}

} // namespace

CommandPalette::CommandPalette(const ActionRegistry &actions, QList<PaletteEntry> entries,
                               QWidget *parent)
    : QDialog(parent)
    , m_model(new PaletteModel(commandEntries(actions) + entries, this))
    , m_search(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_note(new QLabel(this))
{
    setWindowTitle(tr("Find a command, metric or dashboard"));
    setObjectName(u"commandPalette"_s);
    m_search->setPlaceholderText(tr("Type a few letters of a command, metric or dashboard"));
    m_search->setAccessibleName(tr("Find"));
    m_search->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setAccessibleName(tr("Matches"));
    m_list->setFocusPolicy(Qt::NoFocus); // the keys go to the search field
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_note->setWordWrap(true);
    m_note->setProperty("tone", u"muted"_s);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_note);
    resize(640, 440);

    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &CommandPalette::showReason);
    search({});
    m_search->setFocus();
}

void CommandPalette::addEntries(const QList<PaletteEntry> &entries)
{
    const QString chosen = m_list->currentIndex().data().toString();
    m_model->add(entries);
    int row = 0;
    while (row < m_model->rowCount() && m_model->index(row).data().toString() != chosen)
        ++row;
    m_list->setCurrentIndex(m_model->index(row < m_model->rowCount() ? row : 0));
    showReason();
}

QStringList CommandPalette::titles() const
{
    QStringList titles;
    for (int row = 0; row < m_model->rowCount(); ++row)
        titles.append(m_model->index(row).data().toString());
    return titles;
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            QApplication::sendEvent(m_list, event);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            runCurrent();
            return true;
        default:
            break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::search(const QString &text)
{
    m_model->search(text.trimmed());
    m_list->setCurrentIndex(m_model->index(0));
    showReason();
}

void CommandPalette::runCurrent()
{
    const PaletteEntry *chosen = m_model->entry(m_list->currentIndex());
    if (!chosen || !chosen->blocked.isEmpty())
        return;
    const std::function<void()> run = chosen->run;
    accept(); // first: the command may open a window of its own
    run();
}

void CommandPalette::showReason()
{
    const PaletteEntry *chosen = m_model->entry(m_list->currentIndex());
    if (!chosen)
        m_note->setText(tr("No match for \"%1\".").arg(m_search->text().trimmed()));
    else
        m_note->setText(chosen->blocked.isEmpty() ? tr("Enter runs it, Esc closes.")
                                                  : chosen->blocked);
}

} // namespace tidemark
