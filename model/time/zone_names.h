// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tidemark {

/// The one spelling of a zone's name: `UTC` for all names of UTC, others trimmed as they are.
[[nodiscard]] QString canonicalZoneId(QStringView id);
/// True for a name of the system's zone database or an offset such as `UTC+05:45`. QTimeZone alone
/// takes any word that looks like a rule. Reads a few bytes of a file for old names. Any thread.
[[nodiscard]] bool isKnownZoneId(const QString &id);
/// UTC, then the names of places, sorted.
[[nodiscard]] QStringList selectableZoneIds();

} // namespace tidemark
