// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/size_text.h"

#include "model/domain/formatter.h"

#include <QLocale>

namespace tidemark {

QString sizeText(const Formatter &formatter, qint64 size_bytes)
{
    const bool isIec = formatter.choices().numbers.byteStyle == ByteStyle::Iec;
    return formatter.numbers().locale().formattedDataSize(
        size_bytes, 1, isIec ? QLocale::DataSizeIecFormat : QLocale::DataSizeSIFormat);
}

} // namespace tidemark
