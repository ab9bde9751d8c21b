// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/source_watch.h"
#include "model/core/plural_count.h"

#include <QPointer>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Neither on the way nor about to be tried again: what came of it is known.
bool isSettled(DeliveryState state)
{
    return state != DeliveryState::Sending && state != DeliveryState::Retrying;
}

/// Nothing is known to be wrong: it sent what it could, or sends in its time.
bool isWell(const DeliveryStatus &status)
{
    return !status.error &&
           (status.state == DeliveryState::Idle || status.state == DeliveryState::Waiting);
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

SourceWatch::Known SourceWatch::asFirstSeen(const SourceLink &link)
{
    Known known;
    known.state = link.delivery.state;
    known.attention = link.delivery.counts.attention;
    known.refused = link.delivery.refused;
    return known;
}

void SourceWatch::readAll()
{
    QHash<qint64, Known> known;
    for (const SourceLink &link : m_board.links()) {
        const qint64 id = link.source.id.value();
        // What was so when the store was opened is no news, and before it is read nothing is.
        if (link.isRead)
            known.insert(id, m_known.value(id, asFirstSeen(link)));
    }
    m_known = std::move(known);
}

void SourceWatch::readOne(SourceId source)
{
    const SourceLink *link = m_board.find(source);
    if (!link || !link->isRead)
        return;
    const auto known = m_known.find(source.value());
    if (known != m_known.end())
        follow(*link, *known);
    else
        m_known.insert(source.value(), asFirstSeen(*link));
}

void SourceWatch::follow(const SourceLink &link, Known &known)
{
    const DeliveryStatus &now = link.delivery;
    const DeliveryState before = std::exchange(known.state, now.state);
    if (now.state == DeliveryState::Retrying && !std::exchange(known.isAway, true))
        known.before = {now.sent, now.refused};
    if (now.state == DeliveryState::Paused && before != DeliveryState::Paused)
        tellPaused(link);
    if (!isSettled(now.state))
        return;
    const std::int64_t more =
        now.counts.attention - std::exchange(known.attention, now.counts.attention);
    const std::int64_t refused = now.refused - std::exchange(known.refused, now.refused);
    // Only a sending that ended well is an answer; what a person or another program does is none.
    const bool hasAnswered = before == DeliveryState::Sending && isWell(now);
    const bool wasAway = known.isAway;
    if (hasAnswered || now.state == DeliveryState::Off || now.state == DeliveryState::Paused ||
        now.state == DeliveryState::Idle)
        known.isAway = false;
    const Tally result{now.sent - known.before.sent, now.refused - known.before.refused};
    if (wasAway && hasAnswered && (result.sent > 0 || result.refused > 0))
        tellResult(link, result);
    else if (more > 0)
        tellAttention(link, more, refused >= more);
}

void SourceWatch::tellResult(const SourceLink &link, const Tally &result)
{
    QString text = tr("%1 answers again: %Ln item(s) sent", nullptr, pluralCount(result.sent))
                       .arg(link.source.name);
    Message message{result.refused > 0 ? Message::Kind::Caution : Message::Kind::Good, {}};
    if (result.refused > 0) {
        text += u", "_s % tr("%Ln not taken", "items", pluralCount(result.refused));
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

void SourceWatch::tellAttention(const SourceLink &link, std::int64_t more, bool wereRefused)
{
    Message message{Message::Kind::Caution, {}};
    const int count = pluralCount(more);
    const QString text = wereRefused ? tr("%1 did not take %Ln item(s).", nullptr, count)
                                     : tr("%1: %Ln item(s) need(s) attention.", nullptr, count);
    message.text = text.arg(link.source.name);
    message.actionText = tr("Show them");
    message.action = [show = m_showAttention, source = link.source.id] { show(source); };
    m_messages.post(message);
}

} // namespace tidemark
