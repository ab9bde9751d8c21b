// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/remote.h"

#include <QString>

#include <optional>
#include <vector>

namespace tidemark::mirror {

/// What the values of a metric amount to month by month, as one text: count and sum, both computed
/// by the source. A source cannot be asked what was published since some time, but months whose
/// count and sum are as they were need not be read again. What that misses: see SourceFetch.
[[nodiscard]] QString digestOf(const std::vector<RemoteBucket> &months);
/// The begin of the first month in which both differ; nothing where they are equal. A text that
/// digestOf() did not make differs from the beginning of time on.
[[nodiscard]] std::optional<Timestamp> firstDifference(const QString &before, const QString &now);

} // namespace tidemark::mirror
