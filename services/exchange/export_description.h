// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/exporter.h"

#include <QByteArray>
#include <QJsonObject>

namespace tidemark::exchange {

/// What an export says about itself (X8): content, source, range, zone, week start, period,
/// functions, filters, metrics with units, dialect, guard, time of creation, version of the
/// program. Keys and words are those of files, never translated.
[[nodiscard]] QJsonObject describeExport(const ExportRequest &request, const ExportOptions &options,
                                         const std::vector<Definition> &definitions,
                                         Timestamp createdAt);

/// The description as lines `# key: value` before the header row, with the file's line ends.
[[nodiscard]] QByteArray commentLines(const QJsonObject &description, LineEnd lineEnd);

} // namespace tidemark::exchange
