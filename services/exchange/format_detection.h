// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/csv_dialect.h"
#include "model/domain/import_format.h"

#include <QByteArray>
#include <QString>

namespace tidemark::exchange {

/// Which format a file has, and by which sign.
struct FormatGuess
{
    ImportFormat format = ImportFormat::Csv;
    QString text = {};     ///< one translated sentence for the findings; empty of CSV
    double confidence = 1; ///< 0 to 1
};

/// Judges by the start of a text, and by the file's name where that leaves it open. `sample` is as
/// it lies in the file, unpacked; `isWhole` when it is all of it. Any thread.
[[nodiscard]] FormatGuess guessFormat(const QByteArray &sample, TextEncoding encoding, bool isWhole,
                                      const QString &fileName);

} // namespace tidemark::exchange
