// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/record_changes.h"

#include <QByteArray>
#include <QJsonObject>
#include <QSet>

namespace tidemark {

/// The corrections of a waiting change with their records as they were, for the session file: an
/// object of JSON, which is made at the first call and left in Waiting::kept. Empty for a change of
/// new records, or where it is not known how the records were.
[[nodiscard]] QByteArray keptText(const RecordChanges::Waiting &waiting);
/// Back again. Edits name no records: their ids are to be looked up by the uids in
/// RecordChange::before, which is in step with them. What cannot be read is left out.
[[nodiscard]] RecordChanges::Waiting waitingFrom(const QJsonObject &object);
/// The uids of the metrics that a kept change is about.
[[nodiscard]] QSet<QString> metricsIn(const QJsonObject &object);

} // namespace tidemark
