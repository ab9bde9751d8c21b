// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

namespace tidemark::test {

// Files as earlier versions left them, each with what its version added.

/// A store as version 1 left it: one metric, one session with a device, two records.
[[nodiscard]] Result<void> makeVersion1(const QString &path);
/// What version 2 adds: a journal with two changes, of which the second corrected a value, and a
/// device that a change has made.
[[nodiscard]] Result<void> makeVersion2(const QString &path);
/// What version 3 adds: a second organisation with a metric, a token and a file.
[[nodiscard]] Result<void> makeVersion3(const QString &path);
/// What versions 4 to 6 add: a source that was sent a record with the device it has.
[[nodiscard]] Result<void> makeVersion6(const QString &path);
/// Versions 7 and 8 add nothing to what version 6 left.
[[nodiscard]] Result<void> makeVersion8(const QString &path);
/// What versions 9 to 11 add: a series with two samples, and a change that corrected its metric.
[[nodiscard]] Result<void> makeVersion11(const QString &path);

} // namespace tidemark::test
