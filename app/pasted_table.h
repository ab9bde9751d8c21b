// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

class QMimeData;

namespace tidemark {

/// The rows that a clipboard holds, as text that the importer reads: what spreadsheets put there as
/// text, else the first table of an HTML document of up to a million letters, with a tab between
/// cells. Nothing for what has no text at all. GUI thread.
[[nodiscard]] std::optional<QByteArray> pastedTable(const QMimeData &data);

} // namespace tidemark
