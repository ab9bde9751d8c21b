// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>

namespace tidemark {

/// The object as text that is the same for the same content: UTF-8, keys sorted, two spaces of
/// indent, LF, numbers in their shortest exact form, one line end at the end (B6). Any thread.
[[nodiscard]] QByteArray canonicalJson(const QJsonObject &object);

} // namespace tidemark
