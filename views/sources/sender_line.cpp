// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/sender_line.h"

#include "model/items/receiver_words.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

SenderLine::SenderLine(QWidget *parent)
    : QWidget(parent)
    , m_line(new QLineEdit(this))
    , m_help(new QLabel(this))
{
    m_line->setReadOnly(true);
    m_line->setAccessibleName(tr("Setting of the program that sends"));
    m_help->setWordWrap(true);
    m_help->setProperty("tone", u"muted"_s);
    auto *copy = new QPushButton(tr("Co&py"), this);
    copy->setToolTip(tr("Copies this setting"));
    copy->setAutoDefault(false);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    line->addWidget(m_line, 1);
    line->addWidget(copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addLayout(line);
    layout->addWidget(m_help);
    setFocusProxy(m_line);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_line->text()); });
}

void SenderLine::setReceiver(ReceiverKind kind, const QString &address)
{
    const QString text = address.isEmpty() ? QString() : senderLine(kind, address);
    if (m_line->text() != text) {
        m_line->setText(text);
        m_line->setCursorPosition(0);
    }
    m_help->setText(senderHelp(kind));
    setVisible(!text.isEmpty());
}

void SenderLine::clear()
{
    m_line->clear();
    hide();
}

QString SenderLine::text() const
{
    return m_line->text();
}

} // namespace tidemark
