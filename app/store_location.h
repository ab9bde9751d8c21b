// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark {

/// The ending of a store's file, with its dot.
inline constexpr char16_t kStoreSuffix[] = u".tidemark";

/// The folder of the user's stores by the XDG rules (`$XDG_DATA_HOME/tidemark`); not made here.
[[nodiscard]] QString storeFolder();

/// The store opened when none is named.
[[nodiscard]] QString defaultStorePath();

/// Where the sample data lives: a store of its own, so that removing it touches nothing else (F3).
[[nodiscard]] QString sampleStorePath();

/// The one name of a store file, whatever link or relative path leads to it: links are followed,
/// also those of the folder of a file that does not exist yet. Asks the disk; not on the GUI
/// thread.
[[nodiscard]] QString canonicalStorePath(const QString &path);

} // namespace tidemark
