// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/receiver.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace tidemark {

/// What is received into which store, by the store's path. It is kept with the program and not in
/// stores, so that opening one that came from somebody else opens no port.
using ReceiverPlans = QMap<QString, std::vector<ReceiverPlan>>;

/// One line of JSON for each store with receivers.
[[nodiscard]] QStringList linesOf(const ReceiverPlans &plans);

/// Reads linesOf(). A line that names no store is left out. A receiver that makes no sense is there
/// all the same, switched off, and says why (ReceiverPlan::fault).
[[nodiscard]] ReceiverPlans receiversFrom(const QStringList &lines);

} // namespace tidemark
