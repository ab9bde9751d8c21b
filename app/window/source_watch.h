// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/message_center.h"
#include "model/domain/delivery_status.h"
#include "model/items/source_board.h"

#include <QHash>
#include <QObject>

#include <cstdint>
#include <functional>

namespace tidemark {

/// Tells as messages what a person would want to know of sources and did not ask for: that one
/// answers again and what became of what waited (S6), that one needs a person, and that items were
/// not taken or changed on both sides. Never opens a dialog (S9). GUI thread.
class SourceWatch final : public QObject
{
    Q_OBJECT

public:
    /// Loans that outlive it; `showSources` and `showAttention` are what the messages offer.
    SourceWatch(const SourceBoard &board, MessageCenter &messages,
                std::function<void()> showSources, std::function<void(SourceId)> showAttention);

private:
    /// What a source took and did not take, as DeliveryStatus counts it.
    struct Tally
    {
        std::int64_t sent = 0;
        std::int64_t refused = 0;
    };
    struct Known
    {
        DeliveryState state = DeliveryState::Off;
        std::int64_t attention = 0;
        std::int64_t refused = 0;
        bool isAway = false; ///< since it could not be reached, until it answers
        Tally before = {};   ///< when it went away
    };

    [[nodiscard]] static Known asFirstSeen(const SourceLink &link);
    void readAll();
    void readOne(SourceId source);
    void follow(const SourceLink &link, Known &known);
    void tellResult(const SourceLink &link, const Tally &result);
    void tellPaused(const SourceLink &link);
    /// Items that need a person: by a refusal, or by what a fetch or another program found.
    void tellAttention(const SourceLink &link, std::int64_t more, bool wereRefused);

    const SourceBoard &m_board;
    MessageCenter &m_messages;
    std::function<void()> m_showSources;
    std::function<void(SourceId)> m_showAttention;
    QHash<qint64, Known> m_known;
};

} // namespace tidemark
