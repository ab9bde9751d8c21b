// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/source_watch.h"

#include <QPointer>

#include <algorithm>
#include <limits>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

int plural(std::int64_t count)
{
    return static_cast<int>(std::min<std::int64_t>(count, std::numeric_limits<int>::max()));
}

/// Neither on the way nor about to be tried again: what came of it is known.
bool isSettled(DeliveryState state)
{
    return state != DeliveryState::Sending && state != DeliveryState::Retrying;
}

} // namespace

SourceWatch::SourceWatch(const SourceBoard &board, MessageCenter &messages,
                         std::function<void()> showSources,
                         std::function<void(SourceId)> showAttention)
    : m_board(board)
    , m_messages(messages)
    , m_showSources(std::move(showSources))
    , m_showAttention(std::move(showAttention))
{
    connect(&board, &SourceBoard::linksChanged, this, &SourceWatch::readAll);
    connect(&board, &SourceBoard::linkChanged, this, &SourceWatch::readOne);
    readAll();
}

void SourceWatch::readAll()
{
    QHash<qint64, Known> known;
    for (const SourceLink &link : m_board.links()) {
        const qint64 id = link.source.id.value();
        // What was so when the store was opened is no news.
        known.insert(id, m_known.value(id, {link.delivery.state, link.delivery.counts.attention}));
    }
    m_known = std::move(known);
}

void SourceWatch::readOne(SourceId source)
{
    const SourceLink *link = m_board.find(source);
    const auto known = m_known.find(source.value());
    if (!link || known == m_known.end())
        return;
    const DeliveryStatus &now = link->delivery;
    if (now.state == DeliveryState::Retrying)
        known->offline = now.counts;
    if (now.state == DeliveryState::Paused && known->state != DeliveryState::Paused)
        tellPaused(*link);
    known->state = now.state;
    if (!isSettled(now.state))
        return;
    const std::int64_t more =
        now.counts.attention - std::exchange(known->attention, now.counts.attention);
    const auto before = std::exchange(known->offline, std::nullopt);
    if (before && now.state != DeliveryState::Paused)
        tellResult(*link, *before);
    else if (more > 0)
        tellAttention(*link, more);
}

void SourceWatch::tellResult(const SourceLink &link, const OutboxCounts &before)
{
    const OutboxCounts &now = link.delivery.counts;
    const std::int64_t failed = std::max<std::int64_t>(0, now.attention - before.attention);
    const std::int64_t sent = std::max<std::int64_t>(0, before.waiting - now.waiting - failed);
    QString text =
        tr("%1 answers again: %Ln item(s) sent", nullptr, plural(sent)).arg(link.source.name);
    Message message{failed > 0 ? Message::Kind::Caution : Message::Kind::Good, {}};
    if (failed > 0) {
        text += u", "_s % tr("%Ln not taken", "items", plural(failed));
        message.actionText = tr("Show them");
        message.action = [show = m_showAttention, source = link.source.id] { show(source); };
    }
    message.text = text % u'.';
    m_messages.post(message);
}

void SourceWatch::tellPaused(const SourceLink &link)
{
    Message message{Message::Kind::Bad, {}};
    message.text =
        tr("%1 is paused: %2", "a source and why")
            .arg(link.source.name, link.delivery.error ? link.delivery.error->message : QString());
    message.detail = link.delivery.error ? link.delivery.error->detail : QString();
    message.actionText = tr("Show sources");
    message.action = m_showSources;
    m_messages.post(message);
}

void SourceWatch::tellAttention(const SourceLink &link, std::int64_t more)
{
    Message message{Message::Kind::Caution, {}};
    message.text = tr("%1 did not take %Ln item(s).", nullptr, plural(more)).arg(link.source.name);
    message.actionText = tr("Show them");
    message.action = [show = m_showAttention, source = link.source.id] { show(source); };
    m_messages.post(message);
}

} // namespace tidemark
