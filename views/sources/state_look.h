// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/delivery_status.h"
#include "model/ports/receiver_links.h"
#include "views/theme/palette.h"

#include <QString>

class QLabel;

namespace tidemark {

/// The colour of what goes on with a source, always beside its words (H7).
[[nodiscard]] theme::StateColor deliveryColor(const DeliveryStatus &status);

/// The same of a receiver.
[[nodiscard]] theme::StateColor receiverColor(const ReceiverLink &link);

/// Shows a line in the tone of a state, or takes no room while it is empty.
void showToned(QLabel *label, const QString &text, const QString &tone);

} // namespace tidemark
