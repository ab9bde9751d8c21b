// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/state_look.h"

#include <QLabel>
#include <QStyle>

namespace tidemark {

theme::StateColor deliveryColor(const DeliveryStatus &status)
{
    switch (status.state) {
    case DeliveryState::Paused:
        return theme::StateColor::Bad;
    case DeliveryState::Retrying:
        return status.trouble == DeliveryTrouble::Store ? theme::StateColor::Bad
                                                        : theme::StateColor::Caution;
    case DeliveryState::Off:
    case DeliveryState::Elsewhere:
        return status.counts.attention > 0 ? theme::StateColor::Caution : theme::StateColor::Info;
    case DeliveryState::Idle:
    case DeliveryState::Waiting:
    case DeliveryState::Sending:
        break;
    }
    return status.counts.attention > 0 || !status.isReachable ? theme::StateColor::Caution
                                                              : theme::StateColor::Good;
}

theme::StateColor receiverColor(const ReceiverLink &link)
{
    if (!link.plan.fault.isEmpty())
        return theme::StateColor::Caution;
    switch (link.state.status) {
    case ReceiverStatus::Failing:
        return theme::StateColor::Bad;
    case ReceiverStatus::Waiting:
        return theme::StateColor::Caution;
    case ReceiverStatus::Receiving:
        return theme::StateColor::Good;
    case ReceiverStatus::Starting:
    case ReceiverStatus::Stopped:
        break;
    }
    return theme::StateColor::Info;
}

void showToned(QLabel *label, const QString &text, const QString &tone)
{
    label->setText(text);
    if (label->property("tone").toString() != tone) {
        label->setProperty("tone", tone);
        label->style()->unpolish(label);
        label->style()->polish(label);
    }
    label->setVisible(!text.isEmpty());
}

} // namespace tidemark
