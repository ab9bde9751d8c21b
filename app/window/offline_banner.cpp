// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/offline_banner.h"

#include "model/core/plural_count.h"
#include "model/items/source_board.h"
#include "model/items/source_words.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

OfflineBanner::OfflineBanner(const theme::Theme &theme, const Formatter &formatter, QWidget *parent)
    : QFrame(parent)
    , m_formatter(formatter)
    , m_text(new QLabel(this))
    , m_retry(new QPushButton(tr("Retry now"), this))
    , m_details(new QPushButton(tr("Details"), this))
    , m_dismiss(new QPushButton(tr("Work offline"), this))
{
    setObjectName(u"offlineBanner"_s);
    setProperty("bar", true);
    setAccessibleName(tr("A source cannot be reached"));
    auto *icon = new QLabel(this);
    const auto drawIcon = [&theme, icon] {
        icon->setPixmap(theme::stateIcon(theme, theme::StateColor::Caution).pixmap(16));
    };
    drawIcon();
    connect(&theme, &theme::Theme::changed, icon, drawIcon);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 3, 6, 3);
    layout->addWidget(icon);
    layout->addWidget(m_text, 1);
    for (QPushButton *button : {m_details, m_retry, m_dismiss}) {
        button->setProperty("variant", u"link"_s);
        layout->addWidget(button);
    }
    showDetailsButton();
    connect(m_details, &QPushButton::clicked, this, [this] {
        if (m_isOpen)
            QGuiApplication::clipboard()->setText(m_text->text());
        else
            openDetails();
    });
    connect(m_retry, &QPushButton::clicked, this, [this] {
        for (const SourceLink &link : m_board->links())
            if (link.delivery.state == DeliveryState::Retrying)
                m_links->sendNow(link.source.id);
    });
    connect(m_dismiss, &QPushButton::clicked, this, [this] {
        for (auto source = m_away.keyBegin(); source != m_away.keyEnd(); ++source)
            m_dismissed.insert(*source);
        showBoard();
    });
    hide();
}

void OfflineBanner::setSources(SourceBoard *board, SourceLinks *links)
{
    if (m_board) {
        disconnect(m_board, nullptr, this, nullptr);
        if (std::exchange(m_isCounting, false))
            m_board->endCountdown();
    }
    m_board = board;
    m_links = links;
    m_away.clear();
    m_dismissed.clear();
    if (m_board) {
        connect(m_board, &SourceBoard::linksChanged, this, &OfflineBanner::showBoard);
        connect(m_board, &SourceBoard::linkChanged, this, &OfflineBanner::showBoard);
        connect(m_board, &SourceBoard::countedDown, this, &OfflineBanner::showBoard);
    }
    showBoard();
}

// An attempt is no answer yet: what the person knows stays known while it lasts.
bool OfflineBanner::isAway(const SourceLink &link) const
{
    const DeliveryStatus &now = link.delivery;
    if (now.state != DeliveryState::Sending)
        return !now.isReachable;
    const auto known = m_away.constFind(link.source.id.value());
    return known != m_away.cend() && now.sent + now.refused == known->answered;
}

std::vector<const SourceLink *> OfflineBanner::follow()
{
    std::vector<const SourceLink *> offline;
    QHash<qint64, Away> away;
    for (const SourceLink &link : m_board->links()) {
        const qint64 id = link.source.id.value();
        const DeliveryStatus &now = link.delivery;
        if (!isAway(link)) {
            m_dismissed.remove(id);
            continue;
        }
        away.insert(id, now.state == DeliveryState::Sending
                            ? m_away.value(id)
                            : Away{now.error, now.sent + now.refused});
        if (!m_dismissed.contains(id))
            offline.push_back(&link);
    }
    m_away = std::move(away);
    return offline;
}

void OfflineBanner::showBoard()
{
    const auto offline = m_board ? follow() : std::vector<const SourceLink *>();
    const bool isShown = !offline.empty();
    if (m_board && isShown != m_isCounting) {
        m_isCounting = isShown;
        isShown ? m_board->beginCountdown() : m_board->endCountdown();
    }
    setVisible(isShown);
    if (isShown)
        showOffline(offline);
}

void OfflineBanner::showOffline(const std::vector<const SourceLink *> &offline)
{
    const SourceLink &first = *offline.front();
    const std::optional<Error> error = m_away.value(first.source.id.value()).error;
    const QString reason =
        error ? error->message : tr("%1 cannot be reached.").arg(first.source.name);
    std::int64_t waiting = 0;
    for (const SourceLink &link : m_board->links())
        if (m_away.contains(link.source.id.value()))
            waiting += link.delivery.counts.waiting;
    const int count = pluralCount(waiting);
    QString text =
        waiting > 0
            ? tr("%1 Your data is safe in the local store; %Ln item(s) wait.", nullptr, count)
                  .arg(reason)
            : tr("%1 Your data is safe in the local store; nothing waits.").arg(reason);
    const auto isAny = [&offline](DeliveryState state) {
        return std::any_of(offline.begin(), offline.end(), [state](const SourceLink *link) {
            return link->delivery.state == state;
        });
    };
    m_retry->setVisible(isAny(DeliveryState::Retrying) || isAny(DeliveryState::Sending));
    allowRetry(isAny(DeliveryState::Retrying));
    if (const auto left = m_board->nextIn(first.source.id))
        text += u' ' % tr("Next attempt in %1.").arg(countdownText(*left, m_formatter));
    if (offline.size() > 1)
        text += u' ' % tr("%n more source(s) cannot be reached either.", nullptr,
                          static_cast<int>(offline.size()) - 1);
    if (const QString detail = error ? error->detail : QString(); detail != m_detail) {
        m_detail = detail;
        m_isOpen = false;
        showDetailsButton();
    }
    m_text->setText(m_isOpen ? QString(text % u'\n' % m_detail) : text);
    setAccessibleDescription(text);
}

// Disabled it loses the keyboard's focus, and gets it again unless a person took it elsewhere.
void OfflineBanner::allowRetry(bool isAllowed)
{
    const QWidget *focused = window()->focusWidget();
    if (!isAllowed && focused == m_retry) {
        m_retry->setEnabled(false);
        m_lentFocus = window()->focusWidget();
        return;
    }
    m_retry->setEnabled(isAllowed);
    if (!isAllowed)
        return;
    if (m_lentFocus && m_lentFocus == focused)
        m_retry->setFocus(Qt::OtherFocusReason);
    m_lentFocus.clear();
}

void OfflineBanner::openDetails()
{
    m_isOpen = true;
    showDetailsButton();
    showBoard();
}

void OfflineBanner::showDetailsButton()
{
    m_details->setText(m_isOpen ? tr("Copy") : tr("Details"));
    m_details->setAccessibleName(m_isOpen ? tr("Copy the message and its technical details")
                                          : tr("Show technical details"));
    m_details->setToolTip(m_isOpen ? tr("Copy this message and its technical text")
                                   : tr("Show the technical text of this message"));
    m_details->setVisible(!m_detail.isEmpty()); // until there are some it has nothing to show
}

void OfflineBanner::focusFirst()
{
    const bool canRetry = !m_retry->isHidden() && m_retry->isEnabled();
    (canRetry ? m_retry : m_dismiss)->setFocus(Qt::ShortcutFocusReason);
}

} // namespace tidemark
