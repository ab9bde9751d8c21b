// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/source_status.h"

#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/items/source_board.h"
#include "model/items/source_words.h"
#include "views/sources/state_look.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kNameMaxLength = 24;

/// How much a state wants to be seen, the most urgent highest.
int urgency(const DeliveryStatus &status)
{
    switch (status.state) {
    case DeliveryState::Paused:
        return 6;
    case DeliveryState::Retrying:
        return 5;
    case DeliveryState::Sending:
        return 4;
    case DeliveryState::Waiting:
        return 3;
    case DeliveryState::Elsewhere:
        return 2;
    case DeliveryState::Idle:
        return 1;
    case DeliveryState::Off:
        break;
    }
    return 0;
}

/// Of two that are as urgent, the one that cannot be reached.
bool isLessUrgent(const SourceLink &a, const SourceLink &b)
{
    const int difference = urgency(a.delivery) - urgency(b.delivery);
    return difference < 0 || (difference == 0 && a.delivery.isReachable && !b.delivery.isReachable);
}

/// Whether the state's word is the number that waits.
bool saysWhatWaits(const DeliveryStatus &status)
{
    return status.state == DeliveryState::Sending ||
           (status.state == DeliveryState::Waiting && status.isReachable &&
            status.counts.waiting > 0);
}

} // namespace

SourceStatus::SourceStatus(const theme::Theme &theme, const Formatter &formatter, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
    , m_formatter(formatter)
{
    setObjectName(u"sourceStatus"_s);
    setProperty("variant", u"flat"_s);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setFocusPolicy(Qt::StrongFocus);
    connect(&m_theme, &theme::Theme::changed, this, &SourceStatus::drawIcon);
    hide();
}

void SourceStatus::setBoard(const SourceBoard *board)
{
    if (m_board)
        disconnect(m_board, nullptr, this, nullptr);
    m_board = board;
    if (m_board) {
        connect(m_board, &SourceBoard::linksChanged, this, &SourceStatus::showBoard);
        connect(m_board, &SourceBoard::linkChanged, this, &SourceStatus::showBoard);
    }
    showBoard();
}

void SourceStatus::showBoard()
{
    if (!m_board || m_board->links().empty()) {
        hide();
        return;
    }
    const auto &links = m_board->links();
    const SourceLink &worst = *std::max_element(links.begin(), links.end(), isLessUrgent);
    const OutboxCounts totals = m_board->totals();
    DeliveryStatus shown = worst.delivery;
    if (shown.state == DeliveryState::Waiting)
        shown.counts = totals; // all sources wait alike
    QStringList parts{deliveryWord(shown)};
    if (totals.waiting > 0 && !saysWhatWaits(shown))
        parts << tr("%Ln waiting", "items", pluralCount(totals.waiting));
    if (totals.attention > 0)
        parts << tr("%Ln need(s) attention", nullptr, pluralCount(totals.attention));
    QString name = links.size() == 1 ? worst.source.name : tr("Sources");
    if (name.size() > kNameMaxLength)
        name = name.left(kNameMaxLength - 1) % u'…';
    const QString text = tr("%1: %2", "source and its state").arg(name, parts.join(u", "_s));
    setText(u' ' % text); // a little air after the icon
    QStringList lines;
    for (const SourceLink &link : links) {
        QString line = tr("%1: %2", "source and its state")
                           .arg(link.source.name, deliveryText(link.delivery, {}, m_formatter));
        if (link.delivery.counts.attention > 0)
            line += u", "_s % tr("%Ln need(s) attention", nullptr,
                                 pluralCount(link.delivery.counts.attention));
        lines << line;
    }
    setToolTip(lines.join(u'\n'));
    setAccessibleName(text);
    setAccessibleDescription(tr("Opens the page about sources"));
    shown.counts = totals;
    m_color = deliveryColor(shown);
    drawIcon();
    show();
}

void SourceStatus::drawIcon()
{
    if (m_color)
        setIcon(theme::stateIcon(m_theme, *m_color));
}

} // namespace tidemark
