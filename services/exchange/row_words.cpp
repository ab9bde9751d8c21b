// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/row_words.h"

#include "model/core/utf8_text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct RowText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::RowText)
};

constexpr qsizetype kShownCharacters = 200;

} // namespace

QString shownText(std::string_view text)
{
    QString shown = utf8Text(text.substr(0, kShownCharacters * 4)).left(kShownCharacters);
    for (QChar &c : shown) {
        if (c.unicode() < 0x20)
            c = QChar(0x2400 + c.unicode()); // the control pictures
    }
    return shown;
}

QString faultText(const TableRow &row)
{
    switch (row.fault) {
    case RowFault::None:
        return {};
    case RowFault::InvalidText:
        return RowText::tr("The row holds bytes that are no text in the chosen encoding.");
    case RowFault::Nul:
        return RowText::tr("The row holds a NUL character.");
    case RowFault::StrayQuote:
        return RowText::tr("Text follows the end of a quoted cell. Double the quotes inside it.");
    case RowFault::Unreadable:
        return row.problem;
    }
    Q_UNREACHABLE();
}

QString formText(CellForm form)
{
    switch (form) {
    case CellForm::Text:
        return {};
    case CellForm::List:
        return RowText::tr("The cell holds a list. Leave its column out, or write one value.");
    case CellForm::Object:
        return RowText::tr("The cell holds an object. Leave its column out, or choose it as tags.");
    case CellForm::Bytes:
        return RowText::tr("The cell holds bytes (a BLOB). Leave its column out.");
    }
    Q_UNREACHABLE();
}

std::optional<bool> parseFlag(QStringView text)
{
    for (const auto yes : {"true"_L1, "yes"_L1, "1"_L1}) {
        if (text.compare(yes, Qt::CaseInsensitive) == 0)
            return true;
    }
    for (const auto no : {""_L1, "false"_L1, "no"_L1, "0"_L1}) {
        if (text.compare(no, Qt::CaseInsensitive) == 0)
            return false;
    }
    return std::nullopt;
}

} // namespace tidemark::exchange
