// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/utf8_text.h"

#include <QStringDecoder>

namespace tidemark::roboto {

QString utf8Text(std::string_view utf8)
{
    const QByteArrayView bytes(utf8.data(), static_cast<qsizetype>(utf8.size()));
    if (!bytes.startsWith("\xef\xbb\xbf"))
        return QString::fromUtf8(bytes);
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    return decoder.decode(bytes);
}

} // namespace tidemark::roboto
