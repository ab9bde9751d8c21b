// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox.h"

#include <QString>

namespace tidemark::store {

/// What became of a row in conflict here and on the source, and what to choose (R4), in sentences.
/// It is made anew each time the item is read, since the row here may change or go meanwhile.
/// `source`: its name. Any thread.
[[nodiscard]] QString conflictSentence(const OutboxItem &item, const QString &source);

} // namespace tidemark::store
