// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/tags.h"

#include <QStringList>

namespace tidemark::exchange {

/// Tags in one cell: `env=prod;region=eu`, in key order, with `\` before each `\`, `=` and `;` of a
/// key or value. Any thread.
[[nodiscard]] QString tagText(const TagMap &tags);
/// Errors: InvalidArgument for a part without `=`, an empty key or value, or a key given twice.
[[nodiscard]] Result<TagMap> parseTags(QStringView text);

/// Names in one cell, separated and escaped as tags are.
[[nodiscard]] QString listText(const QStringList &names);

} // namespace tidemark::exchange
