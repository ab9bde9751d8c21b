// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/message_center.h"

#include <utility>

namespace tidemark {

void MessageCenter::post(Message message)
{
    message.at = QDateTime::currentDateTime();
    const bool isRepeated = !m_messages.isEmpty() && m_messages.first().text == message.text &&
                            m_messages.first().kind == message.kind;
    if (isRepeated) {
        message.times = m_messages.first().times + 1;
        m_messages.first() = std::move(message);
    } else {
        m_messages.prepend(std::move(message));
        if (m_messages.size() > kCapacity)
            m_messages.removeLast();
    }
    Q_EMIT posted();
}

QString shownText(const Message &message)
{
    if (message.times < 2)
        return message.text;
    return MessageCenter::tr("%1 (%n times)", nullptr, message.times).arg(message.text);
}

} // namespace tidemark
