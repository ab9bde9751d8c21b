// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/message_center.h"

#include <algorithm>
#include <utility>

namespace tidemark {

namespace {

/// A failure may come in turn with others; what went well is only counted in a row.
bool isFailure(Message::Kind kind)
{
    return kind == Message::Kind::Bad || kind == Message::Kind::Caution;
}

} // namespace

void MessageCenter::post(Message message)
{
    add(std::move(message));
    Q_EMIT posted();
}

void MessageCenter::postAll(std::vector<Message> messages)
{
    if (messages.empty())
        return;
    for (Message &message : messages)
        add(std::move(message));
    Q_EMIT posted();
}

void MessageCenter::add(Message message)
{
    message.at = QDateTime::currentDateTime();
    const qsizetype reach = isFailure(message.kind) ? m_messages.size() : 1;
    for (qsizetype i = 0; i < std::min(reach, m_messages.size()); ++i) {
        if (m_messages[i].text != message.text || m_messages[i].kind != message.kind)
            continue;
        message.times = m_messages[i].times + 1;
        m_messages.removeAt(i);
        break;
    }
    m_messages.prepend(std::move(message));
    if (m_messages.size() > kCapacity)
        m_messages.removeLast();
}

QString shownText(const Message &message)
{
    if (message.times < 2)
        return message.text;
    return MessageCenter::tr("%1 (%n times)", nullptr, message.times).arg(message.text);
}

} // namespace tidemark
