// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct TextCheck
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::TextCheck)
};

// Normalising shortens no text to less than a quarter of its UTF-16 length (in bytes of UTF-8), so
// what is longer than this is refused before the work is done.
constexpr qsizetype kNormalisingShrinks = 4;

qsizetype utf8Bytes(QStringView text)
{
    qsizetype bytes = 0;
    for (const QChar c : text) {
        if (c.unicode() < 0x80)
            bytes += 1;
        else if (c.unicode() < 0x800 || c.isSurrogate())
            bytes += 2; // each half of a pair counts half of four
        else
            bytes += 3;
    }
    return bytes;
}

bool isControl(QChar c)
{
    return c.category() == QChar::Other_Control;
}

tl::unexpected<Error> nameTooLong()
{
    return failure(
        ErrorCode::InvalidArgument,
        TextCheck::tr("The name is longer than %1 bytes. Shorten it.").arg(kNameMaxBytes));
}

tl::unexpected<Error> textTooLong(qsizetype maxBytes)
{
    return failure(ErrorCode::InvalidArgument,
                   TextCheck::tr("The text is longer than %1 bytes. Shorten it.").arg(maxBytes));
}

// Letters that people also write with plain ones, but that have no Unicode decomposition.
struct PlainLetters
{
    char16_t letter;
    QLatin1StringView plain;
};
constexpr std::array kPlainLetters{
    PlainLetters{u'\u00df', "ss"_L1}, PlainLetters{u'\u00e6', "ae"_L1},
    PlainLetters{u'\u00f0', "d"_L1},  PlainLetters{u'\u00f8', "o"_L1},
    PlainLetters{u'\u00fe', "th"_L1}, PlainLetters{u'\u0111', "d"_L1},
    PlainLetters{u'\u0127', "h"_L1},  PlainLetters{u'\u0131', "i"_L1},
    PlainLetters{u'\u0142', "l"_L1},  PlainLetters{u'\u0153', "oe"_L1},
    PlainLetters{u'\u0167', "t"_L1},
};

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

void appendWithoutMark(QString &out, QChar c)
{
    switch (c.category()) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
        return;
    default:
        break;
    }
    const auto plain = std::find_if(kPlainLetters.begin(), kPlainLetters.end(),
                                    [c](const PlainLetters &p) { return p.letter == c; });
    if (plain != kPlainLetters.end())
        out += plain->plain;
    else
        out += c;
}

} // namespace

bool hasLoneSurrogate(QStringView text) noexcept
{
    return !text.isValidUtf16();
}

Result<QString> normalisedName(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return failure(ErrorCode::InvalidArgument, TextCheck::tr("Enter a name."));
    if (trimmed.size() > kNameMaxBytes * kNormalisingShrinks)
        return nameTooLong();
    if (std::any_of(trimmed.begin(), trimmed.end(), isControl))
        return failure(ErrorCode::InvalidArgument,
                       TextCheck::tr("A name cannot hold line ends, tabs or other control "
                                     "characters. Remove them."));
    if (hasLoneSurrogate(trimmed))
        return failure(ErrorCode::InvalidArgument,
                       TextCheck::tr("The name holds half a character. Type it again."));
    QString name = trimmed.toString().normalized(QString::NormalizationForm_C);
    if (utf8Bytes(name) > kNameMaxBytes)
        return nameTooLong();
    return name;
}

Result<QString> cleanText(QStringView text, qsizetype maxBytes)
{
    if (text.isEmpty())
        return QString();
    if (text.size() > maxBytes * kNormalisingShrinks)
        return textTooLong(maxBytes);
    if (text.contains(QChar(u'\0')))
        return failure(ErrorCode::InvalidArgument,
                       TextCheck::tr("A text cannot hold the NUL character. Remove it."));
    if (hasLoneSurrogate(text))
        return failure(ErrorCode::InvalidArgument,
                       TextCheck::tr("The text holds half a character. Type it again."));
    QString clean = text.toString().normalized(QString::NormalizationForm_C);
    if (utf8Bytes(clean) > maxBytes)
        return textTooLong(maxBytes);
    return clean;
}

QString searchFolded(QStringView text)
{
    if (isAscii(text))
        return text.toString().toLower();
    const QString folded = text.toString().normalized(QString::NormalizationForm_KD).toCaseFolded();
    QString plain;
    plain.reserve(folded.size());
    for (const QChar c : folded)
        appendWithoutMark(plain, c);
    return plain;
}

} // namespace tidemark
