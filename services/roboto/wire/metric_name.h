// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QStringView>

namespace tidemark::roboto {

/// What Roboto takes as the name of a metric: 1 to kMetricNameMaxBytes of `A-Z a-z 0-9 - . _ ~`,
/// but neither `.` nor `..`, which are steps of a path (roboto-api 2.3). Narrower than Tidemark's
/// own rule. Any thread. Errors: InvalidArgument with a sentence for the person.
[[nodiscard]] Result<void> checkMetricName(QStringView name);

} // namespace tidemark::roboto
