// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pasted_table.h"

#include <QMimeData>
#include <QString>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextTable>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A document is read while the window waits, so a large one is taken by its plain text.
constexpr qsizetype kMostLetters = 1'000'000;
constexpr QChar kParagraph = u'\u2029';
constexpr QChar kLine = u'\u2028';

/// As RFC 4180 has it, with a tab as delimiter.
QString quoted(QString text)
{
    const bool needsQuotes = text.contains(u'\t') || text.contains(u'\n') || text.contains(u'"');
    return needsQuotes ? QString(u'"' % text.replace(u'"', u"\"\""_s) % u'"') : text;
}

QString cellText(const QTextTableCell &cell)
{
    QTextCursor cursor = cell.firstCursorPosition();
    cursor.setPosition(cell.lastPosition(), QTextCursor::KeepAnchor);
    return cursor.selectedText().replace(kParagraph, u'\n').replace(kLine, u'\n').trimmed();
}

const QTextTable *firstTable(const QTextFrame *frame)
{
    for (const QTextFrame *child : frame->childFrames()) {
        if (const auto *table = qobject_cast<const QTextTable *>(child))
            return table;
        if (const QTextTable *table = firstTable(child))
            return table;
    }
    return nullptr;
}

/// A cell over several columns stands in the first of them.
QString tableText(const QTextTable &table)
{
    QString text;
    for (int row = 0; row < table.rows(); ++row) {
        for (int column = 0; column < table.columns(); ++column) {
            const QTextTableCell cell = table.cellAt(row, column);
            if (column > 0)
                text += u'\t';
            if (cell.row() == row && cell.column() == column)
                text += quoted(cellText(cell));
        }
        text += u'\n';
    }
    return text;
}

} // namespace

std::optional<QByteArray> pastedTable(const QMimeData &data)
{
    const QString text = data.text();
    if (text.contains(u'\t') || !data.hasHtml())
        return text.trimmed().isEmpty() ? std::nullopt : std::optional(text.toUtf8());
    if (const QString html = data.html(); html.size() <= kMostLetters) {
        QTextDocument document;
        document.setHtml(html);
        if (const QTextTable *table = firstTable(document.rootFrame()))
            return tableText(*table).toUtf8();
    }
    return text.trimmed().isEmpty() ? std::nullopt : std::optional(text.toUtf8());
}

} // namespace tidemark
