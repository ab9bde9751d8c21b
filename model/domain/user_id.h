// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark {

/// The id under which a monitor shows a user: the UUID (version 5) of the text that identifies the
/// user, such as a name or an API key, in the namespace that the NeMo Agent Toolkit uses
/// (collectors 2.4). Lower case, without braces. Any thread.
[[nodiscard]] QString userIdOf(const QString &identity);

} // namespace tidemark
