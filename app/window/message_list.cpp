// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/message_list.h"

#include "app/window/message_center.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString kindText(Message::Kind kind)
{
    switch (kind) {
    case Message::Kind::Good:
        return MessageList::tr("Done");
    case Message::Kind::Caution:
        return MessageList::tr("Caution");
    case Message::Kind::Bad:
        return MessageList::tr("Problem");
    case Message::Kind::Info:
        break;
    }
    return MessageList::tr("Note");
}

void copyAll(const MessageCenter &messages)
{
    QString text;
    for (const Message &message : messages.messages()) {
        text += message.at.toString(Qt::ISODate) % u'\t' % shownText(message);
        if (!message.detail.isEmpty())
            text += u'\t' % message.detail;
        text += u'\n';
    }
    QGuiApplication::clipboard()->setText(text);
}

} // namespace

MessageList::MessageList(const MessageCenter &messages, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Messages"));
    setObjectName(u"messageList"_s);
    auto *list = new QTreeWidget(this);
    list->setHeaderLabels({tr("Time"), tr("Kind"), tr("Message")});
    list->setRootIsDecorated(false);
    list->setAccessibleName(tr("Messages, newest first"));
    for (const Message &message : messages.messages()) {
        auto *row = new QTreeWidgetItem(list, {locale().toString(message.at, QLocale::ShortFormat),
                                               kindText(message.kind), shownText(message)});
        row->setToolTip(2, message.detail);
    }
    list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    auto *nothing = new QLabel(tr("No messages since the start."), this);
    nothing->setAlignment(Qt::AlignCenter);
    list->setVisible(!messages.messages().isEmpty());
    nothing->setVisible(messages.messages().isEmpty());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *act = buttons->addButton(QString(), QDialogButtonBox::ActionRole);
    act->hide();
    QPushButton *copy = buttons->addButton(tr("Copy list"), QDialogButtonBox::ActionRole);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(list, 1);
    layout->addWidget(nothing, 1);
    layout->addWidget(buttons);
    resize(640, 400);
    // A question that was not answered in the strip can still be answered here.
    const QList<Message> shown = messages.messages();
    connect(list, &QTreeWidget::itemSelectionChanged, this, [list, act, shown] {
        const int row = list->currentIndex().row();
        const bool canAct = row >= 0 && !shown[row].actionText.isEmpty() &&
                            (!shown[row].canAct || shown[row].canAct());
        act->setText(canAct ? shown[row].actionText : QString());
        act->setVisible(canAct);
    });
    connect(act, &QPushButton::clicked, this, [this, list, shown] {
        const auto action = shown[list->currentIndex().row()].action;
        accept();
        if (action)
            action();
    });
    if (!messages.messages().isEmpty())
        list->setCurrentItem(list->topLevelItem(0));
    if (messages.messages().isEmpty())
        buttons->button(QDialogButtonBox::Close)->setFocus();
    else
        list->setFocus();
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copy, &QPushButton::clicked, this, [&messages] { copyAll(messages); });
}

} // namespace tidemark
